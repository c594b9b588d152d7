"""Child processes that read and draw files; what one cannot do is said of its file, in words for its owner."""

from dataclasses import asdict

from children.failures import Closed, DoesNotStart, Failure, TaskFailed
from children.frames import Head
from children.pool import Children
from domain.errors import Misconfigured, NotFound, Overloaded, UnreadableDocument
from ingest.limits import Limits, in_words

_DAMAGED = "The file cannot be read; it seems to be damaged"


class FileChildren:
    """At most `size` processes. Safe to call from several threads."""

    def __init__(self, limits: Limits, *, size: int) -> None:
        self._limits = limits
        self._children = Children("ingest.child", limits.of_a_task(), size=size)

    def ask(self, task: Head) -> tuple[Head, bytes]:
        """A child's answer; waits for one to be free.

        Raises `UnreadableDocument`, `NotFound` and `Misconfigured` as the work does, `Overloaded` once it is closed.
        """
        try:
            head, body = self._children.ask({**task, "limits": asdict(self._limits)})
        except TaskFailed as failed:
            raise UnreadableDocument(_reason(failed, self._limits)) from failed
        except DoesNotStart as error:
            raise Misconfigured("The process that reads documents does not start; run `candor doctor`.") from error
        except Closed as error:
            raise Overloaded("Reading documents is shutting down; try again later.") from error
        if "unreadable" in head:
            raise UnreadableDocument(head["unreadable"])
        if "missing" in head:
            raise NotFound(head["missing"])
        if "misconfigured" in head:
            raise Misconfigured(head["misconfigured"])
        return head, body

    def close(self) -> None:
        """Ends all processes; what they were reading fails with `Overloaded`, not as unreadable."""
        self._children.close()


def _reason(failed: TaskFailed, limits: Limits) -> str:
    memory = in_words(limits.memory_bytes)
    match failed.failure:
        case Failure.LATE:
            return f"The file took longer than {limits.wall_seconds:g} s to read."
        case Failure.MEMORY:
            return f"Reading the file needed more than {memory} of memory."
        case Failure.CPU_TIME:
            return f"The file took more than {limits.cpu_seconds} s of processor time to read."
        case Failure.KILLED:
            return "Reading the file was stopped from outside; the machine may be short of memory. Try again."
        case Failure.ABORTED:
            return f"Reading the file needed more than {memory} of memory, or it is damaged."
        case Failure.ENDED:
            return (
                f"{_DAMAGED}, or to need more than {memory} of memory (the reader ended with status {failed.detail})."
            )
        case Failure.CRASHED | Failure.BROKEN_ANSWER:
            return f"{_DAMAGED} ({failed.detail})." if failed.detail else f"{_DAMAGED}."
