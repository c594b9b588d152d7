"""A disk that takes nothing more: said as such, naming no place, and seen by `/readyz`."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import SpooledTemporaryFile
from time import monotonic, sleep
from typing import Any, NoReturn

import httpx
import pytest

from domain.errors import Misconfigured, StorageFull
from server.usecases.storage_checks import DiskCheck, check_database
from tests.server.conftest import Client, client_of, serving, settings_for


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("crowded")


@pytest.fixture(scope="module")
def crowded(data: Path) -> Iterator[Client]:
    """A server on a disk that has less room than it must have."""
    with serving(settings_for(data, least_free_bytes=2**60)) as url, client_of(url) as client:
        yield client


def is_problem(reply: Any, data: Path) -> bool:
    return (
        reply.headers["content-type"] == "application/problem+json"
        and reply.json()["title"] == "Insufficient Storage"
        and str(data) not in reply.text
        and data.name not in reply.text
    )


def test_an_upload_that_there_is_no_room_for_is_refused_as_such(crowded: Client, data: Path) -> None:
    reply = crowded.http.post("/v1/documents", files={"file": ("a.txt", b"The lighthouse is white.")})
    assert reply.status_code == 507
    assert is_problem(reply, data)
    assert crowded.http.get("/v1/documents").json()["documents"] == []


def test_a_server_without_room_is_not_ready(crowded: Client, data: Path) -> None:
    reply = crowded.http.get("/readyz")
    assert reply.status_code == 503
    disk = reply.json()["components"]["disk"]
    assert not disk["ok"]
    assert "free" in disk["detail"]
    assert str(data) not in reply.text


class FullFile(SpooledTemporaryFile[bytes]):
    """A temporary file that finds the disk full when it outgrows the memory."""

    def rollover(self) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_an_upload_that_the_temporary_folder_has_no_room_for_is_refused_as_such(
    crowded: Client, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starlette.formparsers.SpooledTemporaryFile", FullFile)
    reply = crowded.http.post("/v1/documents", files={"file": ("a.txt", b"The lighthouse is white." * 100_000)})
    assert reply.status_code == 507
    assert is_problem(reply, data)


def seen(http: httpx.Client, status: int) -> httpx.Response:
    """What `/readyz` says once the server has looked again."""
    until = monotonic() + 30
    while (reply := http.get("/readyz")).status_code != status:
        assert monotonic() < until, reply.text
        sleep(0.1)
    return reply


def test_a_server_whose_database_lacks_a_table_is_not_ready(tmp_path: Path) -> None:
    with serving(settings_for(tmp_path)) as url, client_of(url) as client:
        ready = client.http.get("/readyz")
        assert ready.status_code == 200, ready.text
        assert {"disk", "database"} <= set(ready.json()["components"])
        with closing(sqlite3.connect(tmp_path / "candor.db")) as file, file:
            file.execute("DROP TABLE feedback")
        reply = seen(client.http, 503)
    assert not reply.json()["components"]["database"]["ok"]
    assert str(tmp_path) not in reply.text


def test_a_disk_that_takes_nothing_is_seen(tmp_path: Path) -> None:
    (tmp_path / "candor.trial").symlink_to("/dev/full")
    seen = DiskCheck(tmp_path, least_free_bytes=0).component()
    assert not seen.ok
    assert "full" in seen.detail
    assert list(tmp_path.iterdir()) == []
    assert DiskCheck(tmp_path, least_free_bytes=0).component().ok


def test_a_folder_that_cannot_be_written_is_seen() -> None:
    seen = DiskCheck(Path("/proc"), least_free_bytes=0).component()
    assert not seen.ok
    assert "cannot be written" in seen.detail


@pytest.mark.parametrize("error", [StorageFull("full"), Misconfigured("/secret/place/candor.db is damaged")])
def test_a_database_that_cannot_be_used_is_seen_and_its_place_is_not_told(error: Exception) -> None:
    def probe() -> None:
        raise error

    seen = check_database(probe)
    assert not seen.ok
    assert "place" not in seen.detail
