"""Answers from before claims had values and were held against their question are kept as they were."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from domain.answers import Evidence, Support, Verdict
from storage.database.transactions import open_database
from storage.stores import SqlAnswers
from tests.storage.migrations.test_identity import migrate

EVIDENCE = {"passage": 0, "start": 3, "end": 7, "quote": "some"}


def fill(file: Path) -> None:
    """An answer with a released and a withheld claim, as version 0003 left them."""
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("INSERT INTO collections VALUES ('default', 'shared', 'hold', 'en', NULL, 0)")
        old.execute("INSERT INTO conversations VALUES ('c', '', 'default', NULL, '{}', 0, 0)")
        old.execute(
            "INSERT INTO answers VALUES ('a', 'c', 'q', 'q', 'default', 'extractive', 'hold', 'A. [1]', NULL,"
            " 'escalated', 'unsupported', 0.9, 'B.', '{}', 0, '[]', NULL)"
        )
        claims = [
            ("a", 0, False, "A. [1]", 0, 6, "supported", 0.1, json.dumps([EVIDENCE]), '{"quote": 0.1}'),
            ("a", 1, True, "B.", 0, 2, "unsupported", 0.9, "[]", '{"grounding": 0.9}'),
        ]
        old.executemany("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", claims)


def test_old_answers_keep_their_verdicts_and_say_nothing_of_what_was_not_looked_at(url: str, tmp_path: Path) -> None:
    migrate(url, "0003")
    fill(tmp_path / "candor.db")
    with closing(open_database(url)) as database:
        kept = SqlAnswers(database).get("a")
        assert kept.reason is None
        [released] = kept.claims
        assert released.verdict == Verdict(Support.SUPPORTED, 0.1, (Evidence(**EVIDENCE),), {"quote": 0.1}, None, ())
        assert released.verdict.answers_question is None
        assert kept.withheld is not None
        [withheld] = kept.withheld.claims
        assert withheld.verdict == Verdict(Support.UNSUPPORTED, 0.9, (), {"grounding": 0.9})
    with closing(sqlite3.connect(tmp_path / "candor.db")) as file:
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
