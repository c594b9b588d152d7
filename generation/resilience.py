"""Deadlines and retries around a model's stream, whatever client it comes from."""

import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Lock
from typing import Any, Generic, TypeVar

from domain.presence import Presence
from generation.breaker import CircuitBreaker
from generation.failures import Retryable, failure, says_it_is_down, stopped, too_late

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long a model may take to be reached, to begin, between two signs of life, and in all."""

    connect_seconds: float
    first_token_seconds: float
    silence_seconds: float
    total_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often to try again before the first item; the wait doubles from `backoff_seconds` on.

    An endpoint that says itself when to come back is waited for as long as for a first item, and no longer.
    """

    attempts: int = 2
    backoff_seconds: float = 0.25


class _End:
    """The stream ended, with or without an error."""


class _Late:
    """Nothing came in time."""


class _Interrupted:
    """Nobody is to wait any longer."""


class ResilientCaller:
    """Streams from a model with deadlines, retries before the first item, and a breaker; `close` it when done."""

    def __init__(
        self,
        *,
        deadlines: Deadlines,
        breaker: CircuitBreaker,
        retries: Retries,
        wait: Callable[[float], object] | None = None,
        max_streams: int = 32,
    ) -> None:
        self._deadlines = deadlines
        self._breaker = breaker
        self._retries = retries
        self._interrupted = Event()
        self._wait = wait or self._interrupted.wait
        self._executor = ThreadPoolExecutor(max_streams, thread_name_prefix="model-stream")
        self._lock = Lock()
        self._streams: set[_Running[Any]] = set()

    def close(self) -> None:
        """Streams that hang end with their client's own timeout."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def interrupt(self) -> None:
        """Whoever waits for a model, now or later, is told at once that it stopped."""
        with self._lock:
            self._interrupted.set()
            streams = list(self._streams)
        for running in streams:
            running.interrupt()

    def stream(
        self,
        source: Callable[[], Iterator[T]],
        *,
        sent: str = "",
        within_seconds: float | None = None,
        presence: Presence | None = None,
    ) -> Iterator[T]:
        """The items of a fresh `source()`, at the latest `within_seconds` (null: the total deadline) from now.

        `sent` is what the model is told, of which no error repeats anything.

        Raises `ModelUnavailable` before the first item, `ModelInterrupted` after it; at once where whoever waits for
        it, of `presence`, leaves.
        """
        waiting = presence or Presence()
        total_seconds, began_at = self._deadlines.total_seconds, time.monotonic()
        ends_at = began_at + min(total_seconds, within_seconds or total_seconds)
        begins_by = began_at + self._deadlines.first_token_seconds
        for attempt in range(self._retries.attempts + 1):
            try:
                yield from self._attempt(source, ends_at, sent, waiting)
            except Retryable as error:
                pause = max(self._retries.backoff_seconds * 2**attempt, error.after_seconds)
                if attempt == self._retries.attempts or time.monotonic() + pause >= min(begins_by, ends_at):
                    raise
                self._wait(pause)
            else:
                return

    def _attempt(self, source: Callable[[], Iterator[T]], ends_at: float, sent: str, presence: Presence) -> Iterator[T]:
        self._breaker.admit()
        report, limit_seconds, begun = self._breaker.abandoned, self._deadlines.first_token_seconds, False
        running = self._started(source)
        unwatch = presence.upon_leaving(running.desert)
        try:
            while True:
                item = running.next(min(limit_seconds, ends_at - time.monotonic()))
                if isinstance(item, _Interrupted):
                    raise stopped(begun=begun)
                if isinstance(item, _Late):
                    report = self._breaker.failed
                    raise too_late(begun=begun)
                if isinstance(item, _End):
                    error = running.error()
                    if error is None:
                        report = self._breaker.succeeded
                        return
                    report = self._breaker.failed if says_it_is_down(error) else report
                    raise failure(error, begun=begun, sent=sent) from error
                limit_seconds, begun = self._deadlines.silence_seconds, True
                yield item
        finally:
            unwatch()
            with self._lock:
                self._streams.discard(running)
            running.abandon()
            report()

    def _started(self, source: Callable[[], Iterator[T]]) -> "_Running[T]":
        with self._lock:
            if self._interrupted.is_set():
                raise stopped(begun=False)
            running = _Running(self._executor, source)
            self._streams.add(running)
            return running


class _Running(Generic[T]):
    """A stream that a thread of its own reads, so that waiting for it can end."""

    def __init__(self, executor: ThreadPoolExecutor, source: Callable[[], Iterator[T]]) -> None:
        self._items: SimpleQueue[T | _End | _Interrupted] = SimpleQueue()
        self._abandoned = Event()
        self._future = executor.submit(self._read, source)
        self._future.add_done_callback(lambda _: self._items.put(_End()))

    def next(self, seconds: float) -> T | _End | _Interrupted | _Late:
        """The next item, waiting no longer than `seconds`."""
        try:
            return self._items.get(timeout=max(0.0, seconds))
        except Empty:
            return _Late()

    def error(self) -> BaseException | None:
        """What ended the stream, null where it came to its end."""
        return CancelledError() if self._future.cancelled() else self._future.exception()

    def interrupt(self) -> None:
        """Comes after what is there already."""
        self._items.put(_Interrupted())

    def desert(self) -> None:
        """Nobody waits for it any more: the model is stopped even while whoever listens does something else."""
        self.interrupt()
        self.abandon()

    def abandon(self) -> None:
        """Closes the stream at its next item."""
        self._abandoned.set()
        self._future.cancel()

    def _read(self, source: Callable[[], Iterator[T]]) -> None:
        stream = source()
        try:
            for item in stream:
                if self._abandoned.is_set():
                    return
                self._items.put(item)
        finally:
            if isinstance(stream, Generator):
                stream.close()
