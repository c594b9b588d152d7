import pytest

from domain.documents import Policy
from domain.errors import Conflict, Invalid, NotFound
from storage.database.transactions import Database
from storage.stores import SqlChunks, SqlCollections, SqlDocuments
from tests.storage.conftest import Library


def test_a_collection_is_changed_only_where_told(database: Database) -> None:
    collections = SqlCollections(database)
    changed = collections.update("default", threshold=0.6)
    assert (changed.policy, changed.threshold) == (Policy.HOLD, 0.6)
    changed = collections.update("default", policy=Policy.ANNOTATE)
    assert (changed.policy, changed.threshold) == (Policy.ANNOTATE, 0.6)
    changed = collections.update("default", threshold=None)
    assert (changed.policy, changed.threshold) == (Policy.ANNOTATE, None)
    changed = collections.update("default", model="large", prompt="legal")
    assert (changed.policy, changed.model, changed.prompt) == (Policy.ANNOTATE, "large", "legal")
    changed = collections.update("default", model=None)
    assert (changed.model, changed.prompt) == (None, "legal")
    assert collections.get("default") == changed


def test_a_collection_name_is_taken_once(database: Database) -> None:
    with pytest.raises(Conflict, match="default"):
        SqlCollections(database).create("default", policy=Policy.HOLD, language="en")
    with pytest.raises(Invalid):
        SqlCollections(database).create("conversation:1", policy=Policy.HOLD, language="en")


def test_a_deleted_collection_takes_its_documents_along_and_tells_the_indexes(
    library: Library, database: Database
) -> None:
    library.ready()
    chunks, collections = SqlChunks(database), SqlCollections(database)
    head = chunks.head("default")
    collections.delete("default")
    assert SqlDocuments(database).chunk_count() == 0
    assert {change.chunk_id for change in chunks.changes("default", after=head, limit=9)} == {1, 2, 3}
    for method in (collections.get, collections.delete):
        with pytest.raises(NotFound):
            method("default")
    collections.create("default", policy=Policy.HOLD, language="en")
    library.ready()
    assert min(change.sequence for change in chunks.changes("default", after=head, limit=9)) > head
