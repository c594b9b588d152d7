"""What the logs say of failures, and that they never say what people wrote."""

import io
import json
import logging
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, NoReturn

import httpx
import pytest
import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy.exc import OperationalError

from domain.documents import DocumentStatus, Job, MediaType, ParsedDocument
from domain.places import Mark, Whole
from domain.principals import Role
from server.http.access import fingerprint, new_secret
from server.http.app import create_app
from server.http.application import Application
from server.usecases.encoders import EncoderChoice
from server.usecases.reading import Ingestion, Reading
from server.usecases.tabulating import Tabulating
from server.wiring.bootstrap import compose
from server.wiring.logs import configure_logs
from storage.database.transactions import open_database
from storage.stores import SqlConversations
from tests.server.conftest import settings_for
from tests.server.usecases.fakes import NoTables
from tests.server.wiring.api_calls import ANSWER, CANARIES, DOCUMENT, QUESTION, calls

Style = Literal["console", "json"]
PARTS = (
    "answers", "assistant", "audits", "briefer", "catalogue", "collections", "conversations", "conversing", "documents",
    "erasing", "escalations", "health", "intake", "judge", "originals", "quality", "renderer", "retriever", "reviewing",
    "verified",
)  # fmt: skip
PARTS_OF_ANSWERING = (
    "answers",
    "claim_stream",
    "compute",
    "conversations",
    "generator_for",
    "judge",
    "manners",
    "understanding",
)


class Number(BaseModel):
    """Its validation error quotes what it was given."""

    number: int


def _plainly(words: str) -> NoReturn:
    raise RuntimeError(words)


def _as_pydantic_does(words: str) -> NoReturn:
    Number.model_validate({"number": words})
    raise AssertionError


def _as_a_codec_does(words: str) -> NoReturn:
    words.encode("ascii")
    (words + "\ud800").encode()
    raise AssertionError


WAYS: tuple[Callable[[str], NoReturn], ...] = (_plainly, _as_pydantic_does, _as_a_codec_does)


class Broken:
    """Whatever is asked of it fails, and quotes what it was asked."""

    def __init__(self, fail: Callable[[str], NoReturn]) -> None:
        self._fail = fail

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return self

    def __call__(self, *given: Any, **named: Any) -> Any:
        canary_in_a_local_variable = f"{given} {named} {' '.join(CANARIES)}"
        self._fail(canary_in_a_local_variable)


@dataclass
class Logged:
    """A server whose parts can be broken, and what it has logged."""

    application: Application
    secret: str
    app: FastAPI
    schema: dict[str, Any]
    style: Style
    log: io.StringIO = field(default_factory=io.StringIO)

    def breaking(self, **parts: Any) -> None:
        self.app.state.application = replace(self.application, **parts)

    def lines(self) -> str:
        return self.log.getvalue()


@contextmanager
def logging_to(stream: io.StringIO, style: Style) -> Iterator[None]:
    """As `candor serve` logs at debug level; put back afterwards."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers, level = root.handlers, root.level
    before = structlog.get_config()
    configure_logs("debug", style, stream=stream)
    try:
        yield
    finally:
        root.handlers = handlers
        root.setLevel(level)
        structlog.configure(**before)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


@contextmanager
def served(app: Any) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logged")


@pytest.fixture(scope="module")
def composed(data: Path) -> Iterator[Application]:
    with compose(settings_for(data)) as application:
        yield application


@pytest.fixture(scope="module")
def secret(composed: Application) -> str:
    made = new_secret()
    composed.keys.create(name="ops", role=Role.ADMIN, collections=None, sha256=fingerprint(made))
    return made


@pytest.fixture(params=["console", "json"])
def server(request: pytest.FixtureRequest, composed: Application, secret: str) -> Iterator[tuple[Logged, httpx.Client]]:
    app = create_app(composed, page_api_url=None)
    logged = Logged(composed, secret, app, app.openapi(), request.param)
    # A connection of its own for each request: uvicorn closes one on which something broke.
    headers = {"Authorization": f"Bearer {secret}", "Cookie": f"candor_key={secret}", "Connection": "close"}
    with (
        logging_to(logged.log, request.param),
        served(app) as url,
        httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=60) as client,
    ):
        yield logged, client


def call_everything(logged: Logged, client: httpx.Client, ids: dict[str, str]) -> set[int]:
    """Every route, and an answer that is streamed; the statuses that came."""
    statuses = set()
    for call in calls(logged.schema, ids):
        statuses.add(client.request(call.method, call.path, json=call.body, files=call.files).status_code)
    statuses.add(ask(client, stream=True))
    statuses.add(client.post("/v1/search", content=f'{{"query": "{QUESTION}"', headers=_JSON).status_code)
    return statuses


def ask(client: httpx.Client, *, stream: bool) -> int:
    """The status of an answer."""
    messages = [{"role": "user", "content": f"Where is the {QUESTION} of the {DOCUMENT}?"}]
    try:
        return client.post("/v1/chat/completions", json={"messages": messages, "stream": stream}).status_code
    except httpx.TransportError:
        return 500  # the stream broke off


_JSON = {"Content-Type": "application/json"}


def made_ids(client: httpx.Client) -> dict[str, str]:
    """One of each thing that a path can name."""
    document = client.post(
        "/v1/documents", files={"file": ("a.pdf", one_page(f"The {DOCUMENT} opens at nine."))}
    ).json()
    with client.stream("GET", f"/v1/documents/{document['id']}/events") as events:
        events.read()
    question = {"messages": [{"role": "user", "content": f"When does the {DOCUMENT} open?"}]}
    candor = client.post("/v1/chat/completions", json=question).json()["candor"]
    escalation = client.post("/v1/escalations", json={"answer_id": candor["answer_id"], "comment": ANSWER}).json()
    return {
        "document_id": document["id"],
        "conversation_id": candor["conversation_id"],
        "answer_id": candor["answer_id"],
        "escalation_id": escalation["id"],
        "verified_id": "ver_none",
        "comparison_id": "comparison_none",
        "arrival_id": "arrival_none",
        "delivery_id": "hook_none",
        "model_id": "default",
        "name": "default",
        "page": "1",
    }


def one_page(text: str) -> bytes:
    """A PDF with a line of text, the same bytes each time."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=True)
    canvas.drawString(72, 700, text)
    canvas.save()
    return target.getvalue()


def found_in(log: str, *canaries: str) -> list[str]:
    """The lines that quote one of the canaries."""
    return [line for line in log.splitlines() if any(canary.lower() in line.lower() for canary in canaries)]


def test_no_log_line_quotes_what_people_wrote_whatever_breaks(server: tuple[Logged, httpx.Client]) -> None:
    logged, client = server

    def round_of_calls(**parts: Any) -> set[int]:
        logged.breaking()
        ids = made_ids(client)
        logged.breaking(**parts)
        return call_everything(logged, client, ids)

    assert 200 in round_of_calls()
    # Half of the parts in each style: what breaks and how a line is written have nothing to do with each other.
    half = slice(0 if logged.style == "json" else 1, None, 2)
    for number, part in enumerate(PARTS[half]):
        assert 500 in round_of_calls(**{part: Broken(WAYS[number % len(WAYS)])}), f"nothing failed without {part}"
    for number, part in enumerate(PARTS_OF_ANSWERING[half]):
        broken = {part: Broken(WAYS[number % len(WAYS)])}
        logged.breaking(assistant=replace(logged.application.assistant, **broken))
        assert ask(client, stream=False) == 500, f"nothing failed without {part}"
        assert ask(client, stream=True) in (200, 500)

    assert "RuntimeError" in logged.lines()
    assert "ValidationError" in logged.lines()
    assert "api" in logged.lines() or "routes" in logged.lines(), "the place is told"
    assert found_in(logged.lines(), *CANARIES, logged.secret, fingerprint(logged.secret)) == []


@pytest.mark.parametrize("style", ["console", "json"])
def test_a_damaged_database_makes_no_log_line_that_quotes_what_it_was_asked_to_keep(
    tmp_path: Path, style: Style
) -> None:
    log = io.StringIO()
    with logging_to(log, style), closing(open_database(f"sqlite:///{tmp_path}/candor.db")) as database:
        with closing(sqlite3.connect(tmp_path / "candor.db")) as file, file:
            file.execute("DROP TABLE conversations")
        with pytest.raises(OperationalError) as caught:
            SqlConversations(database).create(title=QUESTION, collection="default", owner=None, metadata={})
        assert QUESTION not in str(caught.value)
        structlog.get_logger("server.test").error("failed", exc_info=caught.value)
    assert "OperationalError" in log.getvalue()
    assert found_in(log.getvalue(), *CANARIES) == []


@pytest.mark.parametrize("style", ["console", "json"])
@pytest.mark.parametrize("part", ["parser", "chunker", "encoder", "jobs"])
def test_a_file_that_breaks_its_reader_is_not_quoted(composed: Application, style: Style, part: str) -> None:
    class Reported:
        """A queue that takes every report."""

        def fail(self, job: Job, error: str) -> None:
            assert DOCUMENT not in error

        def report(self, *_: Any, **__: Any) -> bool:
            return True

    parsed = ParsedDocument(DOCUMENT, MediaType.TEXT, (Mark(0, Whole()),), None)
    parts: dict[str, Any] = {"parser": _Given(parsed), "chunker": _Given([DOCUMENT]), "encoder": _Given([[0.0]])}
    parts["jobs"] = Reported()
    if part == "jobs":
        parts["jobs"].publish = Broken(_plainly)
    else:
        parts[part] = Broken(_plainly)
    log = io.StringIO()
    ingestion = Ingestion(
        documents=composed.documents,
        originals=_Given(Path("a.txt")),  # type: ignore[arg-type]
        index=_Given(None),  # type: ignore[arg-type]
        tabulating=Tabulating(NoTables(), NoTables()),
        changed=lambda _: None,
        encoders=EncoderChoice(parts.pop("encoder"), None, _Given(None)),  # type: ignore[arg-type]
        embed_anew=lambda: None,
        stopping=lambda: False,
        **parts,
    )
    job = Job("doc_1", 1, "a.txt", "default", MediaType.TEXT, "0" * 64, bytes=1, owner=None, attempt=1, token="t")
    with logging_to(log, style):
        ingestion.take_turn(Reading(job))
    assert "reading failed" in log.getvalue()
    assert "RuntimeError" in log.getvalue()
    assert found_in(log.getvalue(), *CANARIES) == []


class _Given:
    """Answers everything with one thing, texts for an encoder too."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *_, **__: [_Text(one) for one in self._value] if isinstance(self._value, list) else self._value


@dataclass
class _Text:
    searched: Any


@pytest.mark.parametrize("style", ["console", "json"])
def test_a_thread_that_dies_says_where_and_quotes_nothing(style: Style) -> None:
    log = io.StringIO()
    with logging_to(log, style):
        thread = threading.Thread(target=Broken(_plainly), args=(QUESTION,), name="dying")
        thread.start()
        thread.join()
    assert "dying" in log.getvalue()
    assert "test_logs.py" in log.getvalue()
    assert found_in(log.getvalue(), *CANARIES) == []


def test_libraries_say_at_debug_level_no_more_than_their_warnings_without_what_they_fill_in() -> None:
    log = io.StringIO()
    with logging_to(log, "json"):
        logging.getLogger("openai").debug("Request options: %s", QUESTION)
        logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: {QUESTION}")  # noqa: G004
        logging.getLogger("httpx").warning("cannot send %s", QUESTION)
        logging.getLogger("server.somewhere").debug("one of ours")
    events = [json.loads(line)["event"] for line in log.getvalue().splitlines()]
    assert events == ["asyncio: Task exception was never retrieved", "httpx: cannot send %s", "one of ours"]


def test_a_line_of_an_error_stays_short(tmp_path: Path) -> None:
    def deeper(levels: int) -> None:
        if levels == 0:
            raise ValueError(QUESTION * 10_000)
        deeper(levels - 1)

    log = io.StringIO()
    with logging_to(log, "json"):
        try:
            deeper(400)
        except ValueError:
            structlog.get_logger("server.test").exception("failed")
    assert 500 < len(log.getvalue()) < 3_000
    assert DocumentStatus.READY not in log.getvalue()
