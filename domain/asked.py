"""What was asked and how it ended, as operators read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.answers import Outcome, Rating, Reason
from domain.reviews import Cause
from domain.stores import Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what became of it.

    `outcome`, `reason` and `cause` are null while an audit of the answer is to be judged blindly; `cause` also where
    nobody knows one. `total_ms` is null for answers that were not timed.
    """

    answer_id: str
    at: datetime
    collection: str
    model: str
    question: str
    outcome: Outcome | None
    reason: Reason | None
    total_ms: float | None
    rating: Rating | None
    comment: str | None
    cause: Cause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which questions are wanted; null is any, `collections` those that may be seen. `text` stands in the question."""

    collections: frozenset[str] | None
    since: datetime
    outcomes: frozenset[Outcome] | None = None
    rating: Rating | None = None
    text: str | None = None


class AskedStore(Protocol):
    """What was asked."""

    def questions(self, wanted: Wanted, *, cursor: str | None, limit: int) -> Slice[Asked]:
        """Newest first. Raises `Invalid` for the cursor."""

    def stage_times(self, *, collection: str | None, since: datetime, most: int) -> Mapping[str, Sequence[float]]:
        """Milliseconds by stage, of the newest answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedDocument:
    """A document on which answers rest: how many, how many of these people found wrong, how many had thumbs down."""

    document_id: str
    document: str
    collection: str
    answers: int
    wrong: int
    thumbs_down: int


@dataclass(frozen=True, slots=True)
class UncitedDocument:
    """A document that can be found, and on which no answer rests."""

    document_id: str
    document: str
    collection: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Citing:
    """On which documents the newest answers rest, `answers` of them, and on which none does, newest first.

    `uncited` is how many there are of the latter; `never_cited` begins them.
    """

    answers: int
    cited: tuple[CitedDocument, ...]
    never_cited: tuple[UncitedDocument, ...]
    uncited: int


class CitingStore(Protocol):
    """Which documents help or harm."""

    def citing(self, *, collection: str | None, since: datetime, most: int) -> Citing:
        """Of the newest answers given since then, `most` at most. What people decided of any of them counts."""
