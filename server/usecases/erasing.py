"""What is deleted is gone: from the database, from the uploaded bytes, from the indexes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import structlog

from domain.documents import conversation_partition
from domain.errors import CandorError
from domain.stores import CollectionStore, ConversationStore, DocumentStore

_log = structlog.get_logger()


class Bytes(Protocol):
    """The part of the originals, and of what is kept of their tables, that erasing speaks to."""

    def drop(self, sha256: str) -> None:
        """Deletes the bytes, or what was made of them, at once, unless a version needs them."""


class Indexes(Protocol):
    """The part of the retriever that erasing speaks to."""

    def refresh(self, collection: str) -> None:
        """Applies what changed, and has the files rewritten that hold what is gone."""

    def forget(self, collection: str) -> None:
        """Drops what was built for a collection that is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """Deletes things with everything that was made of them.

    Once the database has let go of a thing it is deleted, whatever else fails: the bytes are swept later, and a hit
    is shown only while the database has its chunk. `changed` is told the collection that a document went from.
    """

    documents: DocumentStore
    collections: CollectionStore
    conversations: ConversationStore
    originals: Bytes
    tables: Bytes
    indexes: Indexes
    changed: Callable[[str], None] = lambda _: None

    def document(self, document_id: str, *, collection: str) -> None:
        """Search finds nothing of it from here on. Raises `NotFound`."""
        self._drop(self.documents.delete(document_id))
        try:
            self.indexes.refresh(collection)
        except CandorError as error:
            _log.error("the index still holds a deleted document", collection=collection, reason=str(error))
        self.changed(collection)

    def collection(self, name: str) -> None:
        """With its documents. Raises `NotFound`."""
        self._drop(self.collections.delete(name))
        self.indexes.forget(name)

    def conversation(self, conversation_id: str) -> None:
        """With its messages, answers and documents. Raises `NotFound`."""
        self._drop(self.conversations.delete(conversation_id))
        self.indexes.forget(conversation_partition(conversation_id))

    def _drop(self, freed: Iterable[str]) -> None:
        try:
            for sha256 in freed:
                self.originals.drop(sha256)
                self.tables.drop(sha256)
        except CandorError as error:
            _log.error("deleted bytes are still kept, until they are swept", reason=str(error))
