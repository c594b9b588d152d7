"""A clock that is set, and goes on by itself from there."""

from datetime import datetime, timedelta
from time import monotonic


class PlayedClock:
    """Never goes back."""

    def __init__(self, moment: datetime) -> None:
        self._moment, self._set_at = moment, monotonic()

    def __call__(self) -> datetime:
        """Now."""
        return self._moment + timedelta(seconds=monotonic() - self._set_at)

    def move_to(self, moment: datetime) -> None:
        """It is `moment`, or later already."""
        self._moment, self._set_at = max(moment, self()), monotonic()
