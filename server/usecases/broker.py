"""Tells waiting event streams, across threads, that something changed."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

Payload: TypeAlias = dict[str, Any]

_DOCUMENT = "document:"


class Subscription:
    """One listener's queue, bound to the event loop that reads it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[tuple[str, Payload] | None] = asyncio.Queue()

    def put(self, item: tuple[str, Payload] | None) -> None:
        """From any thread. A loop that has ended has no listener left to tell."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)

    def end(self) -> None:
        """From any thread: what was put before is still read, nothing after it."""
        self.put(None)

    async def __aiter__(self) -> AsyncIterator[tuple[str, Payload]]:
        while (item := await self._queue.get()) is not None:
            yield item


class Broker:
    """Delivers (event name, payload) by topic, inside this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: dict[str, set[Subscription]] = defaultdict(set)
        self._closed = False

    def publish(self, topic: str, event: str, payload: Payload) -> None:
        """Tells everyone who listens to `topic` now."""
        with self._lock:
            listeners = tuple(self._subscriptions.get(topic, ()))
        for listener in listeners:
            listener.put((event, payload))

    def end(self, topic: str, event: str, payload: Payload) -> None:
        """Tells everyone who listens to `topic` now that it is gone, and ends their streams."""
        with self._lock:
            listeners = tuple(self._subscriptions.get(topic, ()))
        for listener in listeners:
            listener.put((event, payload))
            listener.end()

    def topics(self) -> tuple[str, ...]:
        """What someone listens to now."""
        with self._lock:
            return tuple(self._subscriptions)

    @contextmanager
    def subscribe(self, topic: str) -> Iterator[Subscription]:
        """A `Subscription` to `topic`; ends by itself when the server shuts down."""
        subscription = Subscription()
        with self._lock:
            self._subscriptions[topic].add(subscription)
            if self._closed:
                subscription.end()
        try:
            yield subscription
        finally:
            with self._lock:
                self._subscriptions[topic].discard(subscription)
                if not self._subscriptions[topic]:
                    del self._subscriptions[topic]

    def close(self) -> None:
        """Ends every stream, so that the server can stop."""
        with self._lock:
            self._closed = True
            everyone = [s for group in self._subscriptions.values() for s in group]
        for subscription in everyone:
            subscription.end()


def document_topic(document_id: str) -> str:
    """Progress of one document."""
    return f"{_DOCUMENT}{document_id}"


def open_documents(broker: Broker) -> tuple[str, ...]:
    """The ids of the documents whose progress someone follows."""
    return tuple(topic.removeprefix(_DOCUMENT) for topic in broker.topics() if topic.startswith(_DOCUMENT))


def conversation_topic(conversation_id: str) -> str:
    """Replies and escalations of one conversation."""
    return f"conversation:{conversation_id}"


QUEUE_TOPIC = "queue"
DELETED = "deleted"
