"""Why an answer failed: what was wrong with it, by whom it is known, and what a wider search says of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.answers import Answer, CheckedClaim, Outcome, Reason, Support
from domain.audits import is_wrong
from domain.reviews import Cause, Resolution

LOOKED_BACK = timedelta(days=28)
"""Of older answers nobody asks any more why they failed."""

NEVER_FAILED = frozenset({Reason.NO_QUESTION, Reason.NOT_COMPUTABLE})
"""Abstentions that say nothing of what the documents hold."""

STOPPED = frozenset({Outcome.ABSTAINED, Outcome.ESCALATED, Outcome.FLAGGED})
_WRONG = frozenset({Support.UNSUPPORTED, Support.CONTRADICTED})


@dataclass(frozen=True, slots=True)
class Failed:
    """An answer that failed, or of which a person said something, null where nobody did."""

    answer: Answer
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed: the claim at a position, null for the answer as a whole.

    `doubts_check`: a person says otherwise than the check.
    """

    claim: int | None
    doubts_check: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """What passages say of a claim."""

    supports: bool = False
    contradicts: bool = False


SILENT = Sides()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was looked up of a failure: in the passages that were given, and in those that a wider search finds beside.

    `…_answers`: whether they hold an answer to the question.
    """

    given: Sides = SILENT
    wider: Sides = SILENT
    given_answers: bool = False
    wider_answers: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why an answer failed; see `storage.quality.rows.DiagnosisRow`. A null `cause`: it was looked at and did not."""

    answer_id: str
    cause: Cause | None
    claim: int | None
    document_id: str | None
    document: str | None
    made_at: datetime


class DiagnosisStore(Protocol):
    """Which answers failed, and why."""

    def undiagnosed(self, *, since: datetime, limit: int) -> Sequence[Failed]:
        """The newest given since then that failed or were decided on, and were not looked into after that."""

    def keep(self, diagnosis: Diagnosis) -> None:
        """In place of an earlier one. Nothing happens where the answer is gone."""

    def of(self, answer_id: str) -> Diagnosis | None:
        """Null where nobody has looked yet."""

    def causes(self, *, collection: str | None, since: datetime) -> Mapping[Cause, int]:
        """Of the answers given since then, as their reviewers say, and where they do not as was found out."""


def failure_of(failed: Failed) -> Failure | None:
    """What failed of it, null where nothing did. What a person says goes before what the check says."""
    answer, resolution = failed.answer, failed.resolution
    claims = (*answer.claims, *(answer.withheld.claims if answer.withheld else ()))
    worst = _worst(claims)
    if resolution is None:
        return Failure(worst, doubts_check=False) if answer.outcome in STOPPED else None
    if resolution.labels:
        return _labelled(claims, resolution)
    if not is_wrong(resolution.kind, ()):
        return None if worst is None else Failure(worst, doubts_check=True)
    stood_behind = worst is None and answer.outcome not in STOPPED
    return Failure(worst, doubts_check=stood_behind)


def _labelled(claims: Sequence[CheckedClaim], resolution: Resolution) -> Failure | None:
    """The first claim of which person and check say differently, else the first that both find wrong."""
    agreed: Failure | None = None
    for label in resolution.labels:
        by_check = claims[label.claim].verdict.support
        is_wrong_here = label.support in _WRONG
        if by_check is not Support.UNCHECKED and is_wrong_here is not (by_check in _WRONG):
            return Failure(label.claim, doubts_check=True)
        if is_wrong_here and agreed is None:
            agreed = Failure(label.claim, doubts_check=False)
    if agreed is None and is_wrong(resolution.kind, resolution.labels):
        return Failure(None, doubts_check=False)
    return agreed


def _worst(claims: Sequence[CheckedClaim]) -> int | None:
    """The riskiest of those that the check finds wrong."""
    wrong = [at for at, checked in enumerate(claims) if checked.verdict.support in _WRONG]
    return max(wrong, key=lambda at: claims[at].verdict.risk or 0.0, default=None)


def cause_of(failure: Failure, sight: Sight) -> Cause:
    """The likeliest reason; the order of the cases is the order in which they are believed."""
    given, wider = sight.given, sight.wider
    if failure.doubts_check:
        return Cause.DETECTOR_WRONG
    if (given.supports or wider.supports) and (given.contradicts or wider.contradicts):
        return Cause.SOURCES_CONFLICT
    if given.contradicts or sight.given_answers:
        return Cause.PASSAGES_IGNORED if not wider.supports else Cause.RETRIEVAL_MISS
    if wider.supports or wider.contradicts or sight.wider_answers:
        return Cause.RETRIEVAL_MISS
    return Cause.OUTSIDE_DOCUMENTS
