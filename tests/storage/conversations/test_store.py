"""Conversations and their messages."""

from datetime import timedelta

import pytest

from domain.conversations import Author, Conversation, Message
from domain.documents import conversation_partition
from domain.errors import Conflict, Invalid, NotFound
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlChunks, SqlCollections, SqlConversations, SqlEscalations
from tests.storage import samples
from tests.storage.conftest import Library


@pytest.fixture
def conversations(database: Database) -> SqlConversations:
    return SqlConversations(database)


@pytest.fixture
def conversation(conversations: SqlConversations) -> Conversation:
    return conversations.create(title="Widgets", collection="default", owner="key_1", metadata={"user": "ann"})


def message(number: int) -> Message:
    return Message(f"msg_{number}", Author.USER, f"question {number}", None, samples.START)


def test_a_conversation_comes_back_as_it_was_made(conversations: SqlConversations, conversation: Conversation) -> None:
    assert conversations.get(conversation.id) == conversation
    assert conversation.metadata == {"user": "ann"}
    assert conversations.messages(conversation.id) == []


def test_messages_keep_the_order_in_which_they_came(
    conversations: SqlConversations, conversation: Conversation
) -> None:
    sent = [message(number) for number in range(5)]
    for one in sent:
        conversations.append(conversation.id, one)
    assert conversations.messages(conversation.id) == sent
    with pytest.raises(Conflict):
        conversations.append(conversation.id, sent[0])


def test_conversations_are_listed_for_their_owner_the_last_used_first(
    conversations: SqlConversations, clock: samples.Clock
) -> None:
    made = []
    for owner in ("key_1", "key_1", "key_2", None):
        clock.advance(timedelta(seconds=1))
        made.append(conversations.create(title="", collection="default", owner=owner, metadata={}).id)
    later = Message("msg_1", Author.USER, "again", None, samples.START + timedelta(minutes=1))
    conversations.append(made[0], later)
    assert [one.id for one in conversations.list(owner="key_1", cursor=None, limit=9).items] == made[:2]
    assert [one.id for one in conversations.list(owner="key_1", cursor=None, limit=1).items] == made[:1]
    assert [one.id for one in conversations.list(owner=None, cursor=None, limit=9).items] == made[3:]


def test_the_list_of_conversations_is_cut_into_slices_that_hold_each_once(
    conversations: SqlConversations, clock: samples.Clock
) -> None:
    made = set()
    for number in range(7):
        clock.advance(timedelta(seconds=number % 2))
        made.add(conversations.create(title="", collection="default", owner="key_1", metadata={}).id)
    seen: list[Conversation] = []
    part = conversations.list(owner="key_1", cursor=None, limit=2)
    seen += part.items
    while part.next_cursor is not None:
        part = conversations.list(owner="key_1", cursor=part.next_cursor, limit=2)
        seen += part.items
    assert len(seen) == 7
    assert {one.id for one in seen} == made
    assert seen == list(conversations.list(owner="key_1", cursor=None, limit=9).items)
    with pytest.raises(Invalid, match="cursor"):
        conversations.list(owner="key_1", cursor="WzEsMiwiYSJd", limit=2)


def test_a_conversations_own_documents_go_with_it(
    conversations: SqlConversations, conversation: Conversation, library: Library, database: Database
) -> None:
    partition = conversation_partition(conversation.id)
    document = library.ready(collection=partition)
    saved = samples.answer(conversation.id)
    escalation_id = SqlAnswers(database).save(saved, samples.escalation())
    conversations.delete(conversation.id)
    with pytest.raises(NotFound):
        library.documents.get(document.id)
    with pytest.raises(NotFound):
        SqlAnswers(database).get(saved.id)
    with pytest.raises(NotFound):
        SqlEscalations(database).get(escalation_id or "")
    assert SqlChunks(database).head(partition) == 0
    assert SqlChunks(database).chunks([1, 2, 3]) == {}
    for method in (conversations.get, conversations.messages, conversations.delete):
        with pytest.raises(NotFound):
            method(conversation.id)


def test_a_conversations_partition_is_no_collection(conversation: Conversation, database: Database) -> None:
    collections = SqlCollections(database)
    assert [one.name for one in collections.list()] == ["default"]
    with pytest.raises(NotFound):
        collections.get(conversation_partition(conversation.id))
    with pytest.raises(NotFound):
        collections.delete(conversation_partition(conversation.id))


def test_conversations_outlive_their_collection(
    conversations: SqlConversations, conversation: Conversation, database: Database
) -> None:
    answers = SqlAnswers(database)
    saved = samples.answer(conversation.id)
    answers.save(saved, None)
    SqlCollections(database).delete("default")
    assert answers.get(saved.id) == saved
    assert len(conversations.messages(conversation.id)) == 1
