"""Deleted text in SQLite's files: at once, while a reader looks, after the pages were moved about."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.documents import Chunk
from domain.places import Whole
from storage.database.erasure import Pace, is_marked_clean
from storage.database.transactions import Database, open_database
from storage.stores import SqlConversations, SqlDocuments, SqlJobs
from tests.storage import samples
from tests.storage.conftest import Library

pytestmark = pytest.mark.sqlite

PATIENCE_SECONDS = 30


@pytest.fixture
def eager(database: Database, url: str) -> Iterator[Database]:
    """The database, rewritten as soon as something was deleted."""
    opened = open_database(url, pace=Pace(0.0, 0.0))
    yield opened
    opened.close()


def held(folder: Path, *words: str) -> set[str]:
    """The words that some file of the database's holds."""
    content = b"".join(path.read_bytes() for path in folder.glob("candor.db*"))
    return {word for word in words if word.encode() in content}


def awaited(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def with_text(database: Database, name: str, word: str, *, chunks: int = 3, repeats: int = 1) -> str:
    """The id of a document whose chunks repeat `word`."""
    documents, jobs = SqlDocuments(database), SqlJobs(database)
    document, _ = documents.add(samples.upload(name))
    job = jobs.claim(worker="one", lease=samples.LEASE)
    assert job is not None
    text = f"{word} " * repeats
    made = [Chunk(text, n * len(text), (n + 1) * len(text), Whole()) for n in range(chunks)]
    assert jobs.publish(job, samples.parsed(), made, samples.vectors(chunks), encoder="encoder")
    return document.id


def test_deleted_text_is_gone_from_the_log_and_the_pages_at_once(database: Database, tmp_path: Path) -> None:
    document = with_text(database, "rosebud.txt", "wolfsbane", repeats=200)
    conversations = SqlConversations(database)
    conversation = conversations.create(title="nightshade", collection="default", owner=None, metadata={})
    words = ("rosebud", "wolfsbane", "nightshade")
    assert held(tmp_path, *words) == set(words)
    SqlDocuments(database).delete(document)
    conversations.delete(conversation.id)
    assert held(tmp_path, *words) == set()


def test_a_log_that_a_reader_still_needs_is_emptied_when_it_has_read(database: Database, tmp_path: Path) -> None:
    document = with_text(database, "a.txt", "wolfsbane")
    with database.read() as session:
        session.connection().exec_driver_sql("SELECT * FROM chunks").first()
        SqlDocuments(database).delete(document)
        assert held(tmp_path, "wolfsbane") == {"wolfsbane"}
    assert awaited(lambda: not held(tmp_path, "wolfsbane"))


def test_no_page_keeps_what_was_moved_about_before_it_was_deleted(eager: Database, tmp_path: Path) -> None:
    draw, alive, gone = random.Random(3), {}, []
    for number in range(150):
        if draw.random() < 0.6 or not alive:
            word = f"canary{number:03}x"
            alive[word] = with_text(
                eager, f"{word}.txt", word, chunks=draw.randint(1, 20), repeats=draw.choice([1, 5, 30, 200])
            )
        else:
            word = draw.choice(list(alive))
            SqlDocuments(eager).delete(alive.pop(word))
            gone.append(word)
    assert len(gone) > 30
    assert awaited(lambda: not held(tmp_path, *gone)), held(tmp_path, *gone)
    assert held(tmp_path, *alive) == set(alive)
    with eager.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_replaced_version_is_gone_too(library: Library, database: Database, tmp_path: Path) -> None:
    with_text(database, "a.txt", "wolfsbane")
    with_text(database, "a.txt", "marigold")
    assert held(tmp_path, "wolfsbane", "marigold") == {"marigold"}


def test_what_an_older_candor_deleted_is_gone_once_the_database_is_opened(
    database: Database, url: str, tmp_path: Path
) -> None:
    document = with_text(database, "a.txt", "wolfsbane", repeats=500)
    database.close()
    with closing(sqlite3.connect(tmp_path / "candor.db")) as file, file:
        file.execute("PRAGMA secure_delete=OFF")
        file.execute("PRAGMA user_version=0")
        file.execute("DELETE FROM chunks WHERE document_id = ?", (document,))
    assert held(tmp_path, "wolfsbane")
    open_database(url).close()
    assert not held(tmp_path, "wolfsbane")
    assert is_marked_clean(tmp_path / "candor.db")


def test_a_server_that_stops_before_it_has_rewritten_the_database_leaves_that_to_the_next(
    library: Library, database: Database, url: str, tmp_path: Path
) -> None:
    library.documents.delete(library.ready().id)
    database.close()
    assert not is_marked_clean(tmp_path / "candor.db")
    open_database(url).close()
    assert is_marked_clean(tmp_path / "candor.db")
