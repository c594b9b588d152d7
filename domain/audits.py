"""The random audit: which answers are drawn for a person to look at, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from domain.answers import Answer, CheckedClaim, Outcome, Support, Verdict
from domain.reviews import (
    ClaimLabel,
    Escalation,
    EscalationKind,
    EscalationStatus,
    NewEscalation,
    ResolutionKind,
)

Stratum: TypeAlias = tuple[str, str]
"""The answers of one collection by one model."""

UNCHECKED_RISK = 0.5
"""As which an answer that could not be checked counts in a sum of risks."""

_REFUSED = frozenset({ResolutionKind.REJECT, ResolutionKind.NOT_IN_DOCUMENTS})
_WRONG = frozenset({Support.UNSUPPORTED, Support.CONTRADICTED})


@dataclass(frozen=True, slots=True)
class Draw:
    """That an answer could be audited, and with which probability in (0, 1]; `escalation` is null where it was not."""

    probability: float
    escalation: NewEscalation | None


@dataclass(frozen=True, slots=True)
class Volume:
    """How many answers could be audited since some time, and when the oldest of them came; null without any."""

    answers: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLabel:
    """An answer that was drawn and reviewed.

    `risk` is the answer's and `worst` its worst claim's, null where that could not be checked. `is_flagged`: it was
    not stood behind. `is_delivered`: it reached its user as an answer, whatever its marks. `flagged_anyway`: what
    flagged it was no claim's risk.
    """

    stratum: Stratum
    at: datetime
    risk: float | None
    worst: float | None
    probability: float
    is_flagged: bool
    is_delivered: bool
    flagged_anyway: bool
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """Answers that were delivered and could be drawn, drawn or not, and the sum of their risks."""

    answers: int
    risks: float


@dataclass(frozen=True, slots=True)
class AuditSpan:
    """What is known of one span of time; `labels` by when their answers were given."""

    frames: Mapping[Stratum, Frame]
    labels: Sequence[AuditLabel]


@dataclass(frozen=True, slots=True)
class ReplayedAnswers:
    """Answers by their worst claim's risk, in hundredths rounded down; `always` are flagged at any threshold."""

    by_risk: Mapping[int, int]
    always: int

    @property
    def count(self) -> int:
        """All of them."""
        return sum(self.by_risk.values()) + self.always


class AuditStore(Protocol):
    """What was drawn, and what people said of it."""

    def volume(self, since: datetime) -> Volume:
        """Of the answers that could be drawn."""

    def spans(
        self, *, collection: str | None, model: str | None, since: datetime, step: timedelta
    ) -> Sequence[AuditSpan]:
        """A step each from `since` until now, empty ones included, oldest first. `Invalid` for too many steps."""

    def recent_risks(self, *, most: int) -> Sequence[float]:
        """Of the last answers that could be drawn and were checked, oldest first."""

    def replayed(self, *, collection: str | None, since: datetime) -> ReplayedAnswers:
        """Of the answers that could be drawn."""


def blinded(answer: Answer) -> Answer:
    """What whoever audits it sees: all that was written, and nothing of what the check says.

    In the place of what is left out stands what says nothing: `answered` and `unchecked`.
    """
    written = answer.written
    unsaid = Verdict(Support.UNCHECKED, None, (), {})
    return replace(
        answer,
        content=written.text,
        notice=None,
        claims=tuple(CheckedClaim(checked.claim, unsaid) for checked in written.claims),
        outcome=Outcome.ANSWERED,
        support=None,
        risk=None,
        reason=None,
        withheld=None,
        short_answer=None,
        repairs=(),
        timings_ms={},
    )


def is_blind(escalation: Escalation) -> bool:
    """Whether nothing of what the check says may be seen beside it yet: somebody may still judge it."""
    is_judged = escalation.resolution is not None or escalation.status is EscalationStatus.EXPIRED
    return escalation.kind is EscalationKind.AUDIT and not is_judged


def is_wrong(kind: ResolutionKind, labels: Sequence[ClaimLabel]) -> bool:
    """The home of what a review says of a whole answer.

    It is wrong where it was refused, where a sentence is not supported or contradicted, where sentences were said not
    to answer and none to answer, and where it had to be written anew without a word on which sentence. Everything else
    is right.
    """
    if kind in _REFUSED or any(label.support in _WRONG for label in labels):
        return True
    if any(label.answers is False for label in labels) and not any(label.answers for label in labels):
        return True
    return kind is ResolutionKind.EDIT and not labels
