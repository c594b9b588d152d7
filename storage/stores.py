"""The stores, in one place for the composition root."""

from storage.answer_store import SqlAnswers
from storage.chunk_store import SqlChunks
from storage.collection_store import SqlCollections
from storage.conversation_store import SqlConversations
from storage.document_store import SqlDocuments
from storage.job_store import SqlJobs

__all__ = ["SqlAnswers", "SqlChunks", "SqlCollections", "SqlConversations", "SqlDocuments", "SqlJobs"]
