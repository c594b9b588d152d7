"""What goes to a person, and what comes back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.answers import Answer, Support
from domain.conversations import Message


class EscalationStatus(StrEnum):
    """Where an escalation stands. `reopened` counts as open again."""

    OPEN = "open"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    EXPIRED = "expired"
    REOPENED = "reopened"


class EscalationKind(StrEnum):
    """Why a person is needed."""

    FLAGGED = "flagged"
    UNCHECKED = "unchecked"
    REQUESTED = "requested"
    AUDIT = "audit"
    SUSPENDED = "suspended"


class ResolutionKind(StrEnum):
    """What the reviewer decided."""

    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"
    NOT_IN_DOCUMENTS = "not_in_documents"


class Sla(StrEnum):
    """Whether the answer came in time."""

    ACTIVE = "active"
    HIT = "hit"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class NewEscalation:
    """An escalation about to be stored, in the same transaction as its answer. Higher `priority` comes first.

    From `expires_at` on nobody is to decide it any more; null for never.
    """

    kind: EscalationKind
    reason: str
    priority: int
    due_at: datetime
    first_due_at: datetime | None = None
    expires_at: datetime | None = None


class Cause(StrEnum):
    """Why an answer was wrong, as its reviewer sees it."""

    RETRIEVAL_MISS = "retrieval_miss"
    PASSAGES_IGNORED = "passages_ignored"
    SOURCES_CONFLICT = "sources_conflict"
    OUTSIDE_DOCUMENTS = "outside_documents"
    DETECTOR_WRONG = "detector_wrong"
    QUESTION_UNCLEAR = "question_unclear"


@dataclass(frozen=True, slots=True)
class ClaimLabel:
    """A reviewer's label of one claim; `claim` counts from 0, released claims first, then withheld ones.

    `answers` is whether it answers the question, null where the reviewer did not say.
    """

    claim: int
    support: Support
    answers: bool | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """A reviewer's decision. `text` is what the user is told; `reuse` allows it as a verified answer later."""

    kind: ResolutionKind
    text: str
    labels: tuple[ClaimLabel, ...]
    reuse: bool
    reviewer: str
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to an escalation.

    Created, assigned, claimed, renewed, released, resolved, expired, reopened. Of renewals in a row the last is kept.
    """

    at: datetime
    action: str
    actor: str
    comment: str | None


@dataclass(frozen=True, slots=True)
class EvidenceChange:
    """What became of a passage that a verified answer rested on: `after` is what stands there now, null for nothing."""

    document: str
    before: str
    after: str | None


@dataclass(frozen=True, slots=True)
class Escalation:
    """A question that waits for, or got, a person. `answer` is null where someone asked before any answer.

    `claimed_by` and `claim_expires_at` are null unless `status` is claimed; `resolution` unless it is resolved.
    Of a verified answer that was suspended, `changes` says why and `former_reply` what it said; of every other kind
    they are empty and null. A first reply, the claim that tells the user that a person is on it, is due at
    `first_due_at`, the decision at `due_at`. `duplicates` are the ids of others that wait with the same question.
    `position` counts from 1 what comes before it in its collection, null where nobody looked or it does not wait.
    Unless it is decided or held at `expires_at`, it is `expired`; null for never.
    """

    id: str
    status: EscalationStatus
    kind: EscalationKind
    reason: str
    priority: int
    due_at: datetime
    sla: Sla
    created_at: datetime
    conversation_id: str
    collection: str
    claimed_by: str | None
    claim_expires_at: datetime | None
    resolution: Resolution | None
    answer: Answer | None
    history: tuple[HistoryEntry, ...]
    changes: tuple[EvidenceChange, ...] = ()
    former_reply: str | None = None
    first_due_at: datetime | None = None
    first_sla: Sla = Sla.ACTIVE
    assigned_to: str | None = None
    duplicates: tuple[str, ...] = ()
    position: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """An escalation that was just decided, and what the user is told in the conversation; null for an audit.

    `others` are those with the same question that were decided with it.
    """

    escalation: Escalation
    reply: Message | None
    others: tuple["Resolved", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which escalations are wanted; null is any. `text` stands in the question, the answer or the reason.

    `reason` is part of the reason. `assigned_to` is a reviewer, empty for nobody. `undecided`: what waits or is held.
    """

    kind: EscalationKind | None = None
    reason: str | None = None
    created_before: datetime | None = None
    text: str | None = None
    assigned_to: str | None = None
    undecided: bool = False


ANY = Filters()
