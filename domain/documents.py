"""Documents and the pieces of them that are indexed, retrieved and cited.

All offsets count Unicode code points and are half-open: `text[start:end]`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.places import Mark, Place, heading_of, under_heading
from domain.stated import NOTHING_STATED, Stated


class MediaType(StrEnum):
    """The kinds of document that can be read."""

    PDF = "application/pdf"
    CSV = "text/csv"
    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    HTML = "text/html"
    EML = "message/rfc822"


class DocumentStatus(StrEnum):
    """Where a document is on its way to being searchable."""

    QUEUED = "queued"
    PARSING = "parsing"
    EMBEDDING = "embedding"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document's text and where its parts came from.

    `marks` ascend by `start`, the first one at 0; there is one per page, slide, section or row. `pages` counts pages
    or slides, and is null where the format has none. `warnings` say in plain words what could not be read (a page
    without text, say). `stated` is what it says of itself. `scans` are pages that `Parser.recognise` has yet to read
    before the text is whole.
    `tables` are those that can be computed over, as `domain.kept_tables.packed` writes them.
    """

    text: str
    media_type: MediaType
    marks: tuple[Mark, ...]
    pages: int | None
    warnings: tuple[str, ...] = ()
    stated: Stated = NOTHING_STATED
    scans: tuple[int, ...] = ()
    tables: bytes = b""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document: `document.text[start:end] == text`."""

    text: str
    start: int
    end: int
    place: Place

    @property
    def searched(self) -> str:
        """What is embedded and indexed of it."""
        return under_heading(self.text, heading_of(self.place))


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as the database holds it. `collection` is its partition's key (see `Document`).

    `stated` is what its document says of itself.
    """

    id: int
    document_id: str
    document: str
    collection: str
    chunk: Chunk
    stated: Stated = NOTHING_STATED


@dataclass(frozen=True, slots=True)
class Scores:
    """What each index gave, for explanation only: their scales differ. Null where it did not find the chunk.

    `dense` is a cosine in [-1, 1]; `lexical` is BM25, 0 or more. Higher is better in both.
    """

    dense: float | None
    lexical: float | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk retrieved for one question. `relevance` is in [0, 1], higher is better."""

    stored: StoredChunk
    relevance: float
    scores: Scores

    @property
    def text(self) -> str:
        """The chunk's text."""
        return self.stored.chunk.text


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the current stage is done, in the stage's own units (chunks while embedding)."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Document:
    """An uploaded document, as people see it.

    `collection` is the key of the partition it is searched in: a collection's name, or
    `conversation:<id>` for documents that belong to one conversation alone. `error` says, for
    people, why it failed; null otherwise. `warnings` say what of it could not be read, or was read by a guess.
    `owner` is the id of the key that uploaded it, null on loopback. `stated` is what it says of itself.
    """

    id: str
    name: str
    collection: str
    media_type: MediaType
    sha256: str
    bytes: int
    version: int
    status: DocumentStatus
    error: str | None
    chunks: int
    pages: int | None
    progress: Progress
    created_at: datetime
    owner: str | None
    warnings: tuple[str, ...] = ()
    stated: Stated = NOTHING_STATED


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes that have been kept under their hash and wait to become a document."""

    name: str
    collection: str
    media_type: MediaType
    sha256: str
    bytes: int
    owner: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """A document version to be read: parse, chunk, embed, publish.

    `owner` is the key that uploaded it, null on loopback. `attempt` counts from 1; `token` is this claim's own, and
    whoever has it holds the job.
    """

    document_id: str
    version: int
    name: str
    collection: str
    media_type: MediaType
    sha256: str
    bytes: int
    owner: str | None
    attempt: int
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of an owner's jobs to claim: the smallest or the oldest of those under both limits, null for none."""

    owner: str | None
    oldest: bool = False
    below_bytes: int | None = None
    below_attempts: int | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of documents. `language` is an ISO 639-1 code and picks the stemmer.

    `threshold` is the risk in [0, 1] from which a claim counts as unsupported; null means the detector's own.
    `audit_probability` in [0, 1] is how likely an answer is drawn for the audit; null means the server's own.
    `model` answers where no other is asked for, null for the server's default; `prompt` names what a language model is
    told, null for what fits it.
    """

    name: str
    policy: "Policy"
    language: str
    threshold: float | None
    created_at: datetime
    audit_probability: float | None = None
    model: str | None = None
    prompt: str | None = None


class Policy(StrEnum):
    """What happens to a sentence that cannot be stood behind, from strictest to loosest.

    hold: release stops there, the rest is withheld and escalated.
    annotate: delivered with its marks and escalated.
    monitor: delivered, only measured.
    """

    HOLD = "hold"
    ANNOTATE = "annotate"
    MONITOR = "monitor"


CONVERSATION_PREFIX = "conversation:"


def conversation_partition(conversation_id: str) -> str:
    """The key of the partition that holds a conversation's own documents."""
    return CONVERSATION_PREFIX + conversation_id
