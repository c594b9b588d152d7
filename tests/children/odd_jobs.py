"""What runs in the children of these tests: each job is something that real work may do, wanted or not."""

import json
import os
import resource
from collections.abc import Callable

from children.frames import Head, pack
from children.worker import Work, serve


def prepare(task: Head) -> Work:
    """The task's `do` names the job, `with` is what it is given."""
    job = JOBS[task["do"]]
    return lambda: job(task.get("with"))


def _echo(text: str) -> bytes:
    return pack({"pid": os.getpid()}, text.encode())


def _wait(path: str) -> bytes:
    with open(path, "rb"):  # noqa: PTH123 - a named pipe: opens once somebody writes
        return pack({})


def _take(size_bytes: int) -> bytes:
    return pack({}, bytes(bytearray(size_bytes)))


def _die(number: int) -> bytes:
    os.kill(os.getpid(), number)
    raise AssertionError("not reached")


def _fail(message: str) -> bytes:
    raise ValueError(message)


def _chatter(text: str) -> bytes:
    print(text, flush=True)  # noqa: T201 - as a library might
    return pack({}, b"said")


def _environment(_: None) -> bytes:
    return pack({}, json.dumps(dict(os.environ)).encode())


def _limits(_: None) -> bytes:
    kinds = {"cpu": resource.RLIMIT_CPU, "core": resource.RLIMIT_CORE, "file": resource.RLIMIT_FSIZE}
    return pack({name: resource.getrlimit(kind)[0] for name, kind in kinds.items()})


JOBS: dict[str, Callable[..., bytes]] = {
    "echo": _echo,
    "wait": _wait,
    "take": _take,
    "die": _die,
    "fail": _fail,
    "chatter": _chatter,
    "environment": _environment,
    "limits": _limits,
}

if __name__ == "__main__":
    serve(prepare)
