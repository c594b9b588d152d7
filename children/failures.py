"""What becomes of a task that no answer came to. Whoever gave it finds the words.

TaskFailed    the child did not get through with it; others go on
DoesNotStart  there is no child to give it to
Closed        there will be none any more; the task is not to blame
"""

from enum import StrEnum


class Failure(StrEnum):
    """How a task ended."""

    LATE = "late"
    MEMORY = "memory"
    CPU_TIME = "cpu time"
    KILLED = "killed"
    """From outside, as the system does when the machine is short of memory."""
    ABORTED = "aborted"
    """How libraries in C end when memory runs out, and hardly ever otherwise."""
    ENDED = "ended"
    """In another way; the detail is the exit status, minus the signal that ended it."""
    CRASHED = "crashed"
    """By an exception; the detail says of what kind and in which module, never its message, which may quote data."""
    BROKEN_ANSWER = "broken answer"
    """Not a frame, or larger than is allowed."""


class TaskFailed(Exception):
    """The child did not get through with its task."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure} ({detail})" if detail else failure.value)
        self.failure, self.detail = failure, detail


class DoesNotStart(Exception):
    """The process does not start, or breaks down before it begins with a task."""


class Closed(Exception):
    """The children were ended."""
