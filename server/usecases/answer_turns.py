"""Lets a few answers compute at once, the oldest first, so that all are not as slow as the last."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from heapq import heappop, heappush
from itertools import count
from math import inf
from threading import Condition, Event
from time import monotonic
from typing import Protocol, TypeAlias

Turn: TypeAlias = Callable[[], AbstractContextManager[None]]
"""Makes a context that is entered once it is this answer's turn; as often as needed, one at a time."""


class Tickets(Protocol):
    """Where turns are drawn."""

    def ticket(self) -> Turn:
        """For one answer."""


class AnswerTurns:
    """At most `at_once` turns at a time, for any number of threads.

    With a hundred threads at once each step of each answer waits for the interpreter and for the models' queues, and
    the first answer is there hardly before the last.
    """

    def __init__(self, *, at_once: int) -> None:
        self._free = self._at_once = at_once
        self._waiting: list[tuple[int, Event]] = []
        self._used_at = -inf
        self._changed = Condition()
        self._tickets = count()

    def ticket(self) -> Turn:
        """For one answer; those drawn earlier go first."""
        number = next(self._tickets)
        return lambda: self._turn(number)

    def idle_ticket(self) -> Turn:
        """For what nobody waits for: its turns come while no other is taken, and do not count as use."""
        return self._idle_turn

    def idle_for(self, seconds: float) -> bool:
        """Whether no answer has had a turn for so long."""
        with self._changed:
            return self._free == self._at_once and monotonic() - self._used_at >= seconds

    def crowded(self) -> bool:
        """Whether more than twice as many wait as compute."""
        with self._changed:
            return len(self._waiting) > 2 * self._at_once

    def wait_for_queue(self, length: int, seconds: float) -> bool:
        """Whether `length` answers wait for their turn, now or within `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._waiting) >= length, seconds)

    @contextmanager
    def _turn(self, number: int) -> Iterator[None]:
        self._come(number)
        try:
            yield
        finally:
            self._used_at = monotonic()
            self._go()

    @contextmanager
    def _idle_turn(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._free == self._at_once)
            self._free -= 1
        try:
            yield
        finally:
            self._go()

    def _come(self, number: int) -> None:
        called = Event()
        with self._changed:
            if self._free:
                self._free -= 1
                return
            heappush(self._waiting, (number, called))
            self._changed.notify_all()
        called.wait()

    def _go(self) -> None:
        with self._changed:
            if self._waiting:
                heappop(self._waiting)[1].set()
            else:
                self._free += 1
                self._changed.notify_all()


class IdleTurns:
    """`Tickets` of what may wait until nobody else needs the machine."""

    def __init__(self, turns: AnswerTurns) -> None:
        self._turns = turns

    def ticket(self) -> Turn:
        """See `AnswerTurns.idle_ticket`."""
        return self._turns.idle_ticket()
