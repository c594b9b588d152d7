"""Of answers of before nothing is known to have been changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.database.transactions import open_database
from storage.stores import SqlAnswers
from tests.storage.migrations.test_identity import migrate


def test_an_old_answer_is_kept_and_has_no_repairs(url: str, tmp_path: Path) -> None:
    migrate(url, "0010")
    with closing(sqlite3.connect(tmp_path / "candor.db")) as old, old:
        old.execute("INSERT INTO collections VALUES ('default', 'shared', 'hold', 'en', NULL, 0)")
        old.execute("INSERT INTO conversations VALUES ('c', '', 'default', NULL, '{}', 0, 0)")
        old.execute(
            "INSERT INTO answers (id, conversation_id, question, query, collection, model, policy, content, outcome,"
            " timings_ms, created_at, passages) VALUES ('a', 'c', 'Q', 'Q', 'default', 'm', 'hold', 'It costs 5.',"
            " 'answered', '{}', 0, '[]')"
        )
    with closing(open_database(url)) as database:
        kept = SqlAnswers(database).get("a")
        assert (kept.content, kept.repairs) == ("It costs 5.", ())
