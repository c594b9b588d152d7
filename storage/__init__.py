"""Everything that is kept: SQL, uploaded bytes, and the lock on the folder that holds both.

database            open_database(url) -> Database: transactions, for any number of threads
stores              the classes that implement `domain.stores` and two ports, each made from a Database
originals           uploaded bytes by their hash
folder_lock         one server a data folder
backup, restoring   everything into one file, beside a running server, and back; archive is that file

*_store             one store each: collections, documents, jobs, chunks, embeddings, conversations, answers,
                    escalations, quality, keys
*_rows, schema      the tables; rows holds what they share, column_types their types
*_values, places,
embeddings          the domain's values as they are kept, and back
probing             whether the database can be used
erasure             deleted text leaves SQLite's files
change_log          the order in which chunks appear and go
cursors             where a list was left off
versioning,
migrations          how a database gets to the version of this code
failures            what a database's own errors mean for people
"""
