"""`candor backup` beside a server that works, gets killed, and comes back from it elsewhere."""

import json
import signal
import threading
from pathlib import Path

import httpx
import pytest

from tests.server.cli.test_process import process, run
from tests.server.conftest import client_of

TEXT = "The keeper of lighthouse number {n} is called Perpetua the {n}th. " * 3


def test_what_was_acknowledged_before_a_backup_survives_a_kill_and_a_new_folder(tmp_path: Path) -> None:
    data, moved, backup = tmp_path / "data", tmp_path / "moved", tmp_path / "backup.tar.gz"
    stop = threading.Event()
    with process(data) as (server, url), client_of(url) as client:
        ids = [upload(client.http, n) for n in range(4)]
        assert {client.wait(document_id)["status"] for document_id in ids} == {"ready"}
        answer = client.ask("Who keeps lighthouse number 2?", model="extractive")["candor"]
        waiting = [upload(client.http, n) for n in range(10, 14)]

        def keep_busy() -> None:
            with client_of(url) as other:
                number = 100
                while not stop.is_set():
                    document = upload(other.http, number)
                    other.http.delete(f"/v1/documents/{document}")
                    number += 1

        busy = threading.Thread(target=keep_busy)
        busy.start()
        try:
            made = run("backup", str(backup), "--json", data=data)
        finally:
            stop.set()
            busy.join()
        refused = run("restore", str(backup), "--force", data=data)
        server.send_signal(signal.SIGKILL)
        server.wait()
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["missing"] == []
    assert refused.returncode == 1
    assert "Stop it" in refused.stderr

    assert run("restore", str(backup), "--json", data=moved).returncode == 0
    with process(moved) as (_, url), client_of(url) as client:
        assert {client.wait(document_id)["status"] for document_id in [*ids, *waiting]} == {"ready"}
        assert client.http.get(f"/v1/answers/{answer['answer_id']}").status_code == 200
        completion = client.ask("Who keeps lighthouse number 2?", model="extractive")
        assert "Perpetua" in completion["choices"][0]["message"]["content"]


def upload(http: httpx.Client, number: int) -> str:
    content = TEXT.format(n=number).encode()
    reply = http.post("/v1/documents", files={"file": (f"{number}.txt", content)})
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a key in it, and nothing else."""
    folder = tmp_path_factory.mktemp("stopped")
    assert run("keys", "create", "ops", "--json", data=folder).returncode == 0
    return folder


def test_nothing_that_is_there_is_replaced_without_being_told_to(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert run("backup", str(backup), data=data).returncode == 0
    assert run("backup", str(backup), data=data).returncode == 2
    assert run("backup", str(backup), "--force", data=data).returncode == 0
    refused = run("restore", str(backup), data=data)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert run("restore", str(backup), "--force", data=data).returncode == 0
    keys = json.loads(run("keys", "list", "--json", data=data).stdout)
    assert [key["name"] for key in keys] == ["ops"]


@pytest.mark.parametrize(
    ("command", "file", "status"),
    [("backup", "{data}/backup", 2), ("backup", "/no/such/folder/backup", 2), ("restore", "/no/such/file", 2)],
)
def test_a_place_that_cannot_be_is_wrong_use(data: Path, command: str, file: str, status: int) -> None:
    assert run(command, file.format(data=data), data=data).returncode == status


def test_an_empty_folder_has_nothing_to_back_up(tmp_path: Path) -> None:
    result = run("backup", str(tmp_path / "backup"), data=tmp_path / "data")
    assert result.returncode == 1
    assert "nothing to back up" in result.stderr


def test_another_database_is_told_what_backs_it_up(tmp_path: Path) -> None:
    result = run("backup", str(tmp_path / "backup"), data=tmp_path / "data", DATABASE_URL="postgresql://host/candor")
    assert result.returncode == 1
    assert "pg_dump" in result.stderr
