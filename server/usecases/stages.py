"""Times the stages of one answer."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import TypeVar

from server.usecases.answer_turns import Turn
from server.usecases.answering import Telemetry

T = TypeVar("T")
_measured: ContextVar[bool] = ContextVar("measured", default=True)


@contextmanager
def unmeasured() -> Iterator[None]:
    """What this thread does inside is nobody's answer: `if_measured` drops what stages of it took."""
    token = _measured.set(False)
    try:
        yield
    finally:
        _measured.reset(token)


def if_measured(stage_took: Callable[[str, float], None]) -> Callable[[str, float], None]:
    """`stage_took`, but for what is `unmeasured`."""

    def told(name: str, seconds: float) -> None:
        if _measured.get():
            stage_took(name, seconds)

    return told


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
