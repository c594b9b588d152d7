"""The real server as a process that tells of every outside host it looks up."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx

from tests.ui.serving import free_port

_READY_SECONDS = 150
# Runs before anything of ours: each name or address beyond this machine goes into a file.
_WATCHED = """
import socket, sys
log, near = open(sys.argv.pop(1), "a", buffering=1), ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None)
resolve, connect = socket.getaddrinfo, socket.socket.connect
def getaddrinfo(host, *rest, **options):
    if (host.decode() if isinstance(host, bytes) else host) not in near: log.write(f"look-up {host}\\n")
    return resolve(host, *rest, **options)
def connected(self, address):
    if isinstance(address, tuple) and address[0] not in near: log.write(f"connection {address}\\n")
    return connect(self, address)
socket.getaddrinfo, socket.socket.connect = getaddrinfo, connected
from server.cli import main
main()
"""


@contextmanager
def real_server(data: Path, *, lookups: Path, llm_url: str) -> Iterator[str]:
    """The address of a server over `data`; what it asks of other hosts is written to `lookups`."""
    port = free_port()
    own = {
        name: value for name, value in os.environ.items() if not name.startswith("CANDOR_") or name == "CANDOR_MODELS"
    }
    settings = {"CANDOR_DATA": str(data), "CANDOR_PORT": str(port), "CANDOR_LLM_URL": llm_url}
    settings["CANDOR_AUDITS_A_WEEK"] = "0"  # chance has no part in tests
    settings |= {"CANDOR_REASONS": "off", "CANDOR_ANCHORS": "off"}  # nor has the night
    with (
        (data.parent / "server.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-c", _WATCHED, str(lookups), "serve"], env=own | settings, stdout=log, stderr=log
        ) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        try:
            _await_ready(process, url, Path(log.name))
            yield url
        finally:
            process.terminate()


def _await_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    ends = monotonic() + _READY_SECONDS
    while monotonic() < ends:
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {log.read_text()}")
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        sleep(0.05)
    raise AssertionError(f"the server was not ready in time: {log.read_text()}")
