"""A model that gets a share of the traffic before it is trusted, beside the one that answers by default."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Arm(StrEnum):
    """Who answered."""

    CANDIDATE = "candidate"
    BASELINE = "baseline"


class Worse(StrEnum):
    """In what the candidate turned out to be worse."""

    STOPPED = "stopped"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Canary:
    """`returned_at` and `worse` are null while the candidate gets its share; from then on the default answers alone."""

    id: str
    candidate: str
    started_at: datetime
    returned_at: datetime | None
    worse: Worse | None


@dataclass(frozen=True, slots=True)
class Part:
    """Of which canary an answer is part, and on which side."""

    canary_id: str
    arm: Arm


@dataclass(frozen=True, slots=True)
class ArmCounts:
    """Answers that claim something: all, those flagged or withheld in part, those audited, those found wrong then.

    `asked` is how often the arm was asked, `unanswered` how often nothing of its own that claims something came of it.
    """

    answers: int = 0
    stopped: int = 0
    audited: int = 0
    wrong: int = 0
    asked: int = 0
    unanswered: int = 0


class CanaryStore(Protocol):
    """Canaries and which answers are part of them."""

    def begin(self, candidate: str) -> Canary:
        """The last one of this candidate, returned or not, else a new one."""

    def restart(self, candidate: str) -> Canary:
        """A new one; what was counted of the last one no longer counts."""

    def count(self, part: Part, answer_id: str, *, answered: bool) -> None:
        """Does nothing where the answer is gone. `answered`: the arm's model itself claimed something."""

    def counts(self, canary_id: str) -> Mapping[Arm, ArmCounts]:
        """Of both arms."""

    def end(self, canary_id: str, worse: Worse) -> None:
        """The default answers alone from now on; what ended before keeps its time."""
