"""Chunks and answers from before slides, sheets and headings were kept stay where they were."""

import sqlite3
from contextlib import closing
from pathlib import Path

from domain.places import Page, Rows
from storage.database.transactions import open_database
from storage.documents.embedding_values import packed
from storage.documents.values import place_of
from storage.stores import SqlChunks
from tests.storage import samples
from tests.storage.migrations.test_identity import migrate


def fill(file: Path) -> None:
    """A chunk on a page and one of rows, as version 0004 left them."""
    (embedding,) = packed(samples.vectors(1))
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("INSERT INTO collections VALUES ('default', 'shared', 'hold', 'en', NULL, 0)")
        old.execute("INSERT INTO documents VALUES ('d', 'default', 'a.pdf', NULL, 1, 1, 0)")
        old.execute("INSERT INTO encoders (id, identity) VALUES (1, 'e')")
        for number, place in enumerate([(3, None, None), (None, 4, 5)], start=1):
            old.execute(
                'INSERT INTO chunks (id, collection, document_id, start, "end", page, first_row, last_row,'
                " encoder_id, sha256, text, embedding) VALUES (?, 'default', 'd', 0, 1, ?, ?, ?, 1, '', 'a', ?)",
                (number, *place, embedding),
            )


def test_old_chunks_keep_their_pages_and_rows(url: str, tmp_path: Path) -> None:
    migrate(url, "0004")
    fill(tmp_path / "candor.db")
    with closing(open_database(url)) as database:
        kept = SqlChunks(database).chunks([1, 2])
    assert [kept[number].chunk.place for number in (1, 2)] == [Page(3), Rows(4, 5)]


def test_an_old_answers_place_has_neither_slide_nor_sheet_nor_heading() -> None:
    assert place_of(page=None, first_row=4, last_row=5) == Rows(4, 5)
