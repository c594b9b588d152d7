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
    """An escalation about to be stored, in the same transaction as its answer. Higher `priority` comes first."""

    kind: EscalationKind
    reason: str
    priority: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimLabel:
    """A reviewer's label of one claim; `claim` counts from 0, released claims first, then withheld ones."""

    claim: int
    support: Support


@dataclass(frozen=True, slots=True)
class Resolution:
    """A reviewer's decision. `text` is what the user is told; `reuse` allows it as a verified answer later."""

    kind: ResolutionKind
    text: str
    labels: tuple[ClaimLabel, ...]
    reuse: bool
    reviewer: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to an escalation: created, claimed, renewed, released, resolved, expired, reopened."""

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
    they are empty and null.
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


@dataclass(frozen=True, slots=True)
class Resolved:
    """An escalation that was just decided, and what the user is told in the conversation; null for an audit."""

    escalation: Escalation
    reply: Message | None
