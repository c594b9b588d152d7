"""Models side by side: what each says to the same questions, and which of two answers people prefer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

MOST_MODELS = 20
MOST_ANSWERS = 2_000
"""In one comparison: as many as fit in the body of a request with 1.5 KB each."""


class Choice(StrEnum):
    """What a person says of two answers."""

    LEFT = "left"
    RIGHT = "right"
    TIE = "tie"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Compared:
    """A question with what each model said, by its name."""

    question: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Without its questions; `votes` is how many there are."""

    id: str
    name: str
    collection: str
    created_at: datetime
    models: Sequence[str]
    questions: int
    votes: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to the question at `position`, and who wrote them, which nobody sees before the vote.

    `ticket` names it in a vote, and says nothing of who wrote.
    """

    ticket: str
    comparison_id: str
    position: int
    question: str
    left_model: str
    right_model: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote as it is kept; `voter` is null for whoever needs no key."""

    position: int
    left_model: str
    right_model: str
    choice: Choice
    voter: str | None


class ComparisonStore(Protocol):
    """Comparisons and votes."""

    def create(self, name: str, collection: str, compared: Sequence[Compared]) -> Comparison:
        """A new one, gone with its collection."""

    def get(self, comparison_id: str) -> Comparison:
        """Raises `NotFound`."""

    def list(self) -> Sequence[Comparison]:
        """All, the newest first."""

    def delete(self, comparison_id: str) -> None:
        """With its votes. Raises `NotFound`."""

    def compared(self, comparison_id: str) -> Sequence[Compared]:
        """Its questions in order. Raises `NotFound`."""

    def secret(self, comparison_id: str) -> bytes:
        """What its tickets and sides are drawn by, known to no client. Raises `NotFound`."""

    def ballots(self, comparison_id: str) -> Sequence[Ballot]:
        """All votes, oldest first."""

    def vote(self, comparison_id: str, ballot: Ballot) -> None:
        """Keeps it, in place of the voter's former one on the same two answers. Raises `NotFound`."""
