"""API keys, by their hashes.

rows   their table
store  SqlKeys
"""
