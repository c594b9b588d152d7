"""What a check may wait for: work on another thread that can fail, hang or come too late."""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import TypeVar

from domain.errors import Overloaded
from monitoring.detectors.deadline import Deadline, Late
from monitoring.detectors.detection import FailureReason

_log = logging.getLogger(__name__)

T = TypeVar("T")
OnFailure = Callable[[str, FailureReason], None]


class Watch:
    """Waits no longer than a deadline; each failure is told to `on_failure`, by name."""

    def __init__(self, on_failure: OnFailure) -> None:
        self._on_failure = on_failure

    def run(self, executor: ThreadPoolExecutor, name: str, work: Callable[[], T], deadline: Deadline) -> T | None:
        """What `work` gives, null where it failed or is late; the failure is told under `name`."""
        try:
            future = executor.submit(work)
        except RuntimeError:  # closed
            self._on_failure(name, FailureReason.ERROR)
            return None
        reason = _failure(future, timeout_seconds=deadline.remaining_seconds)
        if reason is None:
            return future.result()
        future.cancel()
        self._on_failure(name, reason)
        return None


def _failure(future: "Future[T]", *, timeout_seconds: float) -> FailureReason | None:
    """Why there is no result; null where there is one."""
    try:
        exception = future.exception(timeout=timeout_seconds)
    except CancelledError:
        return FailureReason.ERROR
    except TimeoutError:
        return FailureReason.TIMEOUT
    if isinstance(exception, Late):
        return FailureReason.TIMEOUT
    if isinstance(exception, Overloaded):
        return FailureReason.OVERLOADED
    if exception is not None:
        _log.error("A check failed", exc_info=exception)
        return FailureReason.ERROR
    return None
