"""What holds for the statements and tables of all stores."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.database.transactions import Database
from storage.schema import METADATA
from storage.stores import (
    SqlAnswers,
    SqlChunks,
    SqlConversations,
    SqlEmbeddings,
    SqlEscalations,
    SqlKeys,
    SqlQuality,
)
from tests.storage import samples
from tests.storage.conftest import Library

DAY = timedelta(days=1)


def test_the_tables_are_written_so_that_postgresql_takes_them() -> None:
    dialect = make_url("postgresql://").get_dialect()()
    for table in METADATA.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))


@pytest.mark.sqlite
def test_hot_queries_walk_an_index(library: Library, database: Database) -> None:
    conversation = SqlConversations(database).create(title="", collection="default", owner="key_1", metadata={})
    with _statements() as statements:
        document = library.ready(chunks=50)
        SqlChunks(database).changes("default", after=10, limit=5)
        SqlChunks(database).head("default")
        SqlChunks(database).chunks([1, 2])
        SqlEmbeddings(database).keep("two", dict(enumerate(samples.vectors(3), start=1)))
        SqlEmbeddings(database).unread("default", "two", after=10, limit=5)
        SqlConversations(database).messages(conversation.id)
        SqlConversations(database).list(owner="key_1", cursor=None, limit=5)
        saved = samples.answer(conversation.id)
        SqlAnswers(database).save(saved, samples.escalation())
        SqlAnswers(database).get(saved.id)
        SqlEscalations(database).human_reply(saved.id)
        SqlEscalations(database).of_conversation(conversation.id)
        SqlQuality(database).series(collection=None, model=None, since=samples.START - DAY, step=DAY)
        SqlKeys(database).find("0" * 64)
        library.documents.list("default", status=None, cursor=None, limit=5)
        library.documents.delete(document.id)
        SqlConversations(database).delete(conversation.id)
    with database.read() as session:
        for statement, parameters in statements:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            small = r"jobs|encoders|\(subquery"
            scans = [step[3] for step in plan if re.match(rf"SCAN (?!.*USING .*INDEX)(?!{small})", step[3])]
            assert not scans, statement


@contextmanager
def _statements() -> Iterator[list[tuple[str, Any]]]:
    """What this thread sends to any database meanwhile, with its parameters."""
    sent: list[tuple[str, Any]] = []
    here = threading.get_ident()  # a server of another test may be counting its documents

    def note(*call: Any) -> None:
        statement, parameters, many = call[2], call[3], call[5]
        if threading.get_ident() == here and re.match("SELECT|UPDATE|DELETE|INSERT", statement):
            sent.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)
