"""What must answer while everything else waits: health, scrapes, other requests beside slow answers."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from anyio import to_thread
from fastapi import FastAPI
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from domain.errors import NotFound
from server.http.answer_pool import AnswerPool
from server.http.app import create_app
from server.http.application import Application
from server.usecases.answering import Ask, Event, Started
from server.usecases.health import Component, HealthWatch
from server.usecases.watching import Watch
from server.wiring.bootstrap import compose
from tests.deploy.series import snapshot
from tests.server.conftest import settings_for

REQUEST_THREADS = 40
"""anyio's own, on which FastAPI runs plain functions."""
PATIENCE_SECONDS = 30
COMPONENTS = "candor_component_up"
QUESTION = {"messages": [{"role": "user", "content": "How long is it?"}], "candor": {}}


@dataclass
class SlowAssistant:
    """Says that it has begun, then nothing until `go_on` is set."""

    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go_on: threading.Event = field(default_factory=threading.Event)

    def answer(self, ask: Ask) -> Iterator[Event]:
        if ask.model == "unknown":
            raise NotFound("There is no such model.")
        yield Started("a", "conv_1", "slow", ())
        self.begun.release()
        self.go_on.wait(PATIENCE_SECONDS)
        raise NotFound("It was forgotten meanwhile.")


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with compose(settings_for(tmp_path_factory.mktemp("alive"), answers_at_once=REQUEST_THREADS + 4)) as application:
        yield application


@pytest.fixture
def slow() -> Iterator[SlowAssistant]:
    assistant = SlowAssistant()
    yield assistant
    assistant.go_on.set()


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=PATIENCE_SECONDS) as client:
        yield client


def app_of(composed: Application, slow: SlowAssistant, **changes: Any) -> FastAPI:
    return create_app(replace(composed, assistant=slow, **changes), page_api_url=None)


async def ask(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await client.post("/v1/chat/completions", json=QUESTION | changes)


@asynccontextmanager
async def all_asked(client: httpx.AsyncClient, slow: SlowAssistant, count: int) -> AsyncIterator[None]:
    """Inside, `count` answers have begun and wait, half of them streamed."""
    asked = [asyncio.create_task(ask(client, stream=place % 2 == 0)) for place in range(count)]
    for _ in asked:
        assert await asyncio.to_thread(slow.begun.acquire, timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        slow.go_on.set()
        await asyncio.gather(*asked)


def test_everything_else_answers_while_more_answers_wait_than_there_are_request_threads(
    composed: Application, slow: SlowAssistant
) -> None:
    async def story() -> None:
        async with client_of(app_of(composed, slow)) as client, all_asked(client, slow, REQUEST_THREADS + 4):
            assert (await client.get("/livez")).status_code == 200
            assert (await client.get("/readyz")).status_code == 200
            assert (await client.get("/metrics")).status_code == 200
            assert (await client.post("/v1/search", json={"query": "x"})).status_code == 200
            upload = await client.post("/v1/documents", files={"file": ("note.txt", b"A note.")})
            assert upload.status_code in (200, 202)
            assert not slow.go_on.is_set()

    asyncio.run(story())


@pytest.mark.parametrize("stream", [False, True])
def test_a_question_beyond_the_cap_is_told_when_to_try_again(
    composed: Application, slow: SlowAssistant, *, stream: bool
) -> None:
    async def story() -> None:
        app = app_of(composed, slow, answer_pool=AnswerPool(most=2))
        async with client_of(app) as client:
            async with all_asked(client, slow, 2):
                refused = await ask(client, stream=stream)
                assert refused.status_code == 503
                assert int(refused.headers["retry-after"]) > 0
                assert "try again" in refused.json()["error"]["message"]
                assert not slow.go_on.is_set()
            # Both have ended, so there is room again, as often as one likes.
            assert [(await ask(client, stream=stream)).status_code for _ in range(3)] == [200 if stream else 404] * 3

    asyncio.run(story())


def test_an_error_before_the_first_word_has_its_status_in_a_stream_too(
    composed: Application, slow: SlowAssistant
) -> None:
    async def story() -> None:
        async with client_of(app_of(composed, slow)) as client:
            for stream in (False, True):
                assert (await ask(client, model="unknown", stream=stream)).status_code == 404

    asyncio.run(story())


def test_health_and_scrapes_answer_while_every_request_thread_is_taken(
    composed: Application, slow: SlowAssistant
) -> None:
    async def story() -> None:
        go_on = threading.Event()
        async with client_of(app_of(composed, slow)) as client:
            taken = [asyncio.create_task(to_thread.run_sync(go_on.wait, 30)) for _ in range(REQUEST_THREADS)]
            await asyncio.sleep(0)
            try:
                for path in ("/livez", "/readyz", "/metrics"):
                    assert (await client.get(path)).status_code == 200, path
                assert not any(task.done() for task in taken)
            finally:
                go_on.set()
                await asyncio.gather(*taken)

    asyncio.run(story())


def test_a_check_that_hangs_reads_as_not_ready(composed: Application, slow: SlowAssistant) -> None:
    go_on = threading.Event()

    def hang() -> list[Component]:
        go_on.wait(PATIENCE_SECONDS)
        return [Component("database", ok=True, needed=True, detail="answers")]

    watch = HealthWatch(hang, snapshot, look_seconds=0.01, hung_seconds=0.05)
    watch.start()

    async def story() -> None:
        async with client_of(app_of(composed, slow, health=watch.components)) as client:
            reply = await client.get("/readyz")
            assert reply.status_code == 503
            assert int(reply.headers["retry-after"]) > 0
            assert "has not come back for" in reply.json()["components"]["check"]["detail"]
            assert watch.states() == {"check": False}
            assert (await client.get("/livez")).status_code == 200

    try:
        asyncio.run(story())
    finally:
        go_on.set()
        watch.stop()


def test_a_look_that_breaks_is_overdue_until_one_succeeds() -> None:
    broken, mended = threading.Event(), threading.Event()

    def look() -> str:
        if not mended.is_set():
            broken.set()
            raise OSError("no such disk")
        return "seen"

    watch = Watch(look, every_seconds=0.001, name="disk")
    watch.start(patience_seconds=0.01)
    assert broken.wait(PATIENCE_SECONDS)
    assert watch.seen() is None
    assert watch.overdue_seconds() > 0
    mended.set()
    assert watch.came(PATIENCE_SECONDS)
    assert watch.seen() == "seen"
    watch.stop()


def test_what_the_server_rests_on_is_looked_at(composed: Application) -> None:
    components = {part.name: part for part in composed.health()}
    assert {"database", "disk", "models", "worker"} <= set(components)
    assert all(part.ok for part in components.values() if part.needed)


def test_a_scrape_tells_the_same_and_nothing_of_a_language_model_that_nobody_set(composed: Application) -> None:
    scraped = text_string_to_metric_families(generate_latest(composed.registry).decode())
    seen = {one.labels["component"]: one.value for part in scraped if part.name == COMPONENTS for one in part.samples}
    assert seen == {"check": 1} | {part.name: float(part.ok) for part in composed.health()}
    assert "language_model" not in seen
