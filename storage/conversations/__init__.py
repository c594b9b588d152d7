"""Conversations and their messages.

rows   their tables
store  SqlConversations
"""
