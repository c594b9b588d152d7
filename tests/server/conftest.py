"""A real server on a free port, and a small OpenAI-compatible endpoint that writes what a test tells it to."""

import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
import uvicorn

from server.http.app import create_app
from server.http.connections import connections
from server.wiring.adapters import Adapters
from server.wiring.bootstrap import compose
from server.wiring.settings import Settings
from tests.server.documents import write_documents
from tests.server.word_judge import open_reading

FINAL = ("ready", "failed")
_QUIET = {"audits_a_week": 0, "reasons": "off", "anchors": "off"}


@pytest.fixture(scope="session", autouse=True)
def quiet_logs() -> Iterator[None]:
    """Servers in threads would write their request lines between pytest's dots."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.reset_defaults()


@contextmanager
def serving(settings: Settings, adapters: Adapters | None = None) -> Iterator[str]:
    """The URL of a server with these settings, without the page."""
    with compose(settings, adapters or Adapters()) as application, socket.create_server(("127.0.0.1", 0)) as listener:
        protocol = connections(
            header_seconds=settings.header_limit_seconds, body_idle_seconds=settings.body_idle_seconds
        )
        app = create_app(application, page_api_url=None)
        config = uvicorn.Config(app, http=protocol, log_config=None, lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            application.broker.close()
            server.should_exit = True
            thread.join()


def settings_for(data: Path, **changes: Any) -> Settings:
    """Settings that no environment variable of the developer's reaches; nothing happens by chance or at night."""
    return Settings(_env_file=None, data=data, port=0, **{**_QUIET, **changes})


@dataclass
class Client:
    """The API with a few steps that every story takes."""

    http: httpx.Client

    def upload(self, path: Path, **form: str) -> dict[str, Any]:
        """The document as it is once read."""
        with path.open("rb") as stream:
            reply = self.http.post("/v1/documents", files={"file": (path.name, stream)}, data=form)
        assert reply.status_code in (200, 202), reply.text
        return self.wait(reply.json()["id"])

    def wait(self, document_id: str) -> dict[str, Any]:
        """Follows a document's events to its end."""
        with self.http.stream("GET", f"/v1/documents/{document_id}/events") as reply:
            events = [json.loads(line[6:]) for line in reply.iter_lines() if line.startswith("data: ")]
        assert events[-1]["status"] in FINAL
        final: dict[str, Any] = events[-1]
        return final

    def ask(self, question: str, *, model: str = "default", **candor: Any) -> dict[str, Any]:
        """A whole chat completion."""
        body = {"model": model, "messages": [{"role": "user", "content": question}], "candor": candor}
        reply = self.http.post("/v1/chat/completions", json=body)
        assert reply.status_code == 200, reply.text
        completion: dict[str, Any] = reply.json()
        return completion


@contextmanager
def client_of(url: str, **headers: str) -> Iterator[Client]:
    with httpx.Client(base_url=url, timeout=60, headers=headers, trust_env=False) as http:
        yield Client(http)


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_documents(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="session")
def llm() -> Iterator["FakeModel"]:
    with FakeModel.running() as model:
        yield model


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory, llm: "FakeModel") -> Iterator[str]:
    """One server for all tests that only add to it."""
    with serving(settings_for(tmp_path_factory.mktemp("data"), llm_url=llm.url, upload_limit_bytes=2_000_000)) as url:
        yield url


@pytest.fixture
def client(server_url: str) -> Iterator[Client]:
    with client_of(server_url) as client:
        yield client


@pytest.fixture(scope="session")
def reading_url(
    tmp_path_factory: pytest.TempPathFactory, llm: "FakeModel", documents: dict[str, Path]
) -> Iterator[str]:
    """A server whose judge reads questions, by their words; a collection a policy, with the rules in each."""
    settings = settings_for(tmp_path_factory.mktemp("reading"), llm_url=llm.url, judge="small")
    with serving(settings, Adapters(local_models=open_reading)) as url, client_of(url) as client:
        for policy in ("hold", "annotate", "monitor"):
            client.http.post("/v1/collections", json={"name": policy, "policy": policy})
            client.upload(documents["pdf"], collection=policy)
        yield url


@pytest.fixture(scope="session")
def library(server_url: str, documents: dict[str, Path]) -> dict[str, dict[str, Any]]:
    """The documents, read into `default` once."""
    with client_of(server_url) as client:
        return {name: client.upload(path) for name, path in documents.items()}


@dataclass
class FakeModel:
    """An OpenAI-compatible endpoint. `text` is what it writes; `broken` makes it answer 500.

    `finish_reason` says why it ends. What is to stand in place of a part of its answer is `mended`, null for the same.

    From the character `pause_at` on it waits until `go_on` is set. Another answer, asked for at temperature 1, is
    `other_text`, null for the same; it waits until `others_go_on` is set, and is refused where `others_refused`.
    """

    url: str = ""
    text: str = "Nothing."
    broken: bool = False
    finish_reason: str = "stop"
    mended: str | None = None
    pause_at: int | None = None
    go_on: threading.Event = field(default_factory=threading.Event)
    other_text: str | None = None
    others_refused: bool = False
    others_go_on: threading.Event = field(default_factory=threading.Event)
    requests: list[dict[str, Any]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["FakeModel"]:
        model = cls()
        model.others_go_on.set()
        server = _Listening(("127.0.0.1", 0), _handler(model))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        model.url = f"http://127.0.0.1:{server.server_port}/v1"
        try:
            yield model
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def asked(self, times: int) -> bool:
        """Whether it was asked that often, waiting for it."""
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.requests) >= times, timeout=60)

    def others_asked(self) -> list[dict[str, Any]]:
        """The requests for another answer."""
        return [request for request in self.requests if request.get("temperature") == 1.0]

    def reply_to(self, request: dict[str, Any]) -> Iterator[str] | int:
        """What it writes, in parts, or the status with which it refuses."""
        if self.mended is not None and request["messages"][-2]["role"] == "assistant":
            return iter([self.mended])
        if request.get("temperature") != 1.0:
            return 500 if self.broken else self._pieces()
        self.others_go_on.wait(timeout=20)
        return 400 if self.others_refused else iter([self.other_text or self.text])

    def _pieces(self) -> Iterator[str]:
        """The text in parts that respect no sentence."""
        for start in range(0, len(self.text), 7):
            if self.pause_at is not None and start >= self.pause_at:
                self.go_on.wait(timeout=120)
            yield self.text[start : start + 7]


class _Listening(ThreadingHTTPServer):
    request_queue_size = 128  # of 5 by default the sixth caller at once waits for a second


def _handler(model: FakeModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._json({"object": "list", "data": [{"id": "fake", "object": "model"}]})

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with model.arrived:
                model.requests.append(request)
                model.arrived.notify_all()
            pieces = model.reply_to(request)
            if isinstance(pieces, int):
                self.send_error(pieces)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for piece in pieces:
                self._chunk([{"index": 0, "delta": {"content": piece}, "finish_reason": None}])
            self._chunk([{"index": 0, "delta": {}, "finish_reason": model.finish_reason}])
            self._chunk([], usage={"prompt_tokens": 90, "completion_tokens": 9, "total_tokens": 99})
            self.wfile.write(b"data: [DONE]\n\n")

        def _chunk(self, choices: list[Any], **extra: Any) -> None:
            chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": choices}
            self.wfile.write(f"data: {json.dumps(chunk | extra)}\n\n".encode())

        def _json(self, body: Any) -> None:
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    return Handler
