"""Answers with their claims, verdicts and ratings.

rows    their tables
values  answers as they are kept, and back
store   Answers: all but what opens an escalation, which `storage.stores` gives
"""
