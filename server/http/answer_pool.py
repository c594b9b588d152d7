"""Threads for answers, apart from those of all other requests, and how many answers run at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, TypeVarTuple

from anyio import CapacityLimiter, to_thread

from domain.errors import Overloaded

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


class AnswerPool:
    """Runs the steps of at most `most` answers; used from one event loop.

    A slow language model holds a thread for each answer, so these are not the threads of searches and uploads. An
    answer that is admitted takes one step at a time, so it never waits for a thread.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._running = 0
        self._threads = CapacityLimiter(most)

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Counts an answer as long as it lasts. Raises `Overloaded` where `most` are running."""
        if self._running >= self._most:
            raise Overloaded(f"{self._running} questions are being answered already; try again in a few seconds.")
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    async def step(self, function: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
        """What `function` returns, run on a thread of the pool."""
        return await to_thread.run_sync(function, *arguments, limiter=self._threads)
