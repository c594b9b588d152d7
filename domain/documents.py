"""Documents and the pieces of them that are indexed, retrieved and cited.

All offsets count Unicode code points and are half-open: `text[start:end]`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


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
class Page:
    """A page of a PDF, counted from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Data rows of a table, both ends included, counted from 1 (a header is not a row)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide of a presentation with its notes, counted from 1 as they are shown."""

    number: int


@dataclass(frozen=True, slots=True)
class SheetRows:
    """Rows of a workbook's sheet, both ends included, numbered as the spreadsheet shows them (a header counts)."""

    sheet: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A document without finer places, such as plain text."""


Spot: TypeAlias = Page | Rows | Slide | SheetRows | Whole


@dataclass(frozen=True, slots=True)
class Section:
    """A spot that stands under a heading: the innermost one last, `Prices › Children`."""

    heading: str
    spot: Spot


Place: TypeAlias = Spot | Section


@dataclass(frozen=True, slots=True)
class Mark:
    """From `start` on, up to the next mark, the document's text belongs to `place`."""

    start: int
    place: Place


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document's text and where its parts came from.

    `marks` ascend by `start`, the first one at 0; there is one per page, slide, section or row. `pages` counts pages
    or slides, and is null where the format has none. `warnings` say in plain words what could not be read (a page
    without text, say).
    """

    text: str
    media_type: MediaType
    marks: tuple[Mark, ...]
    pages: int | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document: `document.text[start:end] == text`."""

    text: str
    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as the database holds it. `collection` is its partition's key (see `Document`)."""

    id: int
    document_id: str
    document: str
    collection: str
    chunk: Chunk


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
    `owner` is the id of the key that uploaded it, null on loopback.
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
    """

    name: str
    policy: "Policy"
    language: str
    threshold: float | None
    created_at: datetime


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


def place_at(marks: Sequence[Mark], start: int, end: int) -> Place:
    """The place of `[start, end)`: the page or section it starts on, or all the rows of one table that it touches."""
    first = marks[bisect_right(marks, start, key=_mark_start) - 1].place
    last = marks[max(bisect_right(marks, start, key=_mark_start), bisect_left(marks, end, key=_mark_start)) - 1].place
    return _reaching(first, last) if is_one_table(first, last) else first


def spot_of(place: Place) -> Spot:
    """The place without its heading."""
    return place.spot if isinstance(place, Section) else place


def is_table(place: Place) -> bool:
    """Whether what stands there are rows, a line each."""
    return isinstance(spot_of(place), Rows | SheetRows)


def is_one_table(place: Place, later: Place) -> bool:
    """Whether `later` are rows of the table that `place` belongs to, at or below it."""
    match spot_of(place), spot_of(later):
        case (Rows() as first, Rows() as last):
            return _heading(place) == _heading(later) and first.first <= last.first
        case (SheetRows() as first, SheetRows() as last):
            return first.sheet == last.sheet and first.first <= last.first
        case _:
            return False


def _heading(place: Place) -> str | None:
    return place.heading if isinstance(place, Section) else None


def _reaching(first: Place, last: Place) -> Place:
    """From the first row of one to the last row of another, which `is_one_table` joined."""
    if isinstance(first, Section):
        spot = _rows_reaching(first.spot, spot_of(last))
        return Section(first.heading, spot)
    return _rows_reaching(first, spot_of(last))


def _rows_reaching(first: Spot, last: Spot) -> Spot:
    if isinstance(first, Rows | SheetRows) and isinstance(last, Rows | SheetRows):
        return replace(first, last=last.last)
    return first


def _mark_start(mark: Mark) -> int:
    return mark.start
