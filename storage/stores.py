"""The stores, in one place for the composition root."""

from storage.answers.store import SqlAnswers
from storage.conversations.store import SqlConversations
from storage.documents.chunk_store import SqlChunks
from storage.documents.collection_store import SqlCollections
from storage.documents.embedding_store import SqlEmbeddings
from storage.documents.store import SqlDocuments
from storage.jobs.store import SqlJobs
from storage.keys.store import SqlKeys
from storage.reviews.counting import SqlQuality
from storage.reviews.store import SqlEscalations

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
