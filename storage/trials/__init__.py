"""Models that are tried before they are trusted.

rows              the tables of canaries, and of models that people compare
canary_store      SqlCanaries: which answers are part of one, and how it ended
comparison_store  SqlComparisons: answers side by side, and people's votes
"""
