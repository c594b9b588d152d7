"""Whose document is read next: keys take turns, small before large within a key, and a long document yields."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import NamedTuple

from domain.documents import Wanted
from domain.stores import JobStore
from server.usecases.reading import LEASE, Reading

_MOST_UNDER_WAY = 8
_MOST_UNDER_WAY_A_KEY = 2
_SMALL_BYTES = 32 * 1024
_OLDEST_EVERY = 4
_TWICE = 2

SETTLED_SECONDS = 8.0
"""A file with which servers were killed twice waits so long after a start: one that is killed again and again from
outside must not count as killed by whatever it happened to be reading."""


class _Served(NamedTuple):
    """When a key had its last turn, and how many since its queue was last empty."""

    last: int
    turns: int


_NEVER = _Served(0, 0)


class Turns:
    """Hands out readings to several threads; no key has more than one turn at a time.

    A key's smallest document goes first, but every fourth turn is its oldest one's, so that a large one among many
    small ones ends too. What is under way is bounded, since it is held in memory; a small file is taken in beyond that.
    """

    def __init__(self, jobs: JobStore, *, worker: str, settled_seconds: float = SETTLED_SECONDS) -> None:
        self._jobs, self._worker = jobs, worker
        self._settled_at = monotonic() + settled_seconds
        self._picking = threading.Lock()
        self._changed = threading.Condition()
        self._under_way: list[Reading] = []
        self._served: dict[str | None, _Served] = {}
        self._taken = 0

    def under_way(self) -> list[Reading]:
        """All that is held now."""
        with self._changed:
            return list(self._under_way)

    @contextmanager
    def next(self) -> Iterator[Reading | None]:
        """A reading for one turn, null where nothing waits. One that a server was killed with is read alone."""
        with self._picking:
            reading = self._pick()
            alone = reading is not None and reading.suspect
            if alone:
                self._wait_for_others()
            if reading is not None:
                self._mark(reading, running=True)
            if alone:
                with self._turn(reading):
                    yield reading
                return
        with self._turn(reading):
            yield reading

    def forget(self, reading: Reading) -> None:
        """It is over, or somebody else's now."""
        with self._changed:
            if reading in self._under_way:
                self._under_way.remove(reading)

    @contextmanager
    def _turn(self, reading: Reading | None) -> Iterator[None]:
        try:
            yield
        finally:
            if reading is not None:
                self._mark(reading, running=False)

    def _mark(self, reading: Reading, *, running: bool) -> None:
        with self._changed:
            reading.running = running
            self._changed.notify_all()

    def _wait_for_others(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not any(reading.running for reading in self._under_way))

    def _pick(self) -> Reading | None:
        for owner in self._owners_in_turn():
            reading = self._of(owner)
            if reading is not None:
                self._taken += 1
                self._served[owner] = _Served(self._taken, self._turns_of(owner) + 1)
                return reading
        return None

    def _owners_in_turn(self) -> list[str | None]:
        """Who has something to read and is not being served, whoever was served longest ago first."""
        under_way = self.under_way()
        known = {reading.job.owner for reading in under_way} | set(self._jobs.owners())
        busy = {reading.job.owner for reading in under_way if reading.running}
        self._served = {owner: served for owner, served in self._served.items() if owner in known}
        return sorted(known - busy, key=lambda owner: (self._served.get(owner, _NEVER).last, owner or ""))

    def _turns_of(self, owner: str | None) -> int:
        return self._served.get(owner, _NEVER).turns

    def _of(self, owner: str | None) -> Reading | None:
        """The owner's next reading, from what is under way or newly claimed."""
        under_way = self.under_way()
        paused = [reading for reading in under_way if reading.job.owner == owner]
        below_attempts = None if monotonic() >= self._settled_at else _TWICE
        oldest = self._turns_of(owner) % _OLDEST_EVERY == _OLDEST_EVERY - 1
        if paused and oldest:
            return paused[0]
        smallest = min(paused, key=lambda reading: reading.job.bytes, default=None)
        below = None if smallest is None else smallest.job.bytes
        if len(paused) >= _MOST_UNDER_WAY_A_KEY or len(under_way) >= _MOST_UNDER_WAY:
            below = _SMALL_BYTES if below is None else min(_SMALL_BYTES, below)
        wanted = Wanted(owner=owner, oldest=oldest, below_bytes=below, below_attempts=below_attempts)
        return self._claim(wanted) or smallest

    def _claim(self, wanted: Wanted) -> Reading | None:
        job = self._jobs.claim(worker=self._worker, lease=LEASE, wanted=wanted)
        if job is None:
            return None
        reading = Reading(job)
        with self._changed:
            self._under_way.append(reading)
        return reading
