"""Conversations and their messages in SQL."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.conversations import Conversation, Message, new_conversation_id
from domain.documents import Policy, conversation_partition
from domain.errors import Conflict, Missing, no_such
from domain.stores import Slice
from storage.conversations.rows import ConversationRow, MessageRow
from storage.database import cursors
from storage.database.column_types import microseconds, moment_of
from storage.database.rows import PartitionKind
from storage.database.transactions import Database
from storage.documents.rows import ChunkRow, CollectionRow, DocumentRow, TombstoneRow
from storage.documents.store import hashes


class SqlConversations:
    """`domain.stores.ConversationStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        *,
        title: str,
        collection: str,
        owner: str | None,
        metadata: Mapping[str, str],
        conversation_id: str | None = None,
    ) -> Conversation:
        """A new conversation with its own partition for documents, of this id where one is given."""
        now = self._database.now()
        row = ConversationRow(
            id=conversation_id or new_conversation_id(),
            title=title,
            collection=collection,
            owner=owner,
            metadata_=dict(metadata),
            created_at=now,
            updated_at=now,
        )
        with self._database.write() as session:
            session.add(row)
            session.add(_partition(session, row))
        return _conversation(row)

    def get(self, conversation_id: str) -> Conversation:
        """Raises `NotFound`."""
        with self._database.read() as session:
            return _conversation(conversation_row(session, conversation_id))

    def list(self, *, owner: str | None, cursor: str | None, limit: int) -> Slice[Conversation]:
        """The owner's, most recently used first. Raises `Invalid` for a cursor that this did not give."""
        wanted = select(ConversationRow).where(ConversationRow.owner == owner)
        if cursor is not None:
            [used], after = cursors.numbers_and_id(cursor, numbers=1)
            wanted = wanted.where(tuple_(ConversationRow.updated_at, ConversationRow.id) < (moment_of(used), after))
        wanted = wanted.order_by(ConversationRow.updated_at.desc(), ConversationRow.id.desc()).limit(limit + 1)
        with self._database.read() as session:
            found = [_conversation(row) for row in session.scalars(wanted)]
        items = tuple(found[:limit])
        more = len(found) > limit
        return Slice(items, cursors.written(microseconds(items[-1].updated_at), items[-1].id) if more else None)

    def delete(self, conversation_id: str) -> frozenset[str]:
        """With messages, answers, escalations and its own documents. Raises `NotFound`.

        Gives the hashes of the bytes that its documents needed.
        """
        partition = conversation_partition(conversation_id)
        with self._database.erase() as session:
            conversation_row(session, conversation_id)
            freed = hashes(session, DocumentRow.collection == partition)
            session.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id))
            session.execute(delete(ChunkRow).where(ChunkRow.collection == partition))
            session.execute(delete(CollectionRow).where(CollectionRow.key == partition))
            # No other partition will ever have this key, so no index needs to hear of what went.
            session.execute(delete(TombstoneRow).where(TombstoneRow.collection == partition))
        return freed

    def rename(self, conversation_id: str, title: str) -> None:
        """Raises `NotFound`."""
        with self._database.write() as session:
            conversation_row(session, conversation_id).title = title

    def append(self, conversation_id: str, message: Message) -> None:
        """Raises `NotFound`, `Conflict` for a message that is kept already."""
        try:
            with self._database.write() as session:
                append_message(session, conversation_id, message)
        except IntegrityError as error:
            raise Conflict(f"The message {message.id!r} is kept already, or its answer is not.") from error

    def messages(self, conversation_id: str) -> Sequence[Message]:
        """All, oldest first. Raises `NotFound`."""
        wanted = select(MessageRow).where(MessageRow.conversation_id == conversation_id).order_by(MessageRow.position)
        with self._database.read() as session:
            conversation_row(session, conversation_id)
            return [
                Message(row.id, row.author, row.text, row.answer_id, row.created_at) for row in session.scalars(wanted)
            ]


def conversation_row(session: Session, conversation_id: str, *, lock: bool = False) -> ConversationRow:
    """Raises `NotFound`. With `lock`, other transactions that lock it wait."""
    row = session.get(ConversationRow, conversation_id, with_for_update=lock)
    if row is None:
        raise no_such(Missing.CONVERSATION)
    return row


def append_message(session: Session, conversation_id: str, message: Message) -> None:
    """Adds a message, and says that the conversation was used. Raises `NotFound`."""
    conversation = conversation_row(session, conversation_id)
    conversation.updated_at = max(conversation.updated_at, message.created_at)
    session.add(
        MessageRow(
            id=message.id,
            conversation_id=conversation_id,
            author=message.author,
            text=message.text,
            answer_id=message.answer_id,
            created_at=message.created_at,
        )
    )


def _partition(session: Session, conversation: ConversationRow) -> CollectionRow:
    chosen = session.get(CollectionRow, conversation.collection)
    return CollectionRow(
        key=conversation_partition(conversation.id),
        kind=PartitionKind.CONVERSATION,
        policy=chosen.policy if chosen else Policy.HOLD,
        language=chosen.language if chosen else "en",
        threshold=None,
        created_at=conversation.created_at,
    )


def _conversation(row: ConversationRow) -> Conversation:
    return Conversation(row.id, row.title, row.collection, row.owner, row.metadata_, row.created_at, row.updated_at)
