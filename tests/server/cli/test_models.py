"""`candor model` takes models in, shows them and removes them, and the doctor tries the one that answers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from domain.errors import NotFound, Unsupported
from inference.language import fetching, shelf
from inference.language.fetching import NotFetched
from server.cli.checkup import language_model_checks
from server.cli.command_line import app
from tests.inference.language.tiny_gguf import write_gguf
from tests.server.conftest import settings_for

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CANDOR_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["model", *arguments])

    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    pytest.importorskip("openvino_genai", reason="needs openvino-genai")
    return write_gguf(tmp_path / "boats.gguf", "Five", " euros", ".")


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_model_is_taken_in_shown_tried_and_removed(run: Run, file: Path, tmp_path: Path) -> None:
    added = told(run("add", str(file), "--json"))
    assert (added["name"], added["licence"]) == ("boats", "apache-2.0")
    assert [model["name"] for model in told(run("list", "--json"))["here"]] == ["boats"]
    assert "boats" in run("list").stdout
    (check,) = language_model_checks(settings_for(tmp_path / "data"))
    assert check.ok
    assert "boats on this machine writes" in check.detail
    assert told(run("remove", "boats", "--json")) == {"removed": "boats"}
    assert told(run("list", "--json"))["here"] == []


def test_what_can_be_had_by_name_is_free_to_use_pinned_and_of_a_kind_that_can_be_read(run: Run) -> None:
    to_get = told(run("list", "--json"))["to_get"]
    assert {one["licence"] for one in to_get} == {"apache-2.0"}
    assert all(len(one["revision"]) == 40 and len(one["sha256"]) == 64 for one in to_get)
    assert all("Q4_K_M" in one["file"].upper() for one in to_get)


def test_what_is_no_model_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_text("A letter.")
    assert isinstance(run("add", str(tmp_path / "a.gguf")).exception, Unsupported)


def test_a_name_that_nobody_knows_lists_those_that_are_known(run: Run) -> None:
    for arguments in (("get", "gpt-9"), ("remove", "gpt-9")):
        assert isinstance(run(*arguments).exception, NotFound)


def test_where_the_hub_cannot_be_reached_that_is_said(run: Run) -> None:
    error = run("get", "qwen3-4b", "--hub", "http://127.0.0.1:9").exception
    assert isinstance(error, NotFetched)
    assert "candor model add FILE" in str(error)


def test_a_model_from_the_hub_is_taken_in_under_its_name(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub is played; `test_fetching` has a real server."""
    data = file.read_bytes()

    def fetch(url: str, target: Path, **_: object) -> None:
        target.parent.mkdir(parents=True)
        target.write_bytes(data)

    shelved = shelf.Shelved(
        name="tiny",
        repository="us/tiny",
        revision="0" * 40,
        file="tiny.gguf",
        sha256=sha256(data).hexdigest(),
        size_bytes=len(data),
        licence="mit",
        parameters=1,
    )
    monkeypatch.setattr(shelf, "SHELF", (shelved,))
    monkeypatch.setattr(fetching, "fetch", fetch)
    assert told(run("get", "tiny", "--json"))["name"] == "tiny"
    assert told(run("list", "--json"))["to_get"] == []


def test_the_doctor_says_how_to_get_a_model_where_there_is_none(tmp_path: Path) -> None:
    (check,) = language_model_checks(settings_for(tmp_path))
    assert (check.ok, "candor model add FILE" in check.detail) == (False, True)


def test_the_doctor_looks_at_every_provider(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, llm_url="http://127.0.0.1:9/v1", llm_class="nowhere.ChatNobody")
    endpoint, by_class = language_model_checks(settings)
    assert ("cannot be reached" in endpoint.detail, "cannot be imported" in by_class.detail) == (True, True)


def test_the_doctor_asks_an_endpoint_with_its_key(tmp_path: Path) -> None:
    with guarded_endpoint("secret") as url:
        found = [
            language_model_checks(settings_for(tmp_path, llm_url=url, llm_api_key=key))[0]
            for key in ("secret", "wrong", None)
        ]
    assert [check.ok for check in found] == [True, False, False]
    assert "refuses the key of CANDOR_LLM_API_KEY" in found[1].detail
    assert "wants a key" in found[2].detail


@contextmanager
def guarded_endpoint(key: str) -> Iterator[str]:
    """Lists its models to who has the key."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b'{"data": []}'
            self.send_response(200 if self.headers["Authorization"] == f"Bearer {key}" else 401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
            """Keeps the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
