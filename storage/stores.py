"""The stores, in one place for the composition root."""

from storage.answer_store import SqlAnswers
from storage.chunk_store import SqlChunks
from storage.collection_store import SqlCollections
from storage.conversation_store import SqlConversations
from storage.document_store import SqlDocuments
from storage.embedding_store import SqlEmbeddings
from storage.escalation_store import SqlEscalations
from storage.job_store import SqlJobs
from storage.key_store import SqlKeys
from storage.quality_store import SqlQuality

__all__ = [
    "SqlAnswers",
    "SqlChunks",
    "SqlCollections",
    "SqlConversations",
    "SqlDocuments",
    "SqlEmbeddings",
    "SqlEscalations",
    "SqlJobs",
    "SqlKeys",
    "SqlQuality",
]
