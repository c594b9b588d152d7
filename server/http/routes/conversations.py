"""Conversations, answers and feedback over HTTP; everyone sees only their own."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field

from domain import answers, conversations
from domain.answers import Rating
from domain.audits import blinded, is_blind
from domain.errors import Missing, NotFound
from domain.principals import Principal, Role
from domain.reviews import Escalation, EscalationKind
from server.http.access import Chatter
from server.http.application import App, Application
from server.http.events import event_of
from server.http.wire.answers import Answer
from server.http.wire.documents import Body
from server.http.wire.reviews import Conversation, ConversationList, ConversationWithMessages, EscalationState, Message
from server.usecases.broker import Deleted, conversation_topic
from server.usecases.conversing import UNTITLED

router = APIRouter(prefix="/v1", tags=["conversations"])


def _own(conversation_id: str, app: App, principal: Chatter) -> conversations.Conversation:
    conversation = app.conversations.get(conversation_id)
    principal.require_owner(conversation.owner, Missing.CONVERSATION)
    return conversation


Own = Annotated[conversations.Conversation, Depends(_own)]


class NewConversation(Body):
    """A conversation to be begun before its first question, so that files can be added to it."""

    collection: str = "default"
    title: str = Field(UNTITLED, min_length=1, max_length=200, description="By default its first question.")


class Feedback(Body):
    """A thumb, and words if there are any."""

    rating: Rating
    comment: str | None = Field(None, max_length=4_000)


@router.post("/conversations", status_code=201)
def create_conversation(body: NewConversation, app: App, principal: Chatter) -> Conversation:
    """Begins a conversation."""
    principal.require_collection(body.collection)
    collection = app.collections.get(body.collection)
    made = app.conversations.create(title=body.title, collection=collection.name, owner=principal.key_id, metadata={})
    return Conversation.of(made)


@router.get("/conversations")
def list_conversations(
    app: App, principal: Chatter, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 200
) -> ConversationList:
    """The caller's conversations, most recently used first."""
    found = app.conversations.list(owner=principal.key_id, cursor=cursor, limit=limit)
    return ConversationList(conversations=[Conversation.of(c) for c in found.items], next_cursor=found.next_cursor)


@router.get("/conversations/{conversation_id}")
def get_conversation(conversation: Own, app: App) -> ConversationWithMessages:
    """A conversation with its messages in order, human replies included."""
    return ConversationWithMessages(
        **Conversation.of(conversation).model_dump(),
        messages=[Message.of(message) for message in app.conversations.messages(conversation.id)],
        escalations=[EscalationState.of(e) for e in _told(app, conversation.id)],
    )


def _told(app: Application, conversation_id: str) -> list[Escalation]:
    """The escalations that the user hears of: audits are none of these."""
    return [e for e in app.escalations.of_conversation(conversation_id) if e.kind is not EscalationKind.AUDIT]


@router.delete("/conversations/{conversation_id}", status_code=204)
def delete_conversation(conversation: Own, app: App) -> None:
    """Deletes a conversation with its messages, answers and own documents."""
    escalated_in = {escalation.collection for escalation in app.escalations.of_conversation(conversation.id)}
    app.erasing.conversation(conversation.id)
    app.streams.conversation_gone(conversation.id, escalated_in)


@router.get("/conversations/{conversation_id}/events", response_class=EventSourceResponse)
async def conversation_events(conversation: Own, app: App, principal: Chatter) -> AsyncIterator[ServerSentEvent]:
    """The state of the escalations now, then replies, changes, and answers that a second opinion judged anew."""
    with app.streams.open(principal, conversation_topic(conversation.id)) as changes:
        escalations = await run_in_threadpool(_told, app, conversation.id)
        try:
            await run_in_threadpool(app.conversations.get, conversation.id)
        except NotFound:
            yield event_of(Deleted(conversation.id))
            return
        for escalation in escalations:
            yield event_of(escalation)
        async for happening in changes:
            yield event_of(happening)


def _visible_answer(answer_id: str, app: Application, principal: Principal) -> None:
    """Raises `NotFound` unless the answer is the caller's own, or the caller reviews its collection."""
    answer = app.answers.get(answer_id)
    if principal.may(Role.REVIEWER) and principal.sees(answer.collection):
        return
    conversation = app.conversations.get(answer.conversation_id)
    principal.require_owner(conversation.owner, Missing.ANSWER)


def _is_to_be_judged_blindly(answer: answers.Answer, app: Application) -> bool:
    """Whether an audit of it waits, or is held, by whomever."""
    waiting = app.escalations.of_conversation(answer.conversation_id)
    return any(is_blind(one) and one.answer is not None and one.answer.id == answer.id for one in waiting)


@router.get("/answers/{answer_id}")
def get_answer(answer_id: str, app: App, principal: Chatter) -> Answer:
    """An answer with its claims, its passages and the human reply, if any.

    While an audit of it waits, whoever may judge that reads nothing of the check, but for whom the answer was given:
    they were told already, and see then what was delivered.
    """
    _visible_answer(answer_id, app, principal)
    answer, is_reviewer = app.answers.get(answer_id), principal.may(Role.REVIEWER)
    if is_reviewer and _is_to_be_judged_blindly(answer, app):
        is_reviewer = not principal.owns(app.conversations.get(answer.conversation_id).owner)
        answer = blinded(answer) if is_reviewer else answer
    return Answer.of(
        answer,
        human_reply=app.escalations.human_reply(answer_id),
        feedback=app.answers.rating(answer_id),
        for_reviewer=is_reviewer,
    )


@router.post("/answers/{answer_id}/feedback", status_code=204)
def rate_answer(answer_id: str, body: Feedback, app: App, principal: Chatter) -> None:
    """Stores a thumb; the last one stands."""
    _visible_answer(answer_id, app, principal)
    app.answers.rate(answer_id, body.rating, body.comment)
    app.telemetry.rated(body.rating)
