"""The server as a process that is told to stop, in whatever it is doing."""

import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from storage.database.folder_lock import folder_holder
from tests.server.cli.test_process import CANDOR, READY_SECONDS, environment, process
from tests.server.conftest import FakeModel, client_of

STOP_SECONDS = 60
WAITS = "What is the light?"
BEGINS = "Who keeps the light?"


@dataclass
class Stopped:
    """What was seen of a server that was told to stop while it did everything at once."""

    data: Path
    status: int | None = None
    waiting: list[list[str]] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.data / "candor.db")) as file:
            return file.execute(statement).fetchall()


class SilentModel(FakeModel):
    """Says nothing; asked who keeps the light, it says a sentence first."""

    def reply_to(self, request: dict[str, Any]) -> Iterator[str]:
        if BEGINS in request["messages"][-1]["content"]:
            yield "The keeper is called Perpetua [1]. The light is "
        self.go_on.wait(timeout=120)


@pytest.fixture(scope="module")
def silent_model() -> Iterator[FakeModel]:
    with SilentModel.running() as model:
        yield model
        model.go_on.set()


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory, silent_model: FakeModel) -> Stopped:
    """Twenty answers wait for their first token, one has released a sentence, and a long document is embedded."""
    seen = Stopped(tmp_path_factory.mktemp("data"))
    settings = {"LLM_URL": silent_model.url, "DRAIN_SECONDS": "1", "POLICY": "annotate"}
    with process(seen.data, **settings) as (server, url), client_of(url) as client:
        client.upload(written("light.txt", "The keeper of the light is called Perpetua.", seen.data))
        threads = [threading.Thread(target=lambda: seen.waiting.append(streamed(url, WAITS))) for _ in range(20)]
        for thread in threads:
            thread.start()
        assert silent_model.asked(20)
        with written("long.txt", "The keeper is called Perpetua and reads. " * 9000, seen.data).open("rb") as stream:
            document = client.http.post("/v1/documents", files={"file": ("long.txt", stream)}).json()["id"]
        with client.http.stream("GET", f"/v1/documents/{document}/events") as events:
            assert any('"embedding"' in line for line in events.iter_lines())
        seen.begun = streamed(url, BEGINS, when_released=lambda: server.send_signal(signal.SIGTERM))
        seen.status = server.wait(STOP_SECONDS)
        for thread in threads:
            thread.join()
    return seen


def written(name: str, text: str, data: Path) -> Path:
    (path := data.parent / name).write_text(text)
    return path


def streamed(url: str, question: str, *, when_released: Callable[[], None] = lambda: None) -> list[str]:
    body = {"model": "default", "stream": True, "messages": [{"role": "user", "content": question}]}
    lines = []
    with httpx.stream("POST", f"{url}/v1/chat/completions", json=body, timeout=120, trust_env=False) as reply:
        for line in filter(None, reply.iter_lines()):
            lines.append(line)
            if '"claim"' in line:
                when_released()
    return lines


def test_a_stopped_server_leaves_nothing_behind(stopped: Stopped) -> None:
    assert stopped.status == 0
    assert folder_holder(stopped.data) is None
    assert (stopped.data / "candor.lock").read_text() == ""
    assert not (stopped.data / "candor.db-wal").exists()


def test_twenty_streams_that_wait_for_their_first_token_are_told_that_the_server_stops(stopped: Stopped) -> None:
    assert len(stopped.waiting) == 20
    assert all("being stopped" in lines[-2] and lines[-1] == "data: [DONE]" for lines in stopped.waiting)


def test_an_interrupted_answer_says_so_and_what_was_released_is_stored(stopped: Stopped) -> None:
    assert "stopped before this answer was finished" in "".join(stopped.begun)
    [(content,)] = stopped.rows("SELECT content FROM answers")
    assert content.startswith("The keeper is called Perpetua [1].")
    assert "stopped before this answer was finished" in content


def test_a_document_that_was_being_read_waits_as_if_nothing_had_happened(stopped: Stopped) -> None:
    assert stopped.rows("SELECT token, attempt, leased_until FROM jobs") == [(None, 0, None)]
    statuses = stopped.rows("SELECT status FROM document_versions ORDER BY bytes")
    assert statuses == [("ready",), ("queued",)]


@contextmanager
def starting(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server that has taken its folder and is still loading its models."""
    with subprocess.Popen([*CANDOR, "serve"], env=environment(data, PORT="0", PAGE="false")) as server:
        try:
            ends = time.monotonic() + READY_SECONDS
            while folder_holder(data) is None:
                assert server.poll() is None
                assert time.monotonic() < ends
                time.sleep(0.01)
            yield server
        finally:
            server.kill()


def test_a_server_that_is_still_starting_leaves_in_order(tmp_path: Path) -> None:
    with starting(tmp_path) as server:
        server.send_signal(signal.SIGTERM)
        assert server.wait(STOP_SECONDS) == 0
    assert folder_holder(tmp_path) is None
    assert (tmp_path / "candor.lock").read_text() == ""


def test_a_second_signal_ends_it_at_once(tmp_path: Path, silent_model: FakeModel) -> None:
    asked_before = len(silent_model.requests)
    with process(tmp_path, LLM_URL=silent_model.url, DRAIN_SECONDS="600") as (server, url), client_of(url) as client:
        client.upload(written("light.txt", "The keeper of the light is called Perpetua.", tmp_path))
        waiting = threading.Thread(target=broken_off, args=(url,))
        waiting.start()
        assert silent_model.asked(asked_before + 1)
        server.send_signal(signal.SIGTERM)
        while _accepts(url):
            time.sleep(0.01)
        server.send_signal(signal.SIGTERM)
        assert server.wait(STOP_SECONDS) == -signal.SIGTERM
        waiting.join()


def broken_off(url: str) -> None:
    with pytest.raises(httpx.TransportError):
        streamed(url, WAITS)


def _accepts(url: str) -> bool:
    try:
        httpx.get(f"{url}/livez", trust_env=False)
    except httpx.TransportError:
        return False
    return True
