"""Documents that wait to be read.

store  SqlJobs: who reads one, until when, and what came of it
"""
