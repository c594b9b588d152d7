"""Tells whoever listens, across threads, what happened."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from domain.answers import Answer
from domain.conversations import Message
from domain.documents import Document
from domain.reviews import Escalation, EscalationStatus

_DOCUMENT = "document:"
_CONVERSATION = "conversation:"


@dataclass(frozen=True, slots=True)
class Deleted:
    """What the topic is about is gone."""

    id: str


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """Something moved, came or went in the queue of `collection`; `counts` are those of every collection by now."""

    collection: str
    counts: Mapping[str, Mapping[EscalationStatus, int]]


Happening: TypeAlias = Document | Answer | Escalation | Message | QueueChanged | Deleted
"""A thing as it is now, or what became of it."""


class Subscription:
    """One listener's queue, bound to the event loop that reads it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Happening | None] = asyncio.Queue()

    def put(self, item: Happening | None) -> None:
        """From any thread. A loop that has ended has no listener left to tell."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)

    def end(self) -> None:
        """From any thread: what was put before is still read, nothing after it."""
        self.put(None)

    async def __aiter__(self) -> AsyncIterator[Happening]:
        while (item := await self._queue.get()) is not None:
            yield item


class Broker:
    """Delivers what happens by topic, inside this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: dict[str, set[Subscription]] = defaultdict(set)
        self._closed = False

    def publish(self, topic: str, happening: Happening) -> None:
        """Tells everyone who listens to `topic` now."""
        with self._lock:
            listeners = tuple(self._subscriptions.get(topic, ()))
        for listener in listeners:
            listener.put(happening)

    def end(self, topic: str, last: Happening) -> None:
        """Tells everyone who listens to `topic` now that it is gone, and ends their streams."""
        with self._lock:
            listeners = tuple(self._subscriptions.get(topic, ()))
        for listener in listeners:
            listener.put(last)
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
    return f"{_CONVERSATION}{conversation_id}"


def open_conversations(broker: Broker) -> tuple[str, ...]:
    """The ids of the conversations that someone looks at."""
    return tuple(topic.removeprefix(_CONVERSATION) for topic in broker.topics() if topic.startswith(_CONVERSATION))


QUEUE_TOPIC = "queue"
