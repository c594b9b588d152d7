"""What may be released, how an answer ended, and what goes to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.answers import CheckedClaim, Outcome, Support, Verdict, worst_support
from domain.documents import Policy
from domain.reviews import EscalationKind, NewEscalation

_STRICTNESS = list(Policy)
_REQUESTED_PRIORITY = 250
_WITHHELD_PRIORITY = 100
_SEVERITY_PRIORITY = {Support.SUPPORTED: 0, Support.UNCHECKED: 50, Support.UNSUPPORTED: 100, Support.CONTRADICTED: 150}
_WORDS = {
    Support.SUPPORTED: "supported by the documents",
    Support.UNCHECKED: "unchecked, since its check failed or had nothing to check against",
    Support.UNSUPPORTED: "not supported by the documents",
    Support.CONTRADICTED: "contradicted by the documents",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """How an answer ended; `escalation` is null where nobody needs to look."""

    outcome: Outcome
    escalation: NewEscalation | None


def tighter(collection: Policy, requested: Policy | None) -> Policy:
    """The stricter of the two: a request may tighten its collection's policy, never loosen it."""
    return collection if requested is None else min(collection, requested, key=_STRICTNESS.index)


def releases(policy: Policy, verdict: Verdict) -> bool:
    """Whether a claim with this verdict may be shown."""
    return policy is not Policy.HOLD or verdict.support is Support.SUPPORTED


def outcome_of(policy: Policy, claims: Sequence[CheckedClaim], *, risk: float | None, limit: float | None) -> Outcome:
    """How an answer with these claims, the withheld ones included, ends. No claims are an abstention.

    `risk` is the whole answer's. From `limit` on, null meaning never, it flags what no claim alone would have.
    """
    support = worst_support(claims)
    if support is None:
        return Outcome.ABSTAINED
    if support is not Support.SUPPORTED:
        return Outcome.ESCALATED if policy is Policy.HOLD else Outcome.FLAGGED
    return Outcome.FLAGGED if risk is not None and limit is not None and risk >= limit else Outcome.ANSWERED


@dataclass(frozen=True, slots=True)
class Escalator:
    """Decides which answers a person has to look at. `sla` is how soon."""

    sla: timedelta

    def decide(
        self,
        policy: Policy,
        claims: Sequence[CheckedClaim],
        *,
        risk: float | None,
        limit: float | None,
        now: datetime,
    ) -> Decision:
        """`claims` are all that were written, released ones first, then withheld ones; see `outcome_of`."""
        outcome = outcome_of(policy, claims, risk=risk, limit=limit)
        if outcome not in {Outcome.FLAGGED, Outcome.ESCALATED} or policy is Policy.MONITOR:
            return Decision(outcome, None)
        if worst_support(claims) is Support.SUPPORTED:
            return Decision(outcome, self._as_a_whole(risk or 0, now=now))
        return Decision(outcome, self._escalation(claims, withheld=outcome is Outcome.ESCALATED, now=now))

    def requested(self, comment: str | None, *, now: datetime) -> NewEscalation:
        """Someone asked for a person."""
        reason = f"A person was asked for: {comment}" if comment else "A person was asked for."
        return NewEscalation(EscalationKind.REQUESTED, reason, _REQUESTED_PRIORITY, now + self.sla)

    def _as_a_whole(self, risk: float, *, now: datetime) -> NewEscalation:
        reason = f"No single sentence is unsupported, but the answer as a whole is risky (risk {risk:.2f})."
        return NewEscalation(EscalationKind.FLAGGED, reason, _weight(risk), now + self.sla)

    def _escalation(self, claims: Sequence[CheckedClaim], *, withheld: bool, now: datetime) -> NewEscalation:
        worst = max(claims, key=_badness)
        support = worst.verdict.support
        kind = EscalationKind.UNCHECKED if support is Support.UNCHECKED else EscalationKind.FLAGGED
        reason, priority = _reason(claims, worst, withheld=withheld), _priority(worst, withheld=withheld)
        return NewEscalation(kind, reason, priority, now + self.sla)


def _badness(claim: CheckedClaim) -> int:
    return _SEVERITY_PRIORITY[claim.verdict.support] + _weight(claim.verdict.risk or 0)


def _weight(risk: float) -> int:
    return round(49 * risk)


def _priority(worst: CheckedClaim, *, withheld: bool) -> int:
    """The worse the claim the higher; someone who got no answer waits for one."""
    return _badness(worst) + (_WITHHELD_PRIORITY if withheld else 0)


def _reason(claims: Sequence[CheckedClaim], worst: CheckedClaim, *, withheld: bool) -> str:
    """In words, without any of the answer's text, since its user reads it too."""
    stopped = [claim for claim in claims if claim.verdict.support is not Support.SUPPORTED]
    risk = "" if worst.verdict.risk is None else f" (risk {worst.verdict.risk:.2f})"
    which = f"Sentence {claims.index(worst) + 1} of {len(claims)} is {_WORDS[worst.verdict.support]}{risk}"
    others = f"; {len(stopped) - 1} more could not be stood behind" if len(stopped) > 1 else ""
    end = "; the answer was withheld from the first such sentence on." if withheld else "."
    return which + others + end
