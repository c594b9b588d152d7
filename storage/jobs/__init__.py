"""Documents that wait to be read.

rows   their table
store  SqlJobs: who reads one, until when, and what came of it
"""
