"""The reviewers' queue over HTTP."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field, model_validator

from domain import reviews
from domain.errors import Missing, no_such
from domain.principals import Principal, Role
from domain.reviews import ClaimLabel, EscalationStatus, ResolutionKind
from server.http.access import Chatter, Reviewer
from server.http.application import App, Application
from server.http.events import event_of, queue_as_seen
from server.http.wire.documents import Body
from server.http.wire.reviews import Escalation, EscalationList, EscalationState, Label
from server.usecases.broker import QUEUE_TOPIC

router = APIRouter(prefix="/v1/escalations", tags=["escalations"])


class Request(Body):
    """“Talk to a person”, about an answer or about a conversation."""

    answer_id: str | None = None
    conversation_id: str | None = None
    comment: str | None = Field(None, max_length=4_000)

    @model_validator(mode="after")
    def _one_subject(self) -> "Request":
        if (self.answer_id is None) == (self.conversation_id is None):
            raise ValueError("give either answer_id or conversation_id")
        return self


class Decision(Body):
    """What the reviewer decided; `text` is what the user reads, required for an edit."""

    resolution: ResolutionKind
    text: str | None = Field(None, max_length=100_000)
    labels: list[Label] = Field(default=[])
    reuse: bool = False


def _visible(escalation_id: str, app: App, principal: Reviewer) -> reviews.Escalation:
    escalation = app.escalations.get(escalation_id)
    if not principal.sees(escalation.collection):
        raise no_such(Missing.ESCALATION)
    return escalation


Visible = Annotated[reviews.Escalation, Depends(_visible)]


@router.post("", status_code=201)
def request_person(body: Request, app: App, principal: Chatter) -> EscalationState:
    """Asks for a person. Asking again about the same answer returns what is already open."""
    conversation_id = _subject(body, app, principal)
    made = app.reviewing.request(conversation_id=conversation_id, answer_id=body.answer_id, comment=body.comment)
    return EscalationState.of(made)


def _subject(body: Request, app: Application, principal: Principal) -> str:
    """The conversation meant. Raises `NotFound` unless it is the caller's own, or in what the caller reviews."""
    answer = None if body.answer_id is None else app.answers.get(body.answer_id)
    conversation = app.conversations.get(answer.conversation_id if answer else body.conversation_id or "")
    collection = answer.collection if answer else conversation.collection
    if not (principal.may(Role.REVIEWER) and principal.sees(collection)):
        principal.require_owner(conversation.owner, Missing.ANSWER if answer else Missing.CONVERSATION)
    return conversation.id


@router.get("")
def list_escalations(
    app: App,
    principal: Reviewer,
    status: EscalationStatus | None = None,
    collection: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> EscalationList:
    """The queue, the oldest and most urgent first."""
    found = app.escalations.list(status=status, collections=_scope(principal, collection), cursor=cursor, limit=limit)
    return EscalationList(escalations=[Escalation.of(e) for e in found.items], next_cursor=found.next_cursor)


def _scope(principal: Principal, collection: str | None) -> frozenset[str] | None:
    if collection is None:
        return principal.collections
    principal.require_collection(collection)
    return frozenset({collection})


@router.get("/events", response_class=EventSourceResponse)
async def queue_events(app: App, principal: Reviewer) -> AsyncIterator[ServerSentEvent]:
    """Says whenever the queue that the caller sees changed, and how many wait in it, so that nobody has to poll it."""
    with app.streams.open(principal, QUEUE_TOPIC) as changes:
        async for happening in changes:
            if (seen := queue_as_seen(happening, principal)) is not None:
                yield event_of(seen)


@router.get("/{escalation_id}")
def get_escalation(escalation: Visible) -> Escalation:
    """One escalation with its answer, what was withheld of it, and its history."""
    return Escalation.of(escalation)


@router.post("/{escalation_id}/claim")
def claim_escalation(escalation: Visible, app: App, principal: Reviewer) -> Escalation:
    """Takes it for a while; 409 where another reviewer holds it."""
    return Escalation.of(app.reviewing.claim(escalation.id, reviewer=principal.name))


@router.post("/{escalation_id}/renew")
def renew_escalation(escalation: Visible, app: App, principal: Reviewer) -> Escalation:
    """Keeps it for longer; 409 where another reviewer holds it."""
    return Escalation.of(app.reviewing.claim(escalation.id, reviewer=principal.name))


@router.post("/{escalation_id}/release")
def release_escalation(escalation: Visible, app: App, principal: Reviewer) -> Escalation:
    """Gives it back to the queue."""
    return Escalation.of(app.reviewing.release(escalation.id, reviewer=principal.name))


@router.post("/{escalation_id}/resolve")
def resolve_escalation(body: Decision, escalation: Visible, app: App, principal: Reviewer) -> Escalation:
    """Decides; the reply reaches the conversation at once."""
    resolved = app.reviewing.resolve(
        escalation.id,
        kind=body.resolution,
        text=body.text,
        labels=[ClaimLabel(label.claim, label.support) for label in body.labels],
        reuse=body.reuse,
        reviewer=principal.name,
    )
    return Escalation.of(resolved)
