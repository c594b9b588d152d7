"""How a database gets from one version to the next; run by `storage.database.versioning` when a database is opened."""
