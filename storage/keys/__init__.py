"""API keys, by their hashes.

store  SqlKeys
"""
