"""Deadlines and retries around a model's stream, whatever client it comes from."""

import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Lock
from typing import Any, Generic, TypeVar

from domain.errors import ModelInterrupted, ModelUnavailable
from domain.presence import Presence
from generation.breaker import CircuitBreaker

T = TypeVar("T")
_RETRYABLE_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long a model may take to be reached, to begin, between two signs of life, and in all."""

    connect_seconds: float
    first_token_seconds: float
    silence_seconds: float
    total_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often to try again before the first item; the wait doubles from `backoff_seconds` on."""

    attempts: int = 2
    backoff_seconds: float = 0.25


class _Retryable(ModelUnavailable):
    """The model was not there, but may be in a moment."""


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
        wait: Callable[[float], None] = time.sleep,
        max_streams: int = 32,
    ) -> None:
        self._deadlines = deadlines
        self._breaker = breaker
        self._retries = retries
        self._wait = wait
        self._executor = ThreadPoolExecutor(max_streams, thread_name_prefix="model-stream")
        self._lock = Lock()
        self._streams: set[_Running[Any]] = set()
        self._interrupted = False

    def close(self) -> None:
        """Streams that hang end with their client's own timeout."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def interrupt(self) -> None:
        """Whoever waits for a model, now or later, is told at once that it stopped."""
        with self._lock:
            self._interrupted = True
            streams = list(self._streams)
        for running in streams:
            running.interrupt()

    def stream(
        self,
        source: Callable[[], Iterator[T]],
        *,
        within_seconds: float | None = None,
        presence: Presence | None = None,
    ) -> Iterator[T]:
        """The items of a fresh `source()`, at the latest `within_seconds` (null: the total deadline) from now.

        Raises `ModelUnavailable` before the first item, `ModelInterrupted` after it; at once where whoever waits for
        it, of `presence`, leaves.
        """
        waiting = presence or Presence()
        total_seconds = self._deadlines.total_seconds
        ends_at = time.monotonic() + min(total_seconds, within_seconds or total_seconds)
        for attempt in range(self._retries.attempts + 1):
            pause = self._retries.backoff_seconds * 2**attempt
            may_retry = attempt < self._retries.attempts and time.monotonic() + pause < ends_at
            try:
                yield from self._attempt(source, ends_at, waiting)
            except _Retryable:
                if not may_retry:
                    raise
                self._wait(pause)
            else:
                return

    def _attempt(self, source: Callable[[], Iterator[T]], ends_at: float, presence: Presence) -> Iterator[T]:
        self._breaker.admit()
        report, limit_seconds, begun = self._breaker.abandoned, self._deadlines.first_token_seconds, False
        running = self._started(source)
        unwatch = presence.upon_leaving(running.desert)
        try:
            while True:
                item = running.next(min(limit_seconds, ends_at - time.monotonic()))
                if isinstance(item, _Interrupted):
                    raise _stopped(begun=begun)
                if isinstance(item, _Late):
                    report = self._breaker.failed
                    raise _too_late(begun=begun)
                if isinstance(item, _End):
                    error = running.error()
                    if error is None:
                        report = self._breaker.succeeded
                        return
                    report = self._breaker.failed if _says_it_is_down(error) else report
                    raise _failure(error, begun=begun) from error
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
            if self._interrupted:
                raise _stopped(begun=False)
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


def _too_late(*, begun: bool) -> ModelUnavailable | ModelInterrupted:
    if begun:
        return ModelInterrupted("The language model fell silent or took too long, and was given up.")
    return ModelUnavailable("The language model did not begin to answer in time.")


def _stopped(*, begun: bool) -> ModelUnavailable | ModelInterrupted:
    if begun:
        return ModelInterrupted("The language model was stopped.")
    return ModelUnavailable("The language model was stopped before it began to answer.")


def _failure(error: BaseException, *, begun: bool) -> ModelUnavailable | ModelInterrupted:
    name = type(error).__name__
    if begun:
        return ModelInterrupted(f"The language model broke off ({name}).")
    if _says_it_is_down(error):
        return _Retryable(f"The language model could not be reached or failed ({name}).")
    return ModelUnavailable(f"The language model refused the request ({name}).")


def _says_it_is_down(error: BaseException | None) -> bool:
    """Whether trying again may help; only a status that blames the request says no. Clients wrap, so causes count."""
    while error is not None:
        status = getattr(error, "status_code", None)
        if status is not None:
            return status in _RETRYABLE_STATUS
        error = error.__cause__
    return True
