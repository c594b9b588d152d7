"""Times the stages of one answer."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter
from typing import TypeVar

from server.usecases.answer_turns import Turn
from server.usecases.answering import Telemetry

T = TypeVar("T")


class StageClock:
    """Adds up what each stage took, for the answer and for the metrics."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._began = perf_counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts what happens inside as `name`."""
        began = perf_counter()
        try:
            yield
        finally:
            self._seconds[name] += perf_counter() - began

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
        seconds = {**self._seconds, "total": perf_counter() - self._began}
        for name, value in seconds.items():
            self._telemetry.stage_took(name, value)
        return {name: round(value * 1000, 1) for name, value in seconds.items()}
