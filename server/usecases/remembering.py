"""A question in its conversation, which may begin with it."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from domain.conversations import Author, Conversation, Message
from server.usecases.answering import Ask, NewConversation, Remembering


def remembered(ask: Ask, conversations: Remembering, *, now: Callable[[], datetime]) -> Conversation:
    """The conversation, which begins here where it is new, with the question in it."""
    conversation = ask.conversation
    if isinstance(conversation, NewConversation):
        conversation = conversations.create(
            title=conversation.title,
            collection=ask.collection.name,
            owner=conversation.owner,
            metadata=conversation.metadata,
            conversation_id=conversation.id,
        )
    elif ask.new_title is not None:
        conversations.rename(conversation.id, ask.new_title)
    conversations.append(conversation.id, Message(uuid4().hex, Author.USER, ask.question, None, now()))
    return conversation
