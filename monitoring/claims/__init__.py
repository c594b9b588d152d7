"""From an answer's text to its claims.

splitting   an answer → claims with exact offsets, whole or as it streams
statements  what a claim states, without marks and decoration
"""
