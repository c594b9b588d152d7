"""All tables together; `migrations/` holds how a database gets from one version of them to the next."""

import storage.conversation_rows
import storage.document_rows
import storage.embedding_rows
import storage.review_rows  # noqa: F401 - a table is known once its module is imported
from storage.rows import Row

METADATA = Row.metadata
