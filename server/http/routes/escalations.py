"""The reviewers' queue over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field, model_validator

from domain import reviews
from domain.errors import Missing, NotFound, no_such
from domain.principals import Principal, Role
from domain.reviews import EscalationKind, EscalationStatus, Filters
from server.http.access import Chatter, Reviewer
from server.http.application import App, Application
from server.http.events import event_of, queue_as_seen
from server.http.wire.briefings import (
    Assignment,
    Briefing,
    Next,
    NotDecided,
    Reopening,
    Several,
    SeveralDecisions,
)
from server.http.wire.documents import Body
from server.http.wire.reviews import Decision, Escalation, EscalationList, EscalationState
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the queue are wanted. `assigned_to` is a reviewer's name, empty for nobody's.

    `undecided`: what waits or is claimed.
    """

    kind: EscalationKind | None = None
    reason: Annotated[str | None, Query(max_length=200, description="Part of the reason.")] = None
    text: Annotated[str | None, Query(max_length=200, description="Stands in question, answer or reason.")] = None
    older_than_minutes: Annotated[int | None, Query(ge=0, le=5_000_000)] = None
    assigned_to: Annotated[str | None, Query(max_length=200)] = None
    undecided: bool = False

    def filters(self) -> Filters:
        """As the store takes it."""
        return replace(
            _filters(self.kind, self.reason, self.text, self.older_than_minutes),
            assigned_to=self.assigned_to,
            undecided=self.undecided,
        )


def _filters(
    kind: EscalationKind | None, reason: str | None, text: str | None, older_than_minutes: int | None
) -> Filters:
    before = None if older_than_minutes is None else datetime.now(UTC) - timedelta(minutes=older_than_minutes)
    return Filters(kind=kind, reason=reason, text=text, created_before=before)


def _visible(escalation_id: str, app: App, principal: Reviewer) -> reviews.Escalation:
    escalation = app.escalations.get(escalation_id)
    if not principal.sees(escalation.collection):
        raise no_such(Missing.ESCALATION)
    return escalation


Visible = Annotated[reviews.Escalation, Depends(_visible)]


@router.post("", status_code=201)
def request_person(body: Request, app: App, principal: Chatter) -> EscalationState:
    """Asks for a person. Asking again about the same answer returns what is already open."""
    conversation_id, collection = _subject(body, app, principal)
    made = app.reviewing.request(
        conversation_id=conversation_id, answer_id=body.answer_id, comment=body.comment, collection=collection
    )
    return EscalationState.of(made)


def _subject(body: Request, app: Application, principal: Principal) -> tuple[str, str]:
    """The conversation meant, and the collection. Raises `NotFound` unless the caller's own, or in what they review."""
    answer = None if body.answer_id is None else app.answers.get(body.answer_id)
    conversation = app.conversations.get(answer.conversation_id if answer else body.conversation_id or "")
    collection = answer.collection if answer else conversation.collection
    if not (principal.may(Role.REVIEWER) and principal.sees(collection)):
        principal.require_owner(conversation.owner, Missing.ANSWER if answer else Missing.CONVERSATION)
    return conversation.id, collection


@router.get("")
def list_escalations(
    app: App,
    principal: Reviewer,
    wanted: Annotated[Wanted, Depends()],
    status: EscalationStatus | None = None,
    collection: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> EscalationList:
    """The queue, the oldest and most urgent first."""
    found = app.escalations.list(
        status=status,
        collections=_scope(principal, collection),
        cursor=cursor,
        limit=limit,
        filters=wanted.filters(),
    )
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


@router.post("/claim-next", response_model=Escalation, responses={204: {"description": "Nothing waits."}})
def claim_next(app: App, principal: Reviewer, body: Next | None = None) -> Escalation | Response:
    """Takes the most urgent that waits for the caller or for anybody; 204 where none does."""
    wanted = body or Next()
    taken = app.reviewing.claim_next(
        reviewer=principal.name,
        collections=_scope(principal, wanted.collection),
        filters=_filters(wanted.kind, wanted.reason, wanted.text, wanted.older_than_minutes),
        skipped=frozenset(wanted.skip),
    )
    return Response(status_code=204) if taken is None else Escalation.of(taken)


@router.post("/resolve-several")
def resolve_several(body: SeveralDecisions, app: App, principal: Reviewer) -> Several:
    """Decides several alike; what cannot be decided is told, and the others are."""
    visible, refused = list[str](), list[NotDecided]()
    for escalation_id in body.ids:
        try:
            visible.append(_visible(escalation_id, app, principal).id)
        except NotFound as error:
            refused.append(NotDecided(id=escalation_id, detail=str(error)))
    done, failed = app.reviewing.resolve_several(visible, body.of_reviewer(), reviewer=principal.name)
    refused += [NotDecided(id=one.escalation_id, detail=one.reason) for one in failed]
    return Several(resolved=[Escalation.of(one) for one in done], refused=refused)


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


@router.get("/{escalation_id}/briefing")
def brief(escalation: Visible, app: App, principal: Reviewer) -> Briefing:
    """What helps to decide it: the conversation, a wider search, verified answers alike, replies to choose from."""
    return Briefing.of(app.briefer.of(escalation, principal))


@router.post("/{escalation_id}/assign")
def assign_escalation(body: Assignment, escalation: Visible, app: App, principal: Reviewer) -> Escalation:
    """Leaves it to a reviewer by name, or to anybody; 409 where it is resolved."""
    return Escalation.of(app.reviewing.assign(escalation.id, to=body.reviewer, by=principal.name))


@router.post("/{escalation_id}/reopen")
def reopen_escalation(escalation: Visible, app: App, principal: Reviewer, body: Reopening | None = None) -> Escalation:
    """It waits again; 409 unless it is resolved."""
    comment = body.comment if body else None
    return Escalation.of(app.reviewing.reopen(escalation.id, reviewer=principal.name, comment=comment))


@router.post("/{escalation_id}/resolve")
def resolve_escalation(body: Decision, escalation: Visible, app: App, principal: Reviewer) -> Escalation:
    """Decides, and others that wait with the same question; the reply reaches the conversations at once."""
    return Escalation.of(app.reviewing.resolve(escalation.id, body.of_reviewer(), reviewer=principal.name))
