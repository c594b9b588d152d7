"""One child process, and the pipe to it."""

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, cast

from children.frames import BrokenFrame, Head, unpack

_START_SECONDS = 60.0
_ROOT = Path(__file__).resolve().parent.parent
_PIPE_BYTES = 1 << 20


class Late(Exception):
    """The child did not answer in time."""


class Gone(Exception):
    """The child has ended. `status` is its exit status, minus the signal that ended it."""

    def __init__(self, status: int) -> None:
        super().__init__(f"exit status {status}")
        self.status = status


class Child:
    """A process that runs `module`. For one thread at a time, `kill` aside."""

    def __init__(self, module: str) -> None:
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self.tasks = 0
        self._process = subprocess.Popen(  # noqa: S603 - a module of ours
            [sys.executable, "-P", "-m", module],
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
        self.tasks += 1
        self._requests.write(json.dumps(request).encode() + b"\n")
        head, _ = self.answer(seconds=_START_SECONDS, max_body_bytes=0)
        if "begun" not in head:
            raise BrokenFrame("a child that broke down before it began")

    def answer(self, *, seconds: float, max_body_bytes: int) -> tuple[Head, bytes]:
        """The next frame. Raises `Late`, `Gone` or `BrokenFrame`."""
        self._deadline = time.monotonic() + seconds
        return unpack(self._read, max_body_bytes=max_body_bytes)

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends the process; whoever waits for its answer gets `Gone`."""
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
                raise Late
            part = os.read(descriptor, min(size - len(parts), _PIPE_BYTES))
            if not part:
                raise Gone(self._process.wait())
            parts += part
        return bytes(parts)
