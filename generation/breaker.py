"""A circuit breaker: a model that keeps failing is left alone for a while."""

import time
from collections.abc import Callable
from enum import StrEnum
from threading import Lock

from domain.errors import ModelUnavailable


class Circuit(StrEnum):
    """closed: calls pass; open: they are refused; half_open: one may try."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class CircuitBreaker:
    """Opens after `failures` in a row, for `open_seconds`; then one call may try. Safe to share between threads.

    Each `admit` is followed by exactly one of `succeeded`, `failed` and `abandoned`.
    """

    def __init__(
        self, *, failures: int = 5, open_seconds: float = 15.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = failures
        self._open_seconds = open_seconds
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._opened_at: float | None = None
        self._trying = False

    def state(self) -> Circuit:
        """Where it stands now."""
        with self._lock:
            return self._state()

    def admit(self) -> None:
        """Raises `ModelUnavailable` where no call may be made now."""
        with self._lock:
            state = self._state()
            if state is Circuit.OPEN or (state is Circuit.HALF_OPEN and self._trying):
                raise ModelUnavailable("The language model failed repeatedly and is left alone for a while.")
            self._trying = state is Circuit.HALF_OPEN

    def succeeded(self) -> None:
        """The model answered."""
        with self._lock:
            self._failures, self._opened_at, self._trying = 0, None, False

    def failed(self) -> None:
        """The model did not answer, or not to the end."""
        with self._lock:
            self._failures += 1
            if self._trying or self._failures >= self._limit:
                self._opened_at = self._clock()
            self._trying = False

    def abandoned(self) -> None:
        """Nobody waited for the end; it says nothing of the model."""
        with self._lock:
            self._trying = False

    def _state(self) -> Circuit:
        if self._opened_at is None:
            return Circuit.CLOSED
        waited = self._clock() - self._opened_at
        return Circuit.OPEN if waited < self._open_seconds else Circuit.HALF_OPEN
