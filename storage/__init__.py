"""Everything that is kept: SQL, uploaded bytes, and the lock on the folder that holds both.

stores         the classes that implement `domain.stores` and two ports, each made from a Database
schema         all tables together
probing        whether the database can be used

documents      collections, documents, chunks, vectors, uploaded bytes
jobs           documents that wait to be read
conversations  conversations and their messages
answers        answers, claims, verdicts, ratings
reviews        escalations and what came of them; what operators count
quality        why answers failed, what is asked, which documents help or harm
keys           API keys
trials         models that are tried before they are trusted

database       transactions, and what all tables share
migrations     how a database gets to the version of this code
backups        everything into one file, and back
"""
