"""Ports of what is kept. Each method is one transaction; what it returned is on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from domain.answers import Answer
from domain.documents import (
    Chunk,
    Collection,
    Document,
    DocumentStatus,
    Job,
    Mark,
    ParsedDocument,
    Policy,
    Progress,
    Upload,
)
from domain.reviews import (
    ApiKey,
    Conversation,
    Escalation,
    EscalationStatus,
    Message,
    NewEscalation,
    Rating,
    Resolution,
    Resolved,
    Role,
)

if TYPE_CHECKING:
    from domain.ports import Vectors

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A part of a longer list. `next_cursor` is null at its end."""

    items: tuple[T, ...]
    next_cursor: str | None


class Unchanged(Enum):
    """In place of a value that is to stay as it is, where null is a value."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


class CollectionStore(Protocol):
    """Collections. Partitions of conversations are made and deleted by `ConversationStore` and never listed here."""

    def create(self, name: str, *, policy: Policy, language: str) -> Collection:
        """Raises `Conflict` where the name is taken."""

    def get(self, name: str) -> Collection:
        """Raises `NotFound`."""

    def list(self) -> Sequence[Collection]:
        """All, by name."""

    def update(
        self, name: str, *, policy: Policy | Unchanged = UNCHANGED, threshold: float | Unchanged | None = UNCHANGED
    ) -> Collection:
        """Changes what is given; a null threshold is the detector's own. Raises `NotFound`."""

    def delete(self, name: str) -> None:
        """With its documents, chunks and everything derived; conversations stay. Raises `NotFound`."""


class DocumentStore(Protocol):
    """Documents and their versions."""

    def add(self, upload: Upload) -> tuple[Document, bool]:
        """The document and whether it is new, with its job queued.

        The same bytes in the same collection: the existing document, nothing queued (a failed one is queued again).
        The same name with other bytes: a new version of it; the old one stays visible until the new one is ready.
        Raises `NotFound` for an unknown collection.
        """

    def get(self, document_id: str) -> Document:
        """Its newest version. Raises `NotFound`."""

    def find(self, collection: str, name: str) -> Document | None:
        """The newest version of the document that has this name in this collection."""

    def list(
        self, collection: str, *, status: DocumentStatus | None, cursor: str | None, limit: int
    ) -> Slice[Document]:
        """Newest first."""

    def delete(self, document_id: str) -> None:
        """With all versions, jobs and chunks. Raises `NotFound`."""

    def marks(self, document_id: str) -> tuple[Mark, ...]:
        """Of the version that is visible. Raises `NotFound`."""

    def visible_sha256(self, document_id: str) -> str:
        """The hash of the bytes of the version that is visible. Raises `NotFound` before the first is ready."""

    def referenced_hashes(self) -> frozenset[str]:
        """Hashes of all bytes that some version still needs."""

    def counts(self) -> Mapping[DocumentStatus, int]:
        """Documents by status, every status present."""

    def chunk_count(self) -> int:
        """Visible chunks, all collections."""


class JobStore(Protocol):
    """The queue of documents to be read. A job is leased; a killed server's jobs are claimed again."""

    def claim(self, *, worker: str, lease: timedelta) -> Job | None:
        """The oldest job that nobody holds, now leased; its document is `parsing`. None where there is nothing."""

    def report(self, job: Job, status: DocumentStatus, progress: Progress, *, lease: timedelta) -> bool:
        """Stores progress and renews the lease; False where the job was deleted meanwhile."""

    def publish(self, job: Job, document: ParsedDocument, chunks: Sequence[Chunk], vectors: "Vectors") -> bool:
        """In one transaction: the version visible, older versions gone, the job done. False where it was deleted."""

    def fail(self, job: Job, error: str) -> None:
        """The version is `failed` with `error`; an older visible version stays."""

    def release(self, job: Job) -> None:
        """Gives the job back at once, as on shutdown; the attempt does not count."""


class ConversationStore(Protocol):
    """Conversations and their messages."""

    def create(self, *, title: str, collection: str, owner: str | None, metadata: Mapping[str, str]) -> Conversation:
        """A new conversation with its own partition for documents."""

    def get(self, conversation_id: str) -> Conversation:
        """Raises `NotFound`."""

    def list(self, *, owner: str | None, cursor: str | None, limit: int) -> Slice[Conversation]:
        """The owner's, most recently used first."""

    def delete(self, conversation_id: str) -> None:
        """With messages, answers, escalations and its own documents. Raises `NotFound`."""

    def rename(self, conversation_id: str, title: str) -> None:
        """Raises `NotFound`."""

    def append(self, conversation_id: str, message: Message) -> None:
        """Raises `NotFound`."""

    def messages(self, conversation_id: str) -> Sequence[Message]:
        """All, oldest first. Raises `NotFound`."""


class AnswerStore(Protocol):
    """Answers with their claims and verdicts, and what users think of them."""

    def save(self, answer: Answer, escalation: NewEscalation | None) -> str | None:
        """In one transaction: the answer, its assistant message and its escalation, whose id comes back."""

    def revise(self, answer: Answer, escalation: NewEscalation | None) -> str | None:
        """In one transaction: the verdicts, support, risk and outcome that are kept become those of `answer`.

        `escalation` is added unless a person was asked about the answer before; its id comes back. Raises `NotFound`.
        """

    def get(self, answer_id: str) -> Answer:
        """Raises `NotFound`."""

    def human_reply(self, answer_id: str) -> str | None:
        """The newest resolution's text, null where no person replied."""

    def rate(self, answer_id: str, rating: Rating, comment: str | None) -> None:
        """The last rating of an answer stands. Raises `NotFound`."""

    def rating(self, answer_id: str) -> Rating | None:
        """The user's thumb, null where there is none."""


class EscalationStore(Protocol):
    """What waits for people. An expired claim opens the escalation again."""

    def request(self, *, conversation_id: str, answer_id: str | None, escalation: NewEscalation) -> Escalation:
        """A person was asked for; the open one for the same answer is returned instead of a second. `NotFound`."""

    def get(self, escalation_id: str) -> Escalation:
        """Raises `NotFound`."""

    def list(
        self,
        *,
        status: EscalationStatus | None,
        collections: frozenset[str] | None,
        cursor: str | None,
        limit: int,
    ) -> Slice[Escalation]:
        """Highest priority, then earliest due, first; only of `collections` where given."""

    def of_conversation(self, conversation_id: str) -> Sequence[Escalation]:
        """All of a conversation, oldest first."""

    def claim(self, escalation_id: str, *, reviewer: str, lease: timedelta) -> Escalation:
        """Also renews the reviewer's own. Raises `Conflict` where another holds it or it is resolved, `NotFound`."""

    def release(self, escalation_id: str, *, reviewer: str) -> Escalation:
        """Raises `Conflict` unless the reviewer holds it, `NotFound`."""

    def resolve(self, escalation_id: str, resolution: Resolution) -> Resolved:
        """In one transaction with the reviewer's message in the conversation (none for kind audit).

        Raises `Conflict` where another holds it or it is resolved, `NotFound`.
        """

    def counts(self) -> Mapping[EscalationStatus, int]:
        """By status, every status present."""

    def oldest_open(self) -> datetime | None:
        """When the oldest one that is not resolved came in."""


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """Answers of one span of time. `start` is its beginning, `outcomes` has every outcome by its value."""

    start: datetime
    answers: int
    outcomes: Mapping[str, int]
    escalations_open: int


class QualityStore(Protocol):
    """What operators count."""

    def series(
        self, *, collection: str | None, model: str | None, since: datetime, step: timedelta
    ) -> Sequence[AnswerCounts]:
        """Counts a step from `since` until now, empty steps included, oldest first."""


class KeyStore(Protocol):
    """API keys; only hashes are kept."""

    def create(self, *, name: str, role: Role, collections: frozenset[str] | None, sha256: str) -> ApiKey:
        """Raises `Conflict` where the name is taken by a key that works."""

    def find(self, sha256: str) -> ApiKey | None:
        """The key that works with this hash."""

    def list(self) -> Sequence[ApiKey]:
        """All, revoked ones too, oldest first."""

    def revoked(self, key_ids: Sequence[str]) -> frozenset[str]:
        """Those of `key_ids` that work no longer."""

    def revoke(self, key_id: str) -> None:
        """Raises `NotFound`."""
