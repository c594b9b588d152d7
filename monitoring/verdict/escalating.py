"""Which answers a person has to look at, why, and how soon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.answers import CheckedClaim, Outcome, Support
from domain.documents import Policy
from domain.reviews import EscalationKind, NewEscalation
from monitoring.verdict.judging import Judgement

_REQUESTED_PRIORITY = 250
_WITHHELD_PRIORITY = 100
_AUDIT_PRIORITY = 0
_AUDIT_DUE = timedelta(days=7)
_AUDIT_EXPIRES = timedelta(days=28)
_AUDIT = "Drawn at random for the audit: judge it as if nobody had checked it. Its user reads nothing of this."
_OFF_POINT_PRIORITY = 75
_SUSPENDED_PRIORITY = 60
_OFF_POINT = "off_point: each sentence is supported by the documents, but none answers the question."
_WRONG_ABSTENTION = (
    "wrong_abstention: the model found no answer, although a sentence of the documents likely answers the question."
)
_SUSPENDED = "What this verified answer rests on has changed or gone, so it is not given until a person looked at it."
_SEVERITY_PRIORITY = {Support.SUPPORTED: 0, Support.UNCHECKED: 50, Support.UNSUPPORTED: 100, Support.CONTRADICTED: 150}
_WORDS = {
    Support.SUPPORTED: "supported by the documents",
    Support.UNCHECKED: "unchecked, since its check failed or had nothing to check against",
    Support.UNSUPPORTED: "not supported by the documents",
    Support.CONTRADICTED: "contradicted by the documents",
}


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """How soon a person takes a case, which is the first reply, and how soon it is decided."""

    first: timedelta
    due: timedelta


@dataclass(frozen=True, slots=True)
class Escalator:
    """Decides which answers a person has to look at. `sla` is how soon, `first` how soon somebody takes it.

    `levels` are other times by `COLLECTION/KIND`; either may be `*`, and the collection goes before the kind. An audit
    that nobody judged is given up after `audit_expires`.
    """

    sla: timedelta
    first: timedelta | None = None
    levels: Mapping[str, ServiceLevel] = field(default_factory=dict)
    audit_expires: timedelta = _AUDIT_EXPIRES

    def due(self, new: NewEscalation, *, collection: str, now: datetime) -> NewEscalation:
        """With the times of its collection and kind; for an audit, which nobody waits for, those of that kind alone."""
        is_audit = new.kind is EscalationKind.AUDIT
        names = (f"{collection}/{new.kind}", "" if is_audit else f"{collection}/*", f"*/{new.kind}")
        level = next((self.levels[name] for name in names if name in self.levels), None)
        if level is not None:
            return replace(new, due_at=now + level.due, first_due_at=now + level.first)
        return new if self.first is None or is_audit else replace(new, first_due_at=now + self.first)

    def escalation(self, judgement: Judgement, *, collection: str = "", now: datetime) -> NewEscalation | None:
        """Null where nobody needs to look."""
        wanted = self._wanted(judgement, now=now)
        return None if wanted is None else self.due(wanted, collection=collection, now=now)

    def _wanted(self, judgement: Judgement, *, now: datetime) -> NewEscalation | None:
        stopped = judgement.outcome in {Outcome.FLAGGED, Outcome.ESCALATED}
        if not stopped or judgement.policy is Policy.MONITOR:
            return None
        if judgement.wrong_abstention and judgement.support in {None, Support.SUPPORTED}:
            return NewEscalation(EscalationKind.FLAGGED, _WRONG_ABSTENTION, _OFF_POINT_PRIORITY, now + self.sla)
        if judgement.support is Support.SUPPORTED and judgement.off_point:
            return NewEscalation(EscalationKind.FLAGGED, _OFF_POINT, _OFF_POINT_PRIORITY, now + self.sla)
        if judgement.support is Support.SUPPORTED:
            return self._as_a_whole(judgement.risk or 0, now=now)
        return self._of_claims(judgement.claims, withheld=judgement.outcome is Outcome.ESCALATED, now=now)

    def requested(self, comment: str | None, *, collection: str = "", now: datetime) -> NewEscalation:
        """Someone asked for a person."""
        reason = f"A person was asked for: {comment}" if comment else "A person was asked for."
        wanted = NewEscalation(EscalationKind.REQUESTED, reason, _REQUESTED_PRIORITY, now + self.sla)
        return self.due(wanted, collection=collection, now=now)

    def suspended(self, *, collection: str, now: datetime) -> NewEscalation:
        """What a person's answer rests on has changed or gone."""
        wanted = NewEscalation(EscalationKind.SUSPENDED, _SUSPENDED, _SUSPENDED_PRIORITY, now + self.sla)
        return self.due(wanted, collection=collection, now=now)

    def audit(self, *, collection: str, now: datetime) -> NewEscalation:
        """Chance picked the answer, whatever the check says; nobody waits for it."""
        drawn = NewEscalation(EscalationKind.AUDIT, _AUDIT, _AUDIT_PRIORITY, now + _AUDIT_DUE)
        return replace(self.due(drawn, collection=collection, now=now), expires_at=now + self.audit_expires)

    def _as_a_whole(self, risk: float, *, now: datetime) -> NewEscalation:
        reason = f"No single sentence is unsupported, but the answer as a whole is risky (risk {risk:.2f})."
        return NewEscalation(EscalationKind.FLAGGED, reason, _weight(risk), now + self.sla)

    def _of_claims(self, claims: Sequence[CheckedClaim], *, withheld: bool, now: datetime) -> NewEscalation:
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
