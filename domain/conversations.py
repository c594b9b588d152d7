"""Conversations and their messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4


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


def new_conversation_id() -> str:
    """One that no conversation has."""
    return f"conv_{uuid4().hex}"
