"""The page, from its HTML to a real browser."""
