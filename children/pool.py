"""Warm child processes that do tasks; one that asks too much is killed, and only its own task fails."""

import queue
import signal
import threading
from dataclasses import asdict

from children.failures import Closed, DoesNotStart, Failure, TaskFailed
from children.frames import BrokenFrame, Head
from children.limits import TaskLimits
from children.process import Child, Gone, Late

_SIGNALS = {
    -signal.SIGXCPU: Failure.CPU_TIME,
    -signal.SIGKILL: Failure.KILLED,
    -signal.SIGABRT: Failure.ABORTED,
}


class Children:
    """At most `size` processes that run `module`, started when they are needed. Safe to call from several threads."""

    def __init__(self, module: str, limits: TaskLimits, *, size: int) -> None:
        self._module, self._limits = module, limits
        self._lock = threading.Lock()
        self._closed = False
        self._all: set[Child] = set()
        self._free: queue.LifoQueue[Child | None] = queue.LifoQueue()
        for _ in range(size):
            self._free.put(None)

    def ask(self, task: Head) -> tuple[Head, bytes]:
        """A child's answer; waits for one to be free. Raises `TaskFailed`, `DoesNotStart`, `Closed`."""
        child = self._free.get()
        try:
            child = self._ready(child, task)
            return self._answer(child)
        finally:
            self._free.put(self._kept(child))

    def close(self) -> None:
        """Ends all children; what they were doing raises `Closed`."""
        with self._lock:
            self._closed = True
            children = list(self._all)
        for child in children:
            child.kill()
        for idle in [self._free.get() for _ in range(self._free.qsize())]:
            self._free.put(self._kept(idle))

    def _ready(self, child: Child | None, task: Head) -> Child:
        """A child that has begun with the task; one that died while it was idle is replaced."""
        for candidate in (child, None):
            ready = candidate or self._start()
            try:
                ready.begin({"task": task, "limits": asdict(self._limits)})
            except (Gone, Late, BrokenFrame, BrokenPipeError):
                self._end(ready)
            else:
                return ready
        self._check_open()
        raise DoesNotStart(self._module)

    def _answer(self, child: Child) -> tuple[Head, bytes]:
        limits = self._limits
        try:
            head, body = child.answer(seconds=limits.wall_seconds, max_body_bytes=limits.output_bytes)
        except Late:
            self._end(child)
            raise TaskFailed(Failure.LATE) from None
        except BrokenFrame as error:
            self._end(child)
            raise TaskFailed(Failure.BROKEN_ANSWER) from error
        except Gone as gone:
            self._end(child)
            self._check_open()
            raise TaskFailed(_SIGNALS.get(gone.status, Failure.ENDED), str(gone.status)) from gone
        if "memory" in head:
            raise TaskFailed(Failure.MEMORY)
        if "crash" in head:
            raise TaskFailed(Failure.CRASHED, head["crash"])
        return head, body

    def _start(self) -> Child:
        with self._lock:
            self._check_open()
            child = Child(self._module)
            self._all.add(child)
            return child

    def _check_open(self) -> None:
        if self._closed:
            raise Closed

    def _kept(self, child: Child | None) -> Child | None:
        """The child, if it may do another task."""
        if child is None or not child.alive() or child.tasks >= self._limits.tasks_per_child:
            if child is not None:
                self._end(child)
            return None
        return child

    def _end(self, child: Child) -> None:
        child.dispose()
        with self._lock:
            self._all.discard(child)
