"""The tables of conversations and their messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.conversations import Author
from storage.database.column_types import ROW_ID
from storage.database.rows import Row


class ConversationRow(Row):
    """A conversation; its partition's key is `domain.documents.conversation_partition(id)`."""

    __tablename__ = "conversations"
    __table_args__ = (Index(None, "owner", "updated_at"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    collection: Mapped[str]
    owner: Mapped[str | None]
    metadata_: Mapped[Any] = mapped_column("metadata", JSON)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class MessageRow(Row):
    """A message, in the order of `position`."""

    __tablename__ = "messages"
    __table_args__ = (Index(None, "conversation_id", "position"),)
    position: Mapped[int] = mapped_column(ROW_ID, primary_key=True, init=False)
    id: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    author: Mapped[Author]
    text: Mapped[str]
    answer_id: Mapped[str | None] = mapped_column(ForeignKey("answers.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
