"""A database from before encoders were recorded becomes one of this version, with its rows."""

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import storage
from domain.ports import Added
from storage.database.transactions import open_database
from storage.documents.embedding_values import packed
from storage.stores import SqlAnswers, SqlChunks, SqlEmbeddings
from tests.storage import samples

TEXTS = ["plain", "naïve 🙂", ""]


def migrate(url: str, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


def fill(file: Path, widths: Sequence[int]) -> None:
    """Three chunks a width, an answer, and the counter as they would have left it."""
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("INSERT INTO collections VALUES ('default', 'shared', 'hold', 'en', NULL, 0)")
        old.execute("INSERT INTO documents VALUES ('d', 'default', 'a.txt', NULL, 1, 1, 0)")
        old.execute("INSERT INTO conversations VALUES ('c', '', 'default', NULL, '{}', 0, 0)")
        old.execute(
            "INSERT INTO answers VALUES ('a', 'c', 'q', 'q', 'default', 'extractive', 'hold', 'A.', NULL, 'answered',"
            " 'supported', 0.1, NULL, '{}', 0, '[]')"
        )
        for number, (width, text) in enumerate([(width, text) for width in widths for text in TEXTS], start=1):
            (embedding,) = packed(samples.vectors(1, dimensions=width))
            row = (number, "default", "d", 0, len(text), 1, None, None, text, embedding)
            old.execute("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        old.execute("UPDATE counters SET value = ?", (len(widths) * len(TEXTS),))


@pytest.mark.parametrize("widths", [(), (8,), (8, 16)])
def test_an_old_database_keeps_its_rows_and_learns_what_was_not_recorded(
    url: str, tmp_path: Path, widths: Sequence[int]
) -> None:
    migrate(url, "0001")
    fill(tmp_path / "candor.db", widths)
    with closing(open_database(url)) as database:
        changes = SqlChunks(database).changes("default", after=0, limit=100)
        kept = [change for change in changes if isinstance(change, Added)]
        assert [change.text for change in kept] == TEXTS * len(widths)
        assert [change.encoder for change in kept] == [f"unknown:{width}" for width in widths for _ in TEXTS]
        assert [len(change.vector) for change in kept] == [width for width in widths for _ in TEXTS]
        assert SqlEmbeddings(database).encoders() == [f"unknown:{width}" for width in widths]
        assert SqlAnswers(database).get("a").made_by is None
    with closing(sqlite3.connect(tmp_path / "candor.db")) as file:
        hashes = [row[0] for row in file.execute("SELECT sha256 FROM chunks ORDER BY id")]
        assert hashes == [hashlib.sha256(text.encode()).hexdigest() for text in TEXTS] * len(widths)
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert file.execute("SELECT count(*) FROM documents").fetchone() == (1,)
