"""The reading worker: threads that take turns at queued documents, and one that keeps what they hold."""

import threading
from collections.abc import Callable
from time import monotonic

import structlog

from domain.stores import JobStore
from server.usecases.reading import LEASE, Ingestion, Reading, Turn, where
from server.usecases.turns import SETTLED_SECONDS, Turns

LANES = 2
"""Documents that are read at once, of two keys: a file that takes its minute to parse holds up no other key."""

_IDLE_SECONDS = 2.0
_TIDY_SECONDS = 3600.0
_LONGEST_BACKOFF_SECONDS = 60.0
_FAILURES_UNTIL_DEAD = 3
_STOP_SECONDS = 3.0
_PAUSED = frozenset({Turn.MORE, Turn.LATER})
_GONE = frozenset({Turn.OVER, Turn.GIVEN_BACK})
_log = structlog.get_logger()


class Pulse:
    """Whether a thread gets anywhere: it has not failed over and over, and its last step is not long ago."""

    def __init__(self, *, stall_seconds: float) -> None:
        self._stall_seconds = stall_seconds
        self._beat_at = monotonic()
        self.failures = 0

    def beat(self) -> None:
        """A step was done."""
        self._beat_at, self.failures = monotonic(), 0

    def missed(self) -> None:
        """A step failed."""
        self.failures += 1

    def alive(self) -> bool:
        """See the class."""
        return self.failures < _FAILURES_UNTIL_DEAD and monotonic() - self._beat_at < self._stall_seconds


class Worker:
    """Reads queued documents, and tidies up now and then when there is none.

    `name` is this data folder's own: jobs that are held under it belong to a former process. `interrupt` ends what the
    ingestion waits for in other processes. A step is given up as stuck after `stall_seconds`.
    """

    def __init__(
        self,
        jobs: JobStore,
        ingestion: Ingestion,
        *,
        name: str,
        tidy: Callable[[], object],
        interrupt: Callable[[], None],
        stopping: threading.Event,
        stall_seconds: float,
        backoff_seconds: float = 1.0,
        renew_seconds: float = LEASE.total_seconds() / 4,
        settled_seconds: float = SETTLED_SECONDS,
    ) -> None:
        self._jobs, self._ingestion, self._name = jobs, ingestion, name
        self._tidy, self._interrupt, self._stopping = tidy, interrupt, stopping
        self._backoff_seconds, self._renew_seconds = backoff_seconds, renew_seconds
        self._turns = Turns(jobs, worker=name, settled_seconds=settled_seconds)
        self._tidy_due_at = monotonic()
        self._wake = threading.Event()
        self._orphans: list[Reading] = []
        self._pulses = [Pulse(stall_seconds=stall_seconds) for _ in range(LANES)]
        self._lanes = [
            threading.Thread(target=self._work, args=(pulse,), name=f"candor-reader-{number}", daemon=True)
            for number, pulse in enumerate(self._pulses)
        ]
        self._keeper = threading.Thread(target=self._keep, name="candor-leases", daemon=True)

    def start(self) -> None:
        """Begins with what an earlier server left."""
        dropped = self._jobs.drop_leases(worker=self._name)
        if dropped:
            _log.info("reading goes on after a killed server", jobs=dropped)
        for thread in (*self._lanes, self._keeper):
            thread.start()

    def wake(self) -> None:
        """Says that a job may be waiting."""
        self._wake.set()

    def alive(self) -> bool:
        """Whether documents are being read, or would be if any waited."""
        return all(lane.is_alive() for lane in self._lanes) and all(pulse.alive() for pulse in self._pulses)

    def retire(self) -> None:
        """Takes nothing more and interrupts what it does; does not wait."""
        self._stopping.set()
        self._wake.set()
        self._interrupt()

    def stop(self) -> None:
        """Gives back what is held, also what a thread is still busy with: by its token nobody can report on it then."""
        self.retire()
        ends = monotonic() + _STOP_SECONDS
        for thread in filter(threading.Thread.is_alive, (*self._lanes, self._keeper)):
            thread.join(timeout=max(0.0, ends - monotonic()))
        for reading in self._turns.under_way() + self._orphans:
            self._jobs.release(reading.job)

    def _work(self, pulse: Pulse) -> None:
        while not self._stopping.is_set():
            try:
                busy = self._step(pulse)
            except Exception as error:  # noqa: BLE001 - the thread's boundary: reading must go on after any error
                self._back_off(pulse, error)
                continue
            if not busy:
                self._wake.wait(_IDLE_SECONDS)
                if not self._stopping.is_set():
                    self._wake.clear()

    def _back_off(self, pulse: Pulse, error: Exception) -> None:
        if self._stopping.is_set():
            return
        pulse.missed()
        pause = min(_LONGEST_BACKOFF_SECONDS, self._backoff_seconds * 2 ** (pulse.failures - 1))
        _log.error("the queue of documents cannot be used", error=where(error), tried_again_after_seconds=pause)
        self._stopping.wait(pause)

    def _step(self, pulse: Pulse) -> bool:
        """A turn at a document, where one waits. False where nothing is left to do at once."""
        with self._turns.next() as reading:
            turn = None if reading is None else self._take_turn(reading)
        if turn in {Turn.LATER, Turn.GIVEN_BACK}:
            return False
        pulse.beat()
        if turn is None and monotonic() >= self._tidy_due_at:
            self._tidy_due_at = monotonic() + _TIDY_SECONDS
            self._tidy_up()
        return turn is not None

    def _take_turn(self, reading: Reading) -> Turn:
        try:
            turn = self._ingestion.take_turn(reading)
            if turn in _PAUSED:
                self._jobs.pause(reading.job)
        except BaseException:
            self._turns.forget(reading)
            self._orphans.append(reading)
            raise
        if turn in _GONE:
            self._turns.forget(reading)
        return turn

    def _tidy_up(self) -> None:
        try:
            self._tidy()
        except Exception as error:  # noqa: BLE001 - tidying is tried again in an hour; whatever stops it, reading goes on
            _log.error("tidying up failed", error=where(error))

    def _keep(self) -> None:
        """Renews leases, whatever their documents are in the middle of, and gives back what a broken turn left."""
        while not self._stopping.wait(self._renew_seconds):
            try:
                self._jobs.renew([reading.job for reading in self._turns.under_way()], lease=LEASE)
                while self._orphans:
                    self._jobs.release(self._orphans[-1].job)
                    self._orphans.pop()
            except Exception as error:  # noqa: BLE001 - the thread's boundary: leases last three more tries
                _log.error("leases were not renewed", error=where(error))
