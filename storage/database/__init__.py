"""What a database is, whatever it holds.

engines       how SQLite and PostgreSQL are reached
transactions  open_database(url) -> Database: transactions, for any number of threads
rows          what all tables share
column_types  the types of their columns
cursors       where a list was left off
failures      what a database's own errors mean for people
erasure       deleted text leaves SQLite's files
versioning    runs the migrations that are missing
folder_lock   one server a data folder
database_lock one server a PostgreSQL database
"""
