"""What goes to a person, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.answers import Answer, Support


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
class Escalation:
    """A question that waits for, or got, a person. `answer` is null where someone asked before any answer.

    `claimed_by` and `claim_expires_at` are null unless `status` is claimed; `resolution` unless it is resolved.
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


@dataclass(frozen=True, slots=True)
class Resolved:
    """An escalation that was just decided, and what the user is told in the conversation; null for an audit."""

    escalation: Escalation
    reply: "Message | None"


class Rating(StrEnum):
    """A user's thumb."""

    UP = "up"
    DOWN = "down"


class Role(StrEnum):
    """What a key may do; each includes the ones before it."""

    CHAT = "chat"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret. `collections` is null where it may see all; `revoked_at` is null while it works."""

    id: str
    name: str
    role: Role
    collections: frozenset[str] | None
    created_at: datetime
    revoked_at: datetime | None


class Author(StrEnum):
    """Who wrote a message."""

    USER = "user"
    ASSISTANT = "assistant"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a conversation. `answer_id` is set for the assistant's and the reviewer's messages."""

    id: str
    author: Author
    text: str
    answer_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its messages. `owner` is a key's id, null on loopback."""

    id: str
    title: str
    collection: str
    owner: str | None
    metadata: Mapping[str, str]
    created_at: datetime
    updated_at: datetime
