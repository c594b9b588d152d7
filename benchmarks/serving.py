"""A server of its own for a benchmark: the real command, on a free port, over a data folder that goes with it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import httpx

from server.wiring.settings import Settings

DEMO = Path(__file__).parent.parent / "corpora" / "demo"
_START_SECONDS = 300
_READ_SECONDS = 1800
_STOP_SECONDS = 30
_SETTLED = {"ready", "failed"}
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


class NotServing(Exception):
    """The server ended, or was not ready in time."""


@dataclass(frozen=True, slots=True)
class Served:
    """Where it answers, its process, and how long it took until `/readyz` said so."""

    url: str
    pid: int
    start_seconds: float


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers `/readyz`, its process, and how long that took."""

    url: str
    process: "subprocess.Popen[bytes]"
    start_seconds: float


@contextmanager
def started(folder: Path, *arguments: str, **settings: str) -> Iterator[Running]:
    """A server whose data is in `folder`, killed in the end where it still runs. `settings` are without their prefix.

    Raises `NotServing`.
    """
    port = _free_port()
    own = _environment(port) | {f"CANDOR_{name}": value for name, value in settings.items()}
    begun = time.perf_counter()
    command = [sys.executable, "-m", "server", "serve", *arguments]
    with subprocess.Popen(command, cwd=folder, env=own, stdout=subprocess.DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(process, lambda: _is_ready(url))
            yield Running(url, process, time.perf_counter() - begun)
        finally:
            process.kill()


@contextmanager
def serving(*, load: Path = DEMO, settings: Mapping[str, str] = _NO_SETTINGS) -> Iterator[Served]:
    """A server with the documents of `load`, all of them read. Settings of this shell and of `.env` do not reach it,
    only `settings`, by their full names.

    Raises `NotServing`.
    """
    with TemporaryDirectory() as folder:
        port = _free_port()
        command = [sys.executable, "-m", "server", "serve", "--load", str(load.resolve())]
        begun = time.perf_counter()
        with subprocess.Popen(
            command, cwd=folder, env={**_environment(port), **settings}, stdout=subprocess.DEVNULL
        ) as process:
            try:
                url = f"http://127.0.0.1:{port}"
                _wait(process, lambda: _is_ready(url))
                took = time.perf_counter() - begun
                _wait(process, lambda: _all_read(url), seconds=_READ_SECONDS)
                yield Served(url, process.pid, took)
            finally:
                process.terminate()
                process.wait(_STOP_SECONDS)


def _environment(port: int) -> dict[str, str]:
    settings = {f"CANDOR_{name.upper()}" for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in settings}
    return kept | {"CANDOR_PORT": str(port), "CANDOR_LOG_LEVEL": "error"}


def _wait(process: "subprocess.Popen[bytes]", done: Callable[[], bool], *, seconds: float = _START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if process.poll() is not None:
            raise NotServing(f"The server ended with status {process.returncode}; what it said stands above.")
        if time.monotonic() > deadline:
            raise NotServing(f"The server was not ready, or had not read its documents, within {seconds:.0f} s.")
        time.sleep(0.05)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").is_success
    except httpx.TransportError:
        return False


def _all_read(url: str) -> bool:
    documents = httpx.get(f"{url}/v1/documents", params={"limit": 500}).raise_for_status().json()["documents"]
    return bool(documents) and all(document["status"] in _SETTLED for document in documents)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
