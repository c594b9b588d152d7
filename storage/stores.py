"""The stores, in one place for the composition root, with what some of them need of others."""

from storage.answers.store import Answers
from storage.conversations.store import SqlConversations
from storage.database.transactions import Database
from storage.documents.chunk_store import SqlChunks
from storage.documents.collection_store import SqlCollections
from storage.documents.embedding_store import SqlEmbeddings
from storage.documents.store import Documents
from storage.documents.suggestion_store import SqlSuggestions
from storage.documents.table_store import SqlTables
from storage.jobs.store import SqlJobs, enqueue
from storage.keys.store import SqlKeys
from storage.quality.anchor_store import SqlAnchors
from storage.quality.asked_store import SqlAsked
from storage.quality.citing_store import SqlCiting
from storage.quality.diagnosis_store import SqlDiagnoses
from storage.reviews.auditing import SqlAudits
from storage.reviews.counting import SqlQuality
from storage.reviews.opening import SqlEscalationOpener
from storage.reviews.store import SqlEscalations
from storage.reviews.verified_store import SqlVerified
from storage.reviews.webhook_store import SqlWebhooks
from storage.trials.canary_store import SqlCanaries
from storage.trials.comparison_store import SqlComparisons

__all__ = [
    "SqlAnchors",
    "SqlAnswers",
    "SqlAsked",
    "SqlAudits",
    "SqlCanaries",
    "SqlChunks",
    "SqlCiting",
    "SqlCollections",
    "SqlComparisons",
    "SqlConversations",
    "SqlDiagnoses",
    "SqlDocuments",
    "SqlEmbeddings",
    "SqlEscalations",
    "SqlJobs",
    "SqlKeys",
    "SqlQuality",
    "SqlSuggestions",
    "SqlTables",
    "SqlVerified",
    "SqlWebhooks",
]


class SqlDocuments(Documents):
    """Documents whose new versions are queued for `SqlJobs`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, enqueue=enqueue)


class SqlAnswers(Answers):
    """Answers whose escalations `SqlEscalations` has."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, opener=SqlEscalationOpener())
