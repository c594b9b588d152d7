"""Event streams: opened for whoever asks, ended when their subject is deleted or their key revoked."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from domain.errors import NotFound
from domain.principals import Principal
from domain.stores import DocumentStore
from server.usecases.broker import Broker, Deleted, Subscription, conversation_topic, document_topic, open_documents
from server.usecases.revocation import KeyWatch


@dataclass(frozen=True, slots=True)
class Streams:
    """The one way to open an event stream, and to end those of what is gone."""

    broker: Broker
    keys: KeyWatch
    documents: DocumentStore
    queue_changed: Callable[[str], None]

    @contextmanager
    def open(self, principal: Principal, topic: str) -> Iterator[Subscription]:
        """What happens to `topic` from now on; ends with the subject, with the principal's key, and with the server.

        A subject may go before its stream is open: look it up inside of the context.
        """
        with self.broker.subscribe(topic) as changes, self.keys.watched(principal.key_id, changes.end):
            yield changes

    def document_gone(self, document_id: str) -> None:
        """A document was deleted."""
        self.broker.end(document_topic(document_id), Deleted(document_id))

    def conversation_gone(self, conversation_id: str, escalated_in: Iterable[str]) -> None:
        """A conversation was deleted, and with it its documents and its escalations, in these collections."""
        self.broker.end(conversation_topic(conversation_id), Deleted(conversation_id))
        for collection in escalated_in:
            self.queue_changed(collection)
        self.documents_gone()

    def documents_gone(self) -> None:
        """Many documents may have been deleted: those that someone listens to are looked up."""
        for document_id in open_documents(self.broker):
            try:
                self.documents.get(document_id)
            except NotFound:
                self.document_gone(document_id)
