"""The command from SQuAD's file to the table: written as documents, asked over HTTP, counted by gold answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from benchmarks import squad
from benchmarks.serving import NotServing, Served
from evaluation import paragraphs
from tests.evaluation.data_sets import squad_file

TITLE = "A/The_mill"


class Handler(BaseHTTPRequestHandler):
    """Knows when the mill was built, and has found no answer to anything else."""

    def do_POST(self) -> None:  # the standard library's name
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][0]["content"]
        known = "built" in asked
        reply = {
            "choices": [{"message": {"content": "It was built in 1732. [1]" if known else "Not in the documents."}}],
            "candor": {"outcome": "answered" if known else "abstained"},
        }
        payload = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the standard library's name
        """Keep the tests' output clean."""


@dataclass
class Servers:
    """In place of the real command. `read` are the documents of each, by name."""

    read: list[dict[str, str]] = field(default_factory=list)

    @contextmanager
    def serving(self, *, load: Path) -> Iterator[Served]:
        self.read.append({path.name: path.read_text(encoding="utf-8") for path in load.iterdir()})
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Served(f"http://127.0.0.1:{server.server_port}", 0, 0.0)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paragraphs, "held_out", lambda group: group == TITLE)
    built = ("The mill was built in 1732.", [("When was the mill built?", ["1732"]), ("Who burnt it?", [])])
    sold = ("The mill was sold to Ann.", [("To whom was it sold?", ["Ann"])])
    squad_file(tmp_path / "squad2_dev_half" / "dev-v2.0.json", {TITLE: [built, sold]})
    return tmp_path


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Servers:
    found = Servers()
    monkeypatch.setattr(squad, "serving", found.serving)
    return found


def test_an_article_is_a_document_with_its_paragraphs_one_below_the_other(data: Path, servers: Servers) -> None:
    assert squad.main(["--data", str(data)]) == 0
    assert servers.read == [{"A-The mill.txt": "The mill was built in 1732.\n\nThe mill was sold to Ann.\n"}]


def test_answers_are_counted_by_their_gold_and_all_replies_are_kept(
    data: Path, servers: Servers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.json"
    assert squad.main(["--data", str(data), "--json", str(file)]) == 0
    assert "| 2 | 50.0% | 50.0% | 100.0% | 1 | 100.0% |" in capsys.readouterr().out
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["figures"]["outcomes_of_answerable"] == {"answered": 1, "abstained": 1}
    assert {one["question"]["question"]: one["right"] for one in written["replies"]} == {
        "When was the mill built?": True, "Who burnt it?": False, "To whom was it sold?": False,
    }  # fmt: skip


def test_a_limit_leaves_the_collection_whole(data: Path, servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    assert squad.main(["--data", str(data), "--limit", "1"]) == 0
    [documents] = servers.read
    assert "sold" in documents["A-The mill.txt"]
    assert len(capsys.readouterr().out.splitlines()) == 6


def test_each_collection_has_a_server_of_its_own(data: Path, servers: Servers) -> None:
    assert squad.main(["--data", str(data), "--paragraphs", "1"]) == 0
    assert len(servers.read) == 2


def test_what_is_missing_fails_plainly(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: Path) -> Iterator[Served]:
        raise NotServing("The server ended.")

    monkeypatch.setattr(squad, "serving", broken)
    assert squad.main(["--data", str(data)]) == 1
    assert squad.main(["--data", str(tmp_path / "nowhere")]) == 1
    said = capsys.readouterr().err
    assert "The server ended." in said
    assert "dev-v2.0.json is missing" in said
