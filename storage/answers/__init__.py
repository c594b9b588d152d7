"""Answers with their claims, verdicts and ratings.

rows    their tables
values  answers as they are kept, and back
store   SqlAnswers
"""
