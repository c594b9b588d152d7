"""Ports of what is kept. Each method is one transaction; what it returned is on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from domain.answers import Answer, Rating
from domain.audits import Draw
from domain.conversations import Conversation, Message
from domain.documents import (
    Chunk,
    Collection,
    Document,
    DocumentStatus,
    Job,
    ParsedDocument,
    Policy,
    Progress,
    Upload,
    Wanted,
)
from domain.kept_tables import TableSource
from domain.places import Mark
from domain.principals import ApiKey, Role
from domain.reviews import (
    ANY,
    Escalation,
    EscalationStatus,
    Filters,
    NewEscalation,
    Resolution,
    Resolved,
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
        self,
        name: str,
        *,
        policy: Policy | Unchanged = UNCHANGED,
        threshold: float | Unchanged | None = UNCHANGED,
        audit_probability: float | Unchanged | None = UNCHANGED,
        model: str | Unchanged | None = UNCHANGED,
        prompt: str | Unchanged | None = UNCHANGED,
    ) -> Collection:
        """Changes what is given; for all but the policy, null is the server's or the detector's own. `NotFound`."""

    def delete(self, name: str) -> frozenset[str]:
        """With its documents, chunks and everything derived; conversations stay. Raises `NotFound`.

        Gives the hashes of the bytes that its documents needed.
        """


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

    def delete(self, document_id: str) -> frozenset[str]:
        """With all versions, jobs and chunks; the hashes of the bytes they needed. Raises `NotFound`."""

    def marks(self, document_id: str) -> tuple[Mark, ...]:
        """Of the version that is visible. Raises `NotFound`."""

    def visible_sha256(self, document_id: str) -> str:
        """The hash of the bytes of the version that is visible. Raises `NotFound` before the first is ready."""

    def referenced_hashes(self) -> frozenset[str]:
        """Hashes of all bytes that some version still needs."""

    def needs(self, sha256: str) -> bool:
        """Whether some version still needs these bytes."""

    def counts(self) -> Mapping[DocumentStatus, int]:
        """Documents by status, every status present."""

    def chunk_count(self) -> int:
        """Visible chunks, all collections."""


class TableStore(Protocol):
    """Which documents hold tables."""

    def note(self, document_id: str, version: int, tables: int) -> None:
        """How many a version holds; nothing happens where the version is gone."""

    def sources(self, partitions: Sequence[str]) -> Sequence[TableSource]:
        """The visible versions in these partitions that hold tables, newest documents first."""

    def unread(self, *, after: str, limit: int) -> Sequence[TableSource]:
        """Visible versions that nobody has looked for tables in, of documents with ids above `after`, by id."""

    def holding(self, *, after: str, limit: int) -> Sequence[TableSource]:
        """Visible versions that hold tables, of documents with ids above `after`, by id."""


class JobStore(Protocol):
    """The queue of documents to be read. A job is leased; whoever claimed it holds it by the token of that claim."""

    def owners(self) -> Sequence[str | None]:
        """Whose jobs wait and are held by nobody, each owner once."""

    def claim(self, *, worker: str, lease: timedelta, wanted: Wanted | None = None) -> Job | None:
        """A job that nobody holds, now leased, the oldest where `wanted` is null; its document is `parsing`.

        None where there is nothing.
        """

    def report(self, job: Job, status: DocumentStatus, progress: Progress, *, lease: timedelta) -> bool:
        """Stores progress, renews the lease and counts the attempt. False where the job is not held any more."""

    def pause(self, job: Job) -> None:
        """Keeps the job for later; until the next report its attempt does not count."""

    def renew(self, jobs: Sequence[Job], *, lease: timedelta) -> None:
        """Renews the leases of those that are still held."""

    def publish(
        self, job: Job, document: ParsedDocument, chunks: Sequence[Chunk], vectors: "Vectors", *, encoder: str
    ) -> bool:
        """In one transaction: the version visible, older versions gone, the job done. False where it is not held.

        `encoder` is the identity of the one that made `vectors`.
        """

    def fail(self, job: Job, error: str) -> None:
        """The version is `failed` with `error`; an older visible version stays."""

    def release(self, job: Job, *, after: timedelta = timedelta(0)) -> None:
        """Gives the job back, to be claimed `after` this time; the attempt does not count."""

    def drop_leases(self, *, worker: str) -> int:
        """Frees the jobs that a former process of `worker` held when it was killed, and how many; attempts count."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A partition's language (ISO 639-1), and the identities of the encoders that made its vectors."""

    language: str
    encoders: frozenset[str]


class EmbeddingStore(Protocol):
    """The chunks' vectors, by the identity of the encoder that made them.

    New vectors of a partition wait beside its old ones, and take their place together.
    """

    def encoders(self) -> Sequence[str]:
        """Whose vectors are in force somewhere. An identity with `UNKNOWN_ENCODER` was not recorded at the time."""

    def sample(self, encoder: str, *, count: int) -> Sequence[tuple[str, "Vectors"]]:
        """`count` texts or fewer, from the oldest chunk to the newest, each with its vector by `encoder`."""

    def identify(self, unknown: str, *, encoder: str) -> None:
        """All vectors of `unknown` are of `encoder`."""

    def stale(self, encoder: str) -> Mapping[str, int]:
        """Partitions that have vectors of others, and how many of their chunks still want one by `encoder`."""

    def unread(self, partition: str, encoder: str, *, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """Chunks above `after` that want a vector by `encoder`, ascending: id and text."""

    def keep(self, encoder: str, vectors: Mapping[int, "Vectors"]) -> None:
        """Vectors by chunk id, which wait; those of chunks that are gone by now are dropped."""

    def switch(self, partition: str, encoder: str) -> bool:
        """In one transaction: the waiting vectors are in force. False where a chunk still wants one by `encoder`."""

    def settle(self, encoders: Sequence[str], *, limit: int) -> bool:
        """Tidies up behind `switch`, at most `limit` vectors at once. False where nothing is left to do.

        Then nothing waits any more but vectors by `encoders`.
        """

    def standing(self, partition: str) -> Standing:
        """Of one that is gone: English, without vectors."""

    def standings(self) -> Mapping[str, Standing]:
        """Of every partition that has vectors."""


UNKNOWN_ENCODER = "unknown:"
"""Begins the identity of the encoders of databases that did not record it; their vectors' length follows."""


class ConversationStore(Protocol):
    """Conversations and their messages."""

    def create(
        self,
        *,
        title: str,
        collection: str,
        owner: str | None,
        metadata: Mapping[str, str],
        conversation_id: str | None = None,
    ) -> Conversation:
        """A new conversation with its own partition for documents, of this id where one is given."""

    def get(self, conversation_id: str) -> Conversation:
        """Raises `NotFound`."""

    def list(self, *, owner: str | None, cursor: str | None, limit: int) -> Slice[Conversation]:
        """The owner's, most recently used first."""

    def delete(self, conversation_id: str) -> frozenset[str]:
        """With messages, answers, escalations and its own documents. Raises `NotFound`.

        Gives the hashes of the bytes that its documents needed.
        """

    def rename(self, conversation_id: str, title: str) -> None:
        """Raises `NotFound`."""

    def append(self, conversation_id: str, message: Message) -> None:
        """Raises `NotFound`."""

    def messages(self, conversation_id: str) -> Sequence[Message]:
        """All, oldest first. Raises `NotFound`."""


class AnswerStore(Protocol):
    """Answers with their claims and verdicts, and what users think of them."""

    def save(self, answer: Answer, escalation: NewEscalation | None, draw: Draw | None = None) -> str | None:
        """In one transaction: the answer, its assistant message, whether it was drawn for the audit and its escalation.

        The id of the latter comes back. `draw` is null where it could not be drawn.
        """

    def revise(self, answer: Answer, escalation: NewEscalation | None) -> str | None:
        """In one transaction: the verdicts, support, risk and outcome that are kept become those of `answer`.

        `escalation` is added unless a person was asked about the answer before; its id comes back. Raises `NotFound`.
        """

    def get(self, answer_id: str) -> Answer:
        """Raises `NotFound`."""

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
        filters: Filters = ANY,
    ) -> Slice[Escalation]:
        """Highest priority, then earliest due, first; only of `collections` where given."""

    def of_conversation(self, conversation_id: str) -> Sequence[Escalation]:
        """All of a conversation, oldest first, each that waits with its position."""

    def claim_next(
        self,
        *,
        reviewer: str,
        lease: timedelta,
        collections: frozenset[str] | None,
        filters: Filters = ANY,
        skipped: frozenset[str] = frozenset(),
    ) -> Escalation | None:
        """Takes the first that waits and is assigned to the reviewer or nobody; null where none does.

        Left out are `skipped`, and those whose question another reviewer is at.
        """

    def assign(self, escalation_id: str, *, to: str | None, by: str) -> Escalation:
        """Null is to anybody. Raises `Conflict` where it is resolved, `NotFound`."""

    def reopen(self, escalation_id: str, *, reviewer: str, comment: str | None, anew: NewEscalation) -> Escalation:
        """It waits again, due as `anew` says; what was kept of the decision is not given again.

        Raises `Conflict` unless it is resolved, `NotFound`.
        """

    def claim(self, escalation_id: str, *, reviewer: str, lease: timedelta) -> Escalation:
        """Also renews the reviewer's own. Raises `Conflict` where another holds it or it is resolved, `NotFound`."""

    def release(self, escalation_id: str, *, reviewer: str) -> Escalation:
        """Raises `Conflict` unless the reviewer holds it, `NotFound`."""

    def resolve(self, escalation_id: str, resolution: Resolution) -> Resolved:
        """In one transaction with the reviewer's message in the conversation (none for kind audit).

        Others that wait with the same question are decided with it, unless another reviewer holds them. Raises
        `Conflict` where another holds it or it is resolved, `NotFound`.
        """

    def human_reply(self, answer_id: str) -> str | None:
        """The newest resolution's text, null where no person replied."""

    def counts(self) -> Mapping[EscalationStatus, int]:
        """By status, every status present."""

    def counts_by_collection(self) -> Mapping[str, Mapping[EscalationStatus, int]]:
        """The same for each collection that has escalations."""

    def oldest_open(self) -> datetime | None:
        """When the oldest one that is not resolved came in; for an audit nobody waits."""


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """Answers of one span of time. `start` is its beginning, `outcomes` has every outcome by its value.

    `off_point` were supported and did not answer the question.
    """

    start: datetime
    answers: int
    outcomes: Mapping[str, int]
    off_point: int
    escalations_open: int


class QualityStore(Protocol):
    """What operators count."""

    def series(
        self, *, collection: str | None, model: str | None, since: datetime, step: timedelta
    ) -> Sequence[AnswerCounts]:
        """Counts a step from `since` until now, empty steps included, oldest first."""


class KeyStore(Protocol):
    """API keys; only hashes are kept."""

    def any_made(self) -> bool:
        """Whether there ever was a key, revoked ones too."""

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
