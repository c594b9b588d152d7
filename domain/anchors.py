"""Frozen claims with their evidence, judged anew every night: whether the check is still what it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Anchor:
    """A claim of which it is known whether its evidence supports it. `question` is empty where there is none."""

    claim: str
    evidence: str
    question: str
    is_supported: bool


@dataclass(frozen=True, slots=True)
class AnchorRun:
    """How a judge found them at one time: a risk each, in order, null for one that it did not judge.

    `claims` identifies the set of them, `judge` what judged. `threshold` is the risk from which a claim is not
    supported.
    """

    at: datetime
    claims: str
    judge: str
    threshold: float
    risks: tuple[float | None, ...]


class AnchorStore(Protocol):
    """How they were found, night by night."""

    def runs(self, claims: str, *, since: datetime) -> Sequence[AnchorRun]:
        """Those of a set since then, oldest first."""

    def last(self, claims: str) -> AnchorRun | None:
        """The newest of a set."""

    def keep(self, run: AnchorRun) -> None:
        """Adds it."""
