"""Documents of before tables were kept wait to be looked at, and their answers were not computed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.database.transactions import open_database
from storage.stores import SqlAnswers, SqlTables
from tests.storage.migrations.test_identity import migrate


def fill(file: Path) -> None:
    """A document and an answer, as version 0006 left them."""
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("INSERT INTO collections VALUES ('default', 'shared', 'hold', 'en', NULL, 0)")
        old.execute("INSERT INTO documents VALUES ('d', 'default', 'a.csv', NULL, 1, 1, 0)")
        old.execute(
            "INSERT INTO document_versions (document_id, version, media_type, sha256, bytes, status, chunks,"
            " progress_done, progress_total) VALUES ('d', 1, 'text/csv', 'ab', 1, 'ready', 1, 1, 1)"
        )
        old.execute("INSERT INTO conversations VALUES ('c', 'Widgets', 'default', NULL, '{}', 0, 0)")
        old.execute(
            "INSERT INTO answers (id, conversation_id, question, query, collection, model, policy, content, outcome,"
            " timings_ms, created_at, passages) VALUES ('a', 'c', 'Q', 'Q', 'default', 'm', 'hold', 'A', 'abstained',"
            " '{}', 0, '[]')"
        )


def test_an_old_database_gets_its_tables_looked_for(url: str, tmp_path: Path) -> None:
    migrate(url, "0006")
    fill(tmp_path / "candor.db")
    with closing(open_database(url)) as database:
        assert SqlAnswers(database).get("a").computation is None
        tables = SqlTables(database)
        assert [source.document for source in tables.unread(after="", limit=9)] == ["a.csv"]
        assert tables.sources(["default"]) == []
