"""Chunks, and the feed of changes that the indexes follow."""

import threading

import numpy as np
import pytest

from domain.documents import Chunk
from domain.places import Rows, Section, Whole
from domain.ports import Added, Removed
from storage.database.transactions import Database
from storage.stores import SqlChunks, SqlEmbeddings
from tests.storage import samples
from tests.storage.conftest import Library


def test_chunks_come_back_as_they_were_published(library: Library, database: Database) -> None:
    document = library.add("table.csv")
    kept = [Chunk("row one", 0, 7, Rows(1, 4)), Chunk("naïve 🙂", 7, 14, Whole())]
    library.jobs.publish(library.claim(), samples.parsed(pages=None), kept, samples.vectors(2), encoder="one")
    stored = SqlChunks(database).chunks([1, 2, 99])
    assert [stored[number].chunk for number in (1, 2)] == kept
    assert {one.document_id for one in stored.values()} == {document.id}
    assert {(one.document, one.collection) for one in stored.values()} == {("table.csv", "default")}
    assert SqlChunks(database).chunks([]) == {}


def test_many_chunks_are_found_at_once(library: Library, database: Database) -> None:
    library.ready(chunks=1500)
    assert len(SqlChunks(database).chunks(range(1, 2000))) == 1500


def test_vectors_come_back_of_unit_length_and_almost_the_same(library: Library, database: Database) -> None:
    library.ready(chunks=50)
    changes = SqlChunks(database).changes("default", after=0, limit=100)
    vectors = np.stack([change.vector for change in changes if isinstance(change, Added)])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.all(np.sum(vectors * samples.vectors(50), axis=1) > 0.999)


def test_embeddings_of_two_encoders_come_with_their_encoder(library: Library, database: Database) -> None:
    library.ready("a.pdf", chunks=2)
    library.add("b.pdf")
    wider = samples.vectors(1, dimensions=16)
    library.jobs.publish(library.claim(), samples.parsed(), samples.chunks(1), wider, encoder="two")
    changes = SqlChunks(database).changes("default", after=0, limit=10)
    kept = [(change.encoder, len(change.vector)) for change in changes if isinstance(change, Added)]
    assert kept == [("one", 8), ("one", 8), ("two", 16)]


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("Closed.", "Desk › Holidays\nClosed."),
        ("# Holidays\nClosed.", "Desk\n# Holidays\nClosed."),
        ("Holidays\n\nClosed.", "Desk\nHolidays\n\nClosed."),
    ],
)
def test_a_chunk_is_embedded_and_indexed_under_its_headings(
    library: Library, database: Database, text: str, searched: str
) -> None:
    library.add("guide.md")
    chunk = Chunk(text, 0, len(text), Section("Desk › Holidays", Whole()))
    library.jobs.publish(library.claim(), samples.parsed(), [chunk], samples.vectors(1), encoder="one")
    [change] = SqlChunks(database).changes("default", after=0, limit=10)
    assert isinstance(change, Added)
    assert change.text == chunk.searched == searched
    assert [waiting for _, waiting in SqlEmbeddings(database).unread("default", "two", after=0, limit=10)] == [searched]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_whoever_follows_the_changes_holds_what_the_database_holds(
    library: Library, database: Database, limit: int
) -> None:
    chunks = SqlChunks(database)
    held: set[int] = set()
    position = 0

    def follow(after: int) -> int:
        while page := chunks.changes("default", after=after, limit=limit):
            for change in page:
                assert change.sequence > after
                after = change.sequence
                (held.add if isinstance(change, Added) else held.discard)(change.chunk_id)
        return after

    first = library.ready("a.pdf")
    position = follow(position)
    library.ready("b.pdf", chunks=4)
    library.ready("a.pdf", chunks=2)
    position = follow(position)
    assert len(held) == 6
    library.documents.delete(first.id)
    position = follow(position)
    assert set(chunks.chunks(range(99))) == held
    assert len(held) == 4
    assert chunks.head("default") == position
    from_the_start = {one.chunk_id for one in chunks.changes("default", after=0, limit=99) if isinstance(one, Added)}
    assert from_the_start == held


def test_a_chunk_is_removed_with_the_number_it_was_added_with(library: Library, database: Database) -> None:
    document = library.ready(chunks=2)
    library.documents.delete(document.id)
    assert SqlChunks(database).changes("default", after=2, limit=9) == [Removed(3, 1), Removed(4, 2)]


def test_a_collection_that_never_had_a_chunk_has_no_changes(database: Database) -> None:
    chunks = SqlChunks(database)
    assert chunks.head("nothing") == 0
    assert chunks.changes("nothing", after=0, limit=9) == []


def follow(chunks: SqlChunks, done: threading.Event, seen: list[int]) -> None:
    """Reads changes until all are seen that there were when `done` was set."""
    while True:
        last_look = done.is_set()
        position = seen[-1] if seen else 0
        seen.extend(change.sequence for change in chunks.changes("default", after=position, limit=7))
        if last_look and len(seen) and chunks.head("default") == seen[-1]:
            return


def test_changes_become_visible_in_their_order_while_documents_are_published_at_once(
    library: Library, database: Database
) -> None:
    for number in range(12):
        library.add(f"{number}.pdf")
    done = threading.Event()
    seen: list[int] = []

    def work() -> None:
        while (job := library.jobs.claim(worker="any", lease=samples.LEASE)) is not None:
            assert library.publish(job, chunks=5)

    follower = threading.Thread(target=follow, args=(SqlChunks(database), done, seen))
    workers = [threading.Thread(target=work) for _ in range(3)]
    for thread in (follower, *workers):
        thread.start()
    for thread in workers:
        thread.join()
    done.set()
    follower.join()
    assert seen == list(range(1, 61))
