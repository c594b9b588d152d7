"""Conversations and escalations as they travel."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from domain import conversations, reviews
from domain.answers import Support
from domain.audits import blinded, is_blind
from domain.reviews import Cause, ClaimLabel, EscalationKind, EscalationStatus, ResolutionKind, Sla
from server.http.wire.answers import Answer
from server.http.wire.documents import Body
from server.usecases import reviewing


class Message(BaseModel):
    """A message of a conversation."""

    id: str
    role: Literal["user", "assistant", "reviewer"]
    content: str
    answer_id: str | None
    created_at: datetime

    @classmethod
    def of(cls, message: conversations.Message) -> "Message":
        """From the domain."""
        return cls(
            id=message.id,
            role=message.author.value,
            content=message.text,
            answer_id=message.answer_id,
            created_at=message.created_at,
        )


class Conversation(BaseModel):
    """A conversation without its messages."""

    id: str
    title: str
    collection: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, conversation: conversations.Conversation) -> "Conversation":
        """From the domain."""
        return cls(
            id=conversation.id,
            title=conversation.title,
            collection=conversation.collection,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
        )


class ConversationList(BaseModel):
    """Most recently used first."""

    conversations: list[Conversation]
    next_cursor: str | None


class EscalationState(BaseModel):
    """What a user may know of an escalation. `position` counts from 1 what waits before it; null where unknown."""

    id: str
    status: EscalationStatus
    kind: EscalationKind
    reason: str
    answer_id: str | None
    claimed: bool
    sla: Sla
    position: int | None
    created_at: datetime

    @classmethod
    def of(cls, escalation: reviews.Escalation) -> "EscalationState":
        """From the domain."""
        return cls(
            id=escalation.id,
            status=escalation.status,
            kind=escalation.kind,
            reason=escalation.reason,
            answer_id=escalation.answer.id if escalation.answer else None,
            claimed=escalation.status == EscalationStatus.CLAIMED,
            sla=escalation.sla,
            position=escalation.position,
            created_at=escalation.created_at,
        )


class ConversationWithMessages(Conversation):
    """A conversation, its messages oldest first, and the state of its escalations."""

    messages: list[Message]
    escalations: list[EscalationState]


class Label(Body):
    """A reviewer's label of one claim, released claims first, then withheld ones, from 0."""

    claim: int = Field(ge=0)
    support: Support
    answers: bool | None = Field(None, description="Whether it answers the question: it may be supported and not.")


class Decision(Body):
    """What the reviewer decided; `text` is what the user reads, required for an edit and none for an approval."""

    resolution: ResolutionKind
    text: str | None = Field(None, max_length=100_000)
    labels: list[Label] = Field(default=[])
    reuse: bool = False
    cause: Cause | None = None

    def of_reviewer(self) -> reviewing.Decision:
        """As the use case takes it."""
        labels = [ClaimLabel(label.claim, label.support, label.answers) for label in self.labels]
        return reviewing.Decision(
            kind=self.resolution, text=self.text, labels=labels, reuse=self.reuse, cause=self.cause
        )


class Resolution(BaseModel):
    """What a reviewer decided."""

    resolution: ResolutionKind
    text: str
    labels: list[Label]
    reuse: bool
    reviewer: str
    cause: Cause | None

    @classmethod
    def of(cls, decided: reviews.Resolution) -> "Resolution":
        """From the domain."""
        return cls(
            resolution=decided.kind,
            text=decided.text,
            labels=[Label(claim=label.claim, support=label.support, answers=label.answers) for label in decided.labels],
            reuse=decided.reuse,
            reviewer=decided.reviewer,
            cause=decided.cause,
        )


class HistoryEntry(BaseModel):
    """One thing that happened to an escalation."""

    at: datetime
    action: str
    actor: str
    comment: str | None


class EvidenceChange(BaseModel):
    """A passage that a suspended answer rested on, and what stands in its place; null where nothing does."""

    document: str
    before: str
    after: str | None


class Escalation(BaseModel):
    """A question that waits for, or got, a person.

    `blind`: an audit that nobody has judged yet; until then its answer says nothing of the check: `outcome` reads
    `answered`, each claim's `support` `unchecked`, without evidence, and what was withheld is part of the text.
    An audit that nobody judged by `expires_at` is `expired`, and not blind any more; others wait as long as it takes.
    Of kind `suspended`, `changes` says what of the evidence changed and `former_reply` what the verified answer said.
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
    history: list[HistoryEntry]
    answer: Answer | None
    blind: bool
    changes: list[EvidenceChange]
    former_reply: str | None
    first_due_at: datetime | None
    first_sla: Sla
    assigned_to: str | None
    duplicates: list[str]
    expires_at: datetime | None

    @classmethod
    def of(cls, escalation: reviews.Escalation) -> "Escalation":
        """From the domain, for a reviewer."""
        decided, answer = escalation.resolution, escalation.answer
        blind = is_blind(escalation)
        if blind and answer is not None:
            answer = blinded(answer)
        reply = decided.text if decided else None
        return cls(
            id=escalation.id,
            status=escalation.status,
            kind=escalation.kind,
            reason=escalation.reason,
            priority=escalation.priority,
            due_at=escalation.due_at,
            sla=escalation.sla,
            created_at=escalation.created_at,
            conversation_id=escalation.conversation_id,
            collection=escalation.collection,
            claimed_by=escalation.claimed_by,
            claim_expires_at=escalation.claim_expires_at,
            resolution=Resolution.of(decided) if decided else None,
            history=[
                HistoryEntry(at=h.at, action=h.action, actor=h.actor, comment=h.comment) for h in escalation.history
            ],
            answer=Answer.of(answer, human_reply=reply, for_reviewer=True) if answer else None,
            blind=blind,
            changes=[EvidenceChange(document=c.document, before=c.before, after=c.after) for c in escalation.changes],
            former_reply=escalation.former_reply,
            first_due_at=escalation.first_due_at,
            first_sla=escalation.first_sla,
            assigned_to=escalation.assigned_to,
            duplicates=list(escalation.duplicates),
            expires_at=escalation.expires_at,
        )


class EscalationList(BaseModel):
    """Most urgent first."""

    escalations: list[Escalation]
    next_cursor: str | None
