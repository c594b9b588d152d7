"""A download goes on where it was broken off and counts only with the right checksum."""

import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from inference.language.fetching import NotFetched, fetch

DATA = bytes(range(256)) * 40


class Hub:
    """A real server with one file; it breaks off after `patience` bytes while that is not null."""

    def __init__(self) -> None:
        self.patience: int | None = None
        self.knows_ranges = True
        self.status: int | None = None
        self.asked = list[str | None]()
        self.url = ""


@pytest.fixture
def hub() -> Iterator[Hub]:
    state = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.headers["Range"])
            start = int(self.headers["Range"][6:-1]) if self.headers["Range"] and state.knows_ranges else 0
            self.send_response(state.status or (206 if start else 200))
            self.send_header("Content-Length", str(len(DATA) - start))
            self.end_headers()
            self.wfile.write(DATA[start:][: state.patience])
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
            """Keeps the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/model.gguf"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def got(hub: Hub, target: Path, *, checksum: str = sha256(DATA).hexdigest()) -> list[int]:
    told = list[int]()
    fetch(hub.url, target, sha256=checksum, size_bytes=len(DATA), progress=told.append)
    return told


def test_a_file_comes_whole_with_its_progress(hub: Hub, tmp_path: Path) -> None:
    told = got(hub, tmp_path / "new" / "a.gguf")
    assert (tmp_path / "new" / "a.gguf").read_bytes() == DATA
    assert (told[0], told[-1]) == (0, len(DATA))


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_broken_download_goes_on(hub: Hub, tmp_path: Path, *, knows_ranges: bool) -> None:
    hub.patience = 1000
    with pytest.raises(NotFetched, match="goes on where it ended"):
        got(hub, tmp_path / "a.gguf")
    hub.patience, hub.knows_ranges = None, knows_ranges
    got(hub, tmp_path / "a.gguf")
    assert hub.asked == [None, "bytes=1000-"]
    assert (tmp_path / "a.gguf").read_bytes() == DATA


def test_another_file_than_the_pinned_one_is_thrown_away(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match="checksum differs"):
        got(hub, tmp_path / "a.gguf", checksum="0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_says_its_status(hub: Hub, tmp_path: Path) -> None:
    hub.status = 404
    with pytest.raises(NotFetched, match="answered 404"):
        got(hub, tmp_path / "a.gguf")


def test_where_there_is_no_way_to_the_hub_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match=r"cannot be reached.*candor model add FILE"):
        fetch("http://127.0.0.1:9/a", tmp_path / "a", sha256="", size_bytes=1, progress=lambda _: None)
