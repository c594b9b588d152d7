"""The time that one check may take, all its steps together."""

from collections.abc import Callable
from time import monotonic


class Late(Exception):
    """The time for a check is over; what was not found by now stays unknown."""


class Deadline:
    """Runs from the moment it is made. Work in a thread asks `check` now and then, so that it ends soon after."""

    def __init__(self, seconds: float, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._at = clock() + seconds

    @property
    def remaining_seconds(self) -> float:
        """Never below 0."""
        return max(0.0, self._at - self._clock())

    def check(self) -> None:
        """Raises `Late` once the time is over."""
        if self._clock() > self._at:
            raise Late


def no_deadline() -> None:
    """In place of `Deadline.check` where nobody waits."""
