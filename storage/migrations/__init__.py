"""How a database gets from one version to the next; run by `storage.database.versioning` when a database is opened.

env       Alembic's entry
versions  one module a version, each frozen once released
"""
