"""The server as a process: refusing to start, being killed, and the command line against it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.principals import Role
from server.http.access import fingerprint
from server.wiring.opening import open_stores
from tests.server.conftest import client_of, settings_for

CANDOR = [sys.executable, "-m", "server"]
READY_SECONDS = 120


def environment(data: Path, **settings: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
    models = {name: value for name, value in os.environ.items() if name == "CANDOR_MODELS"}
    own |= {"CANDOR_AUDITS_A_WEEK": "0"}  # chance has no part in tests
    own |= {"CANDOR_REASONS": "off", "CANDOR_ANCHORS": "off"}  # nor has the night
    return own | models | {"CANDOR_DATA": str(data)} | {f"CANDOR_{name}": value for name, value in settings.items()}


def run(*arguments: str, data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CANDOR, *arguments],
        env=environment(data, **settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def process(data: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server process without the page, and its URL."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [*CANDOR, "serve"],
        env=environment(data, PORT=str(port), PAGE="false", **settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _await_ready(server, url)
            yield server, url
        finally:
            server.kill()


def _await_ready(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended"
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail("the server was not ready in time")


def test_what_was_acknowledged_survives_being_killed(tmp_path: Path) -> None:
    text = "The lighthouse keeper is called Perpetua. " * 100
    with process(tmp_path) as (server, url), client_of(url) as client:
        ids = [
            client.http.post("/v1/documents", files={"file": (f"{n}.txt", f"{n} {text}".encode())}).json()["id"]
            for n in range(6)
        ]
        conversation = client.http.post("/v1/conversations", json={"title": "kept"}).json()["id"]
        server.send_signal(signal.SIGKILL)
        server.wait()

    with process(tmp_path) as (_, url), client_of(url) as client:
        assert {client.wait(document_id)["status"] for document_id in ids} == {"ready"}
        assert client.http.get(f"/v1/conversations/{conversation}").json()["title"] == "kept"
        found = client.http.post("/v1/search", json={"query": "lighthouse keeper", "k": 1}).json()["passages"]
        assert "Perpetua" in found[0]["text"]


def test_a_terminated_server_ends_its_streams_and_stops(tmp_path: Path) -> None:
    with process(tmp_path) as (server, url), client_of(url) as client:
        conversation = client.http.post("/v1/conversations", json={}).json()["id"]
        with client.http.stream("GET", f"/v1/conversations/{conversation}/events") as events:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=30) == 0
            assert [line for line in events.iter_lines() if line.startswith("event")] == []


def test_the_command_line_works_without_a_running_server(tmp_path: Path, documents: dict[str, Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    data = tmp_path / "data"

    ingested = run("ingest", *(str(path) for path in documents.values()), "--json", data=data, PORT=port)
    asked = run("ask", "What does a late book cost a day?", "--json", data=data, PORT=port)
    with open_stores(settings_for(data)) as stores:
        stores.keys.create(name="ops", role=Role.ADMIN, collections=None, sha256=fingerprint("cnd_ops"))
    listed = run("escalations", "list", "--json", data=data, PORT=port)

    assert ingested.returncode == 0, ingested.stderr
    assert {document["status"] for document in json.loads(ingested.stdout)} == {"ready"}
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["candor"]["passages"]
    assert json.loads(listed.stdout) == [], "keys exist, but whoever can read the data folder needs none"


def test_one_bad_file_fails_the_command_and_not_the_others(tmp_path: Path, documents: dict[str, Path]) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"PK\x03\x04 not a pdf")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])

    result = run("ingest", str(bad), str(documents["txt"]), "--json", data=tmp_path / "data", PORT=port)

    assert result.returncode == 1
    statuses = {document["name"]: document["status"] for document in json.loads(result.stdout)}
    assert statuses == {"bad.pdf": "failed", "hours.txt": "ready"}


def test_keys_are_made_listed_and_revoked(tmp_path: Path) -> None:
    made = json.loads(run("keys", "create", "ops", "--role", "admin", "--json", data=tmp_path).stdout)
    assert made["key"].startswith("cnd_")
    assert run("keys", "revoke", made["id"], data=tmp_path).returncode == 0
    listed: list[dict[str, Any]] = json.loads(run("keys", "list", "--json", data=tmp_path).stdout)
    assert [(key["name"], key["revoked_at"] is None) for key in listed] == [("ops", False)]
    assert made["key"] not in json.dumps(listed)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"HOST": "0.0.0.0", "PORT": "0"}, "candor keys create"),
        ({"ALLOWED_HOSTS": '["docs.example.org"]', "PORT": "0"}, "candor keys create"),
        ({"PORT": "0", "MODELS": "/nonexistent/models"}, "models"),
        ({"PORT": "0", "DATA": "/proc/candor"}, "/proc/candor"),
        ({"PORT": "99999"}, "CANDOR_PORT"),
        ({"PORT": "0", "POLICY": "lax"}, "CANDOR_POLICY"),
    ],
)
def test_a_server_that_cannot_run_says_what_to_change(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    result = run("serve", data=tmp_path, **settings)

    assert result.returncode == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("serve", data=tmp_path, PORT=port)

    assert result.returncode == 1
    assert port in result.stderr
    assert "CANDOR_PORT" in result.stderr


def test_wrong_use_has_its_own_status(tmp_path: Path) -> None:
    assert run("ingest", "/no/such/file", data=tmp_path).returncode == 2
    assert run("fly", data=tmp_path).returncode == 2


def test_the_doctor_finds_what_works(tmp_path: Path) -> None:
    result = run("doctor", "--json", data=tmp_path)

    checks = {check["name"]: check for check in json.loads(result.stdout)}
    assert result.returncode == 0
    assert all(check["ok"] for check in checks.values() if check["needed"])
    assert not checks["language model"]["ok"]
