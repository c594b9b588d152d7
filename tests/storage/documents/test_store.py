"""Documents, their versions and collections."""

from datetime import timedelta

import pytest

from domain.documents import DocumentStatus, Policy, Progress
from domain.errors import Invalid, NotFound
from domain.places import Mark, Page
from storage.database.transactions import Database
from storage.stores import SqlChunks, SqlCollections
from tests.storage import samples
from tests.storage.conftest import Library


def test_same_bytes_twice_in_a_collection_are_one_document(library: Library) -> None:
    first, new = library.documents.add(samples.upload("a.pdf", content="same"))
    again, new_again = library.documents.add(samples.upload("b.pdf", content="same"))
    assert (new, new_again) == (True, False)
    assert again == first
    library.claim()
    assert library.jobs.claim(worker="two", lease=samples.LEASE) is None


def test_same_bytes_in_two_collections_are_two_documents(library: Library, database: Database) -> None:
    SqlCollections(database).create("other", policy=Policy.MONITOR, language="hu")
    first, _ = library.documents.add(samples.upload(content="same"))
    second, new = library.documents.add(samples.upload(content="same", collection="other"))
    assert new
    assert second.id != first.id


def test_a_failed_document_is_queued_again_by_its_own_bytes(library: Library) -> None:
    document = library.add(content="same")
    library.jobs.fail(library.claim(), "It holds no text.")
    assert library.documents.get(document.id).error == "It holds no text."
    again, new = library.documents.add(samples.upload(content="same"))
    assert (again.status, again.error, new) == (DocumentStatus.QUEUED, None, False)
    assert library.claim().attempt == 1


def test_other_bytes_of_the_same_name_are_a_version_that_replaces_the_old_one_when_ready(
    library: Library, database: Database
) -> None:
    old = library.ready()
    visible = library.documents.visible_sha256(old.id)
    new = library.add()
    assert (new.id, new.version, new.status) == (old.id, 2, DocumentStatus.QUEUED)
    assert library.documents.visible_sha256(old.id) == visible
    assert library.documents.chunk_count() == 3
    chunks = SqlChunks(database)
    old_ids = [change.chunk_id for change in chunks.changes("default", after=0, limit=10)]
    assert set(chunks.chunks(old_ids)) == set(old_ids)

    assert library.publish(library.claim(), chunks=5)
    assert library.documents.visible_sha256(old.id) == new.sha256
    assert library.documents.chunk_count() == 5
    assert chunks.chunks(old_ids) == {}
    assert library.documents.referenced_hashes() == {new.sha256}


def test_a_failed_new_version_leaves_the_old_one_visible(library: Library, database: Database) -> None:
    old = library.ready()
    library.add()
    library.jobs.fail(library.claim(), "damaged")
    assert library.documents.get(old.id).status is DocumentStatus.FAILED
    assert library.documents.visible_sha256(old.id) == old.sha256
    assert library.documents.chunk_count() == 3
    assert len(SqlChunks(database).changes("default", after=0, limit=10)) == 3


def test_a_superseded_version_cannot_be_published(library: Library) -> None:
    library.add()
    stale = library.claim()
    newest = library.add()
    assert not library.publish(stale)
    assert not library.jobs.report(stale, DocumentStatus.EMBEDDING, Progress(1, 2), lease=samples.LEASE)
    assert library.documents.get(newest.id).status is DocumentStatus.QUEUED
    assert library.publish(library.claim())


def test_a_document_deleted_while_it_is_read_cannot_be_published(library: Library) -> None:
    document = library.add()
    job = library.claim()
    library.documents.delete(document.id)
    assert not library.publish(job)
    library.jobs.fail(job, "too late")
    library.jobs.release(job)
    with pytest.raises(NotFound):
        library.documents.get(document.id)


def test_a_deleted_document_leaves_nothing(library: Library, database: Database) -> None:
    document = library.ready()
    library.add()
    library.documents.delete(document.id)
    with database.read() as session:
        for table in ("documents", "document_versions", "jobs", "chunks"):
            assert session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0  # noqa: S608
    assert library.documents.referenced_hashes() == frozenset()
    for method in (library.documents.get, library.documents.marks, library.documents.delete):
        with pytest.raises(NotFound):
            method(document.id)


def test_marks_and_pages_come_back_as_they_were_published(library: Library) -> None:
    document = library.ready()
    assert library.documents.marks(document.id) == (Mark(0, Page(1)), Mark(50, Page(2)))
    assert (document.pages, document.chunks, document.status) == (2, 3, DocumentStatus.READY)


def test_nothing_is_visible_before_the_first_version_is_ready(library: Library) -> None:
    document = library.add()
    with pytest.raises(NotFound):
        library.documents.marks(document.id)
    with pytest.raises(NotFound):
        library.documents.visible_sha256(document.id)


def test_an_upload_to_an_unknown_collection_is_refused(library: Library) -> None:
    with pytest.raises(NotFound, match="no such collection"):
        library.documents.add(samples.upload(collection="nowhere"))


def test_a_list_is_cut_into_slices_that_hold_each_document_once(library: Library, clock: samples.Clock) -> None:
    added = []
    for number in range(7):
        clock.advance(timedelta(seconds=number % 2))
        added.append(library.add(f"{number}.pdf").id)
    seen: list[str] = []
    cursor = None
    while True:
        part = library.documents.list("default", status=None, cursor=cursor, limit=2)
        seen += [document.id for document in part.items]
        cursor = part.next_cursor
        if cursor is None:
            break
    assert sorted(seen) == sorted(added)
    listed = library.documents.list("default", status=None, cursor=None, limit=100).items
    assert [document.id for document in listed] == seen
    assert sorted(listed, key=lambda one: one.created_at, reverse=True) == list(listed)


def test_a_document_is_found_by_its_name_in_its_collection(library: Library) -> None:
    document = library.ready("a.pdf")
    assert library.documents.find("default", "a.pdf") == document
    newer = library.add("a.pdf")
    assert library.documents.find("default", "a.pdf") == newer
    assert library.documents.find("default", "b.pdf") is None
    assert library.documents.find("other", "a.pdf") is None


def test_a_list_can_be_narrowed_to_a_status(library: Library) -> None:
    ready = library.ready("a.pdf")
    library.add("b.pdf")
    part = library.documents.list("default", status=DocumentStatus.READY, cursor=None, limit=10)
    assert part.items == (ready,)
    counted = {state.value: number for state, number in library.documents.counts().items()}
    assert counted == {"queued": 1, "parsing": 0, "embedding": 0, "ready": 1, "failed": 0}


@pytest.mark.parametrize(
    "cursor", ["x", "", "!!!", "W10", "WzEsMl0", "WzFlOTksImEiXQ", "🙂", "WyJhIiwiYiJd", "[" * 9999]
)
def test_a_cursor_that_no_list_gave_is_refused(library: Library, cursor: str) -> None:
    with pytest.raises(Invalid, match="cursor"):
        library.documents.list("default", status=None, cursor=cursor, limit=2)


def test_text_that_cannot_be_stored_is_refused_and_nothing_is_kept(library: Library) -> None:
    with pytest.raises(Invalid, match="surrogate"):
        library.documents.add(samples.upload("bad\ud800.pdf"))
    assert sum(library.documents.counts().values()) == 0
