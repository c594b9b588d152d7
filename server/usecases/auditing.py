"""Draws answers for the audit by chance: a person looks at them who does not know what the check says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.answers import Answer
from domain.audits import Draw, Volume
from domain.documents import Collection
from monitoring.verdict.escalating import Escalator
from server.usecases.clock import utc_now

_WEEK = timedelta(days=7)
_LEAST_KNOWN = timedelta(days=1)
_MOST = 0.2


class Audits(Protocol):
    """Who decides which answers are audited."""

    def draw(self, answer: Answer, collection: Collection) -> Draw | None:
        """Null for an answer that cannot be audited."""

    def kept(self, answer: Answer, draw: Draw | None) -> None:
        """Tells that it was stored."""


class NoAudits:
    """Nothing is ever drawn."""

    def draw(self, _answer: Answer, _collection: Collection) -> Draw | None:
        """Never."""
        return None

    def kept(self, _answer: Answer, _draw: Draw | None) -> None:
        """Nobody is told."""


NO_AUDITS = NoAudits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditing:
    """Draws about `a_week` answers in seven days, 0 for none, unless a collection has a probability of its own.

    `volume` counts what could be drawn since a time. `chance` gives a number in [0, 1). `queue_changed` is told the
    collection of each answer that was drawn.
    """

    a_week: float
    volume: Callable[[datetime], Volume]
    chance: Callable[[], float]
    escalator: Escalator
    queue_changed: Callable[[str], None]
    now: Callable[[], datetime] = utc_now

    def draw(self, answer: Answer, collection: Collection) -> Draw | None:
        """Null for an answer that claims nothing, and where nothing is to be drawn."""
        if not (answer.claims or (answer.withheld and answer.withheld.claims)):
            return None
        own = collection.audit_probability
        probability = self._usual() if own is None else own
        if probability <= 0:
            return None
        is_drawn = self.chance() < probability
        return Draw(
            probability, self.escalator.audit(collection=answer.collection, now=self.now()) if is_drawn else None
        )

    def kept(self, answer: Answer, draw: Draw | None) -> None:
        """Tells reviewers that one more waits."""
        if draw is not None and draw.escalation is not None:
            self.queue_changed(answer.collection)

    def _usual(self) -> float:
        """What would have drawn so many in the last week, at most every fifth answer where few are given.

        A server's first day counts as a whole one.
        """
        if self.a_week <= 0:
            return 0.0
        now = self.now()
        known = self.volume(now - _WEEK)
        if known.oldest is None:
            return _MOST
        share_of_week = min(1.0, max(now - known.oldest, _LEAST_KNOWN) / _WEEK)
        return min(_MOST, self.a_week * share_of_week / known.answers)
