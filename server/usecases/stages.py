"""Times the stages of one answer."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

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

    def iterate(self, name: str, items: Iterator[T]) -> Iterator[T]:
        """`items`, the waiting for each counted as `name`; what the consumer does meanwhile is not."""
        while True:
            with self.stage(name):
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
