"""All tables together; `migrations/` holds how a database gets from one version of them to the next."""

import storage.answers.rows
import storage.conversations.rows
import storage.documents.embedding_rows
import storage.documents.rows
import storage.jobs.rows
import storage.keys.rows
import storage.quality.rows
import storage.reviews.rows
import storage.reviews.verified_rows
import storage.reviews.webhook_rows
import storage.trials.rows  # noqa: F401 - a table is known once its module is imported
from storage.database.rows import Row

METADATA = Row.metadata
