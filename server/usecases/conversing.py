"""From a chat request to a question with its conversation, its history and its policy."""

import re
from collections.abc import Sequence

from domain.conversations import Author, Conversation
from domain.errors import Invalid, Missing, TooLarge
from domain.generation import Turn
from domain.principals import Principal
from monitoring.verdict.policy import tighter
from server.http.application import Application
from server.http.wire.chat import ChatMessage, ChatRequest
from server.usecases.answering import Ask, NewConversation

UNTITLED = "New conversation"
_HISTORY_TURNS = 12
_TITLE_CHARACTERS = 80
_SPACE = re.compile(r"\s+")


def ask_of(request: ChatRequest, app: Application, principal: Principal) -> Ask:
    """Raises `NotFound` for a conversation or collection that is not the caller's, `Invalid` for an odd question.

    With a `conversation_id` the history is what the server holds of it; without one it is the request's own
    earlier messages, and a new conversation begins. Nothing is stored here: the question may still be refused.
    """
    question = _question(request.messages, app.settings.question_limit_characters)
    wanted = request.candor
    conversation, history = _held(wanted.conversation_id, app, principal)
    name = wanted.collection or (conversation.collection if conversation else "default")
    principal.require_collection(name)
    collection = app.collections.get(name)
    untitled = conversation is not None and not history and conversation.title == UNTITLED
    return Ask(
        question=question,
        collection=collection,
        conversation=conversation or _new(question, request, principal),
        new_title=_title(question) if untitled else None,
        history=history if conversation else _turns(request.messages[:-1]),
        instructions="\n\n".join(m.text for m in request.messages if m.role in {"system", "developer"}),
        policy=tighter(collection.policy, wanted.policy),
        model=request.model,
        k=wanted.k or app.settings.passages,
        sampling=request.sampling(),
    )


def _question(messages: Sequence[ChatMessage], limit_characters: int) -> str:
    last = messages[-1]
    if last.role != "user":
        raise Invalid("The last message must be the user's question.")
    question = last.text.strip()
    if not question:
        raise Invalid("The question is empty. Type what you want to know.")
    if len(question) > limit_characters:
        raise TooLarge(
            f"The question has {len(question):,} characters; at most {limit_characters:,} are read. "
            "Shorten it, or upload the long part as a document and ask about it."
        )
    return question


def _held(
    conversation_id: str | None, app: Application, principal: Principal
) -> tuple[Conversation | None, tuple[Turn, ...]]:
    if conversation_id is None:
        return None, ()
    conversation = app.conversations.get(conversation_id)
    principal.require_owner(conversation.owner, Missing.CONVERSATION)
    messages = app.conversations.messages(conversation_id)[-_HISTORY_TURNS:]
    return conversation, tuple(Turn(message.author, message.text) for message in messages)


def _turns(messages: Sequence[ChatMessage]) -> tuple[Turn, ...]:
    authors = {"user": Author.USER, "assistant": Author.ASSISTANT}
    turns = [Turn(authors[m.role], m.text) for m in messages if m.role in authors]
    return tuple(turns[-_HISTORY_TURNS:])


def _new(question: str, request: ChatRequest, principal: Principal) -> NewConversation:
    metadata = dict(request.metadata or {})
    if request.user:
        metadata["user"] = request.user
    return NewConversation(_title(question), principal.key_id, metadata)


def _title(question: str) -> str:
    return _SPACE.sub(" ", question)[:_TITLE_CHARACTERS]
