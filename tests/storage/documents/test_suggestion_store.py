"""The questions of documents come and go with their versions."""

import pytest

from domain.documents import Chunk
from domain.places import Page, Rows, Section
from domain.suggestions import FORM, Questions, Unasked
from storage.database.transactions import Database
from storage.documents import suggestion_store
from storage.stores import SqlSuggestions
from tests.storage import samples
from tests.storage.conftest import Library


@pytest.fixture
def suggestions(database: Database) -> SqlSuggestions:
    return SqlSuggestions(database)


@pytest.fixture
def library(database: Database) -> Library:
    return Library(database)


def read(library: Library, name: str = "a.txt") -> Unasked:
    document = library.add(name)
    job = library.claim()
    assert library.publish(job)
    return Unasked(document.id, job.version, "default")


def test_a_visible_version_waits_until_its_questions_are_kept(library: Library, suggestions: SqlSuggestions) -> None:
    assert suggestions.unasked() is None
    one = read(library)
    library.add("waiting.txt")
    assert suggestions.unasked() == one
    suggestions.keep(one, ["When is it open?", "Who is it?"])
    assert suggestions.unasked() is None
    kept = Questions(one.document_id, "a.txt", ("When is it open?", "Who is it?"))
    assert suggestions.questions("default", limit=9) == [kept]
    assert suggestions.questions("another", limit=9) == []


def test_documents_without_questions_take_no_place(library: Library, suggestions: SqlSuggestions) -> None:
    first, second = read(library, "a.txt"), read(library, "b.txt")
    suggestions.keep(second, [])
    suggestions.keep(first, ["When?"])
    assert [one.document for one in suggestions.questions("default", limit=1)] == ["a.txt"]


def test_a_new_version_has_questions_of_its_own(library: Library, suggestions: SqlSuggestions) -> None:
    old = read(library)
    suggestions.keep(old, ["When?"])
    new = read(library)
    assert (new.document_id, new.version) == (old.document_id, 2)
    assert suggestions.questions("default", limit=9) == []
    suggestions.keep(old, ["When?"])
    assert suggestions.unasked() == new


def test_a_deleted_document_takes_its_questions_along(
    library: Library, suggestions: SqlSuggestions, database: Database
) -> None:
    one = read(library)
    suggestions.keep(one, ["Where is the xylophone?"])
    library.documents.delete(one.document_id)
    suggestions.keep(one, ["Where is the xylophone?"])
    with database.read() as session:
        assert session.query(suggestion_store.QuestionsRow).count() == 0


def test_after_a_change_of_form_all_wait_again(
    library: Library, suggestions: SqlSuggestions, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = read(library)
    suggestions.keep(one, ["When?"])
    monkeypatch.setattr(suggestion_store, "FORM", FORM + 1)
    assert suggestions.unasked() == one
    suggestions.keep(one, ["Who?"])
    assert [kept.questions for kept in suggestions.questions("default", limit=9)] == [("Who?",)]


def test_the_first_chunks_come_in_order_with_their_places(library: Library, suggestions: SqlSuggestions) -> None:
    document = library.add("a.csv")
    job = library.claim()
    chunks = [
        Chunk("rows", 9, 13, Rows(1, 2)),
        Chunk("text", 0, 4, Section("Fees", Page(1))),
        Chunk("more", 20, 24, Page(2)),
    ]
    library.jobs.publish(job, samples.parsed(), chunks, samples.vectors(3), encoder="one")
    assert suggestions.chunks(document.id, limit=2) == [chunks[1], chunks[0]]
