"""The server as a process that is told to stop, in whatever it is doing."""

import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from storage.folder_lock import folder_holder
from tests.server.conftest import FakeModel, client_of
from tests.server.test_process import CANDOR, environment, process

STOP_SECONDS = 30


@pytest.fixture
def silent_model() -> Iterator[FakeModel]:
    """A language model that writes a sentence's beginning and then nothing."""
    with FakeModel.running() as model:
        model.text, model.pause_at = "The keeper is called Perpetua. The light is green.", 0
        yield model
        model.go_on.set()


def assert_left_in_order(data: Path) -> None:
    """Nobody holds the folder, the database is one file, and no job is held."""
    assert folder_holder(data) is None
    assert (data / "candor.lock").read_text() == ""
    assert not (data / "candor.db-wal").exists()
    with closing(sqlite3.connect(data / "candor.db")) as file:
        assert file.execute("SELECT COUNT(*) FROM jobs WHERE token IS NOT NULL OR attempt > 0").fetchone() == (0,)


def test_twenty_streams_that_wait_for_their_first_token_end_with_the_server(
    tmp_path: Path, silent_model: FakeModel
) -> None:
    with process(tmp_path, LLM_URL=silent_model.url, DRAIN_SECONDS="1") as (server, url), client_of(url) as client:
        (text := tmp_path / "light.txt").write_text("The keeper of the light is called Perpetua.")
        client.upload(text)
        endings: list[list[str]] = []
        threads = [threading.Thread(target=lambda: endings.append(streamed(url))) for _ in range(20)]
        for thread in threads:
            thread.start()
        assert silent_model.asked(20)
        server.send_signal(signal.SIGTERM)
        assert server.wait(STOP_SECONDS) == 0
        for thread in threads:
            thread.join()
    assert len(endings) == 20
    assert all("being stopped" in lines[-2] and lines[-1] == "data: [DONE]" for lines in endings)
    assert_left_in_order(tmp_path)


def streamed(url: str) -> list[str]:
    body = {"model": "default", "stream": True, "messages": [{"role": "user", "content": "Who keeps the light?"}]}
    with httpx.stream("POST", f"{url}/v1/chat/completions", json=body, timeout=60, trust_env=False) as reply:
        return [line for line in reply.iter_lines() if line]


def test_an_interrupted_answer_says_so_and_what_was_released_is_stored(tmp_path: Path, silent_model: FakeModel) -> None:
    silent_model.pause_at = 40
    with process(tmp_path, LLM_URL=silent_model.url, DRAIN_SECONDS="0", POLICY="annotate") as (server, url):
        with client_of(url) as client:
            (text := tmp_path / "light.txt").write_text("The keeper of the light is called Perpetua.")
            client.upload(text)
            body = {
                "model": "default",
                "stream": True,
                "messages": [{"role": "user", "content": "Who keeps the light?"}],
            }
            with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
                lines = []
                for line in reply.iter_lines():
                    lines.append(line)
                    if "Perpetua" in line and '"claim"' in line:
                        server.send_signal(signal.SIGTERM)
        assert server.wait(STOP_SECONDS) == 0
    assert "stopped before this answer was finished" in "".join(lines)
    with closing(sqlite3.connect(tmp_path / "candor.db")) as file:
        [content] = file.execute("SELECT content FROM answers").fetchone()
    assert content.startswith("The keeper is called Perpetua.")
    assert "stopped before this answer was finished" in content
    assert_left_in_order(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_document_that_is_read_meanwhile_waits_as_if_nothing_had_happened(
    tmp_path: Path, number: signal.Signals
) -> None:
    (long := tmp_path / "long.txt").write_text("The lighthouse keeper is called Perpetua and reads. " * 8000)
    with process(tmp_path) as (server, url), client_of(url) as client, long.open("rb") as stream:
        document = client.http.post("/v1/documents", files={"file": (long.name, stream)}).json()["id"]
        with client.http.stream("GET", f"/v1/documents/{document}/events") as events:
            for line in events.iter_lines():
                if '"embedding"' in line:
                    server.send_signal(number)
                    break
        assert server.wait(STOP_SECONDS) == 0
    assert_left_in_order(tmp_path)
    with closing(sqlite3.connect(tmp_path / "candor.db")) as file:
        assert file.execute("SELECT status FROM document_versions").fetchall() == [("queued",)]


@contextmanager
def starting(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server that has taken its folder and is still loading its models."""
    with subprocess.Popen([*CANDOR, "serve"], env=environment(data, PORT="0", PAGE="false")) as server:
        try:
            ends = time.monotonic() + 60
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
    with process(tmp_path, LLM_URL=silent_model.url, DRAIN_SECONDS="600") as (server, url), client_of(url) as client:
        (text := tmp_path / "light.txt").write_text("The keeper of the light is called Perpetua.")
        client.upload(text)
        waiting = threading.Thread(target=lambda: pytest.raises(httpx.TransportError, streamed, url))
        waiting.start()
        assert silent_model.asked(1)
        server.send_signal(signal.SIGTERM)
        while _accepts(url):
            time.sleep(0.01)
        server.send_signal(signal.SIGTERM)
        assert server.wait(STOP_SECONDS) == -signal.SIGTERM
        waiting.join()


def _accepts(url: str) -> bool:
    try:
        httpx.get(f"{url}/livez", trust_env=False)
    except httpx.TransportError:
        return False
    return True
