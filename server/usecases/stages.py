"""Times the stages of one answer."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from time import perf_counter, time
from typing import TypeVar

from server.usecases.answer_turns import Turn
from server.usecases.answering import Telemetry

T = TypeVar("T")
TOTAL = "total"
_measured: ContextVar[bool] = ContextVar("measured", default=True)
_under_way: ContextVar[tuple["StageClock", str] | None] = ContextVar("under_way", default=None)


@dataclass(frozen=True, slots=True)
class StageSpan:
    """A stage of one answer, from its first beginning to its last end, both in seconds since the epoch.

    `active_seconds` of that it was at work: sentences are checked while others are written. `within` is the stage that
    it is a part of, null for the whole.
    """

    name: str
    began: float
    ended: float
    active_seconds: float
    within: str | None


@contextmanager
def unmeasured() -> Iterator[None]:
    """What this thread does inside is nobody's answer: `if_measured` drops what stages of it took."""
    token = _measured.set(False)
    try:
        yield
    finally:
        _measured.reset(token)


def if_measured(stage_took: Callable[[str, float], None]) -> Callable[[str, float], None]:
    """`stage_took`, but for what is `unmeasured`; the answer that is at this stage keeps it as a part of that."""

    def told(name: str, seconds: float) -> None:
        if _measured.get():
            stage_took(name, seconds)
        if (under_way := _under_way.get()) is not None:
            clock, stage = under_way
            clock.part_took(name, seconds, within=stage)

    return told


class StageClock:
    """Adds up what each stage took, for the answer, for the metrics and for traces."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._began, self._began_at = perf_counter(), time()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._spans: dict[str, StageSpan] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts what happens inside as `name`."""
        began, token = perf_counter(), _under_way.set((self, name))
        try:
            yield
        finally:
            _under_way.reset(token)
            seconds = perf_counter() - began
            self._seconds[name] += seconds
            self.part_took(name, seconds, within=TOTAL)

    def part_took(self, name: str, seconds: float, *, within: str) -> None:
        """`name`, a part of the stage `within`, ended just now."""
        ended = self._now()
        known = self._spans.get(name) or StageSpan(str(name), ended - seconds, ended, 0.0, within)
        self._spans[name] = replace(known, ended=ended, active_seconds=known.active_seconds + seconds)

    def spans(self) -> tuple[StageSpan, ...]:
        """What took how long so far, the whole first."""
        ended = self._now()
        whole = StageSpan(TOTAL, self._began_at, ended, ended - self._began_at, None)
        return whole, *self._spans.values()

    def _now(self) -> float:
        """By the clock on the wall as it was at the start, so that no stage ends before it began."""
        return self._began_at + perf_counter() - self._began

    @contextmanager
    def after_waiting(self, turn: Turn) -> Iterator[None]:
        """Counts as `wait` how long a turn takes to come."""
        with ExitStack() as stack:
            with self.stage("wait"):
                stack.enter_context(turn())
            yield

    def iterate(self, name: str, items: Iterator[T], turn: Turn) -> Iterator[T]:
        """`items`, what each takes in its turn counted as `name`; what the consumer does meanwhile is not."""
        while True:
            with self.after_waiting(turn), self.stage(name):
                try:
                    item = next(items)
                except StopIteration:
                    return
            yield item

    def close(self) -> dict[str, float]:
        """Milliseconds by stage, and in `total` since the clock was made."""
        seconds = {**self._seconds, TOTAL: perf_counter() - self._began}
        for name, value in seconds.items():
            self._telemetry.stage_took(name, value)
        return {name: round(value * 1000, 1) for name, value in seconds.items()}
