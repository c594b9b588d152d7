"""Warm child processes that read files; one that asks too much is killed, and only its own file fails."""

import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, cast

from domain.errors import Misconfigured, NotFound, Overloaded, UnreadableDocument
from children.frames import BrokenFrame, Head, unpack
from ingest.limits import Limits, in_words

_START_SECONDS = 60.0
_ROOT = Path(__file__).resolve().parent.parent
_PIPE_BYTES = 1 << 20

_DAMAGED = "The file cannot be read; it seems to be damaged"


class _Late(Exception):
    """The child did not answer in time."""


class _Gone(Exception):
    """The child has ended. `status` is its exit status, minus the signal that ended it."""

    def __init__(self, status: int) -> None:
        super().__init__(f"exit status {status}")
        self.status = status


class Children:
    """At most `size` children, started when they are needed. Safe to call from several threads."""

    def __init__(self, limits: Limits, *, size: int) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._closed = False
        self._all: set[_Child] = set()
        self._free: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(size):
            self._free.put(None)

    def ask(self, request: Head) -> tuple[Head, bytes]:
        """A child's answer; waits for one to be free.

        Raises `UnreadableDocument` and `NotFound` as the work does, `Overloaded` once it is closed.
        """
        child = self._free.get()
        try:
            child = self._ready(child, request)
            head, body = self._answer(child)
        finally:
            self._free.put(self._kept(child))
        if "unreadable" in head:
            raise UnreadableDocument(head["unreadable"])
        if "missing" in head:
            raise NotFound(head["missing"])
        return head, body

    def close(self) -> None:
        """Ends all children; what they were reading fails with `Overloaded`, not as unreadable."""
        with self._lock:
            self._closed = True
            children = list(self._all)
        for child in children:
            child.kill()
        for idle in [self._free.get() for _ in range(self._free.qsize())]:
            self._free.put(self._kept(idle))

    def _ready(self, child: "_Child | None", request: Head) -> "_Child":
        """A child that has begun with the request; one that died while it was idle is replaced."""
        for candidate in (child, None):
            ready = candidate or self._start()
            try:
                ready.begin({**request, "limits": asdict(self.limits)})
            except (_Gone, _Late, BrokenFrame, BrokenPipeError):
                self._end(ready)
            else:
                return ready
        self._check_open()
        raise Misconfigured("The process that reads documents does not start; run `candor doctor`.")

    def _answer(self, child: "_Child") -> tuple[Head, bytes]:
        limits = self.limits
        try:
            head, body = child.answer(
                seconds=limits.wall_seconds, max_body_bytes=8 * limits.text_characters + (64 << 20)
            )
        except _Late:
            self._end(child)
            raise UnreadableDocument(f"The file took longer than {limits.wall_seconds:g} s to read.") from None
        except BrokenFrame as error:
            self._end(child)
            raise UnreadableDocument(f"{_DAMAGED}.") from error
        except _Gone as gone:
            self._end(child)
            self._check_open()
            raise UnreadableDocument(self._reason(gone.status)) from gone
        if "memory" in head:
            raise UnreadableDocument(f"Reading the file needed more than {in_words(limits.memory_bytes)} of memory.")
        if "crash" in head:
            raise UnreadableDocument(f"{_DAMAGED} ({head['crash']}).")
        return head, body

    def _reason(self, status: int) -> str:
        if status == -signal.SIGXCPU:
            return f"The file took more than {self.limits.cpu_seconds} s of processor time to read."
        if status == -signal.SIGKILL:
            return "Reading the file was stopped from outside; the machine may be short of memory. Try again."
        memory = in_words(self.limits.memory_bytes)
        if status == -signal.SIGABRT:  # how PDFium ends when memory runs out, and hardly ever otherwise
            return f"Reading the file needed more than {memory} of memory, or it is damaged."
        return f"{_DAMAGED}, or to need more than {memory} of memory (the reader ended with status {status})."

    def _start(self) -> "_Child":
        with self._lock:
            if self._closed:
                raise Overloaded("Reading documents is shutting down; try again later.")
            child = _Child()
            self._all.add(child)
            return child

    def _check_open(self) -> None:
        if self._closed:
            raise Overloaded("Reading documents is shutting down; try again later.")

    def _kept(self, child: "_Child | None") -> "_Child | None":
        """The child, if it may read another file."""
        if child is None or not child.alive() or child.files >= self.limits.files_per_child:
            if child is not None:
                self._end(child)
            return None
        return child

    def _end(self, child: "_Child") -> None:
        child.dispose()
        with self._lock:
            self._all.discard(child)


class _Child:
    """A process and the pipe to it."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self.files = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ingest.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            # Nothing of the server's environment: it may hold keys.
            env={"PYTHONPATH": path, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            start_new_session=True,  # an interrupt from the keyboard is the server's to handle
        )
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._deadline = 0.0

    def begin(self, request: Head) -> None:
        """Returns when the child has loaded what it needs."""
        self.files += 1
        self._requests.write(json.dumps(request).encode() + b"\n")
        head, _ = self.answer(seconds=_START_SECONDS, max_body_bytes=0)
        if "begun" not in head:
            raise BrokenFrame("a child that broke down before it began")

    def answer(self, *, seconds: float, max_body_bytes: int) -> tuple[Head, bytes]:
        """The next frame. Raises `_Late`, `_Gone` or `BrokenFrame`."""
        self._deadline = time.monotonic() + seconds
        return unpack(self._read, max_body_bytes=max_body_bytes)

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends the process; whoever waits for its answer gets `_Gone`."""
        self._process.kill()
        self._process.wait()

    def dispose(self) -> None:
        """Ends the process and closes the pipe; only for the thread that uses the child."""
        self.kill()
        self._requests.close()
        self._answers.close()

    def _read(self, size: int) -> bytes:
        descriptor = self._answers.fileno()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        parts = bytearray()
        while len(parts) < size:
            left = self._deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise _Late
            part = os.read(descriptor, min(size - len(parts), _PIPE_BYTES))
            if not part:
                raise _Gone(self._process.wait())
            parts += part
        return bytes(parts)
