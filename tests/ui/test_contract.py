"""The fake answers as the real server would, and the page asks and reads only what the real server takes and gives."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
import pytest

from tests.ui import contract
from tests.ui.fake_api import FakeApi, candidate, fake_app
from tests.ui.serving import free_port, served
from ui import asking, chat, comparing, documents, operations, review
from ui.api import Api, Connection

T = TypeVar("T")


@pytest.fixture(scope="module")
def fake() -> Iterator[tuple[str, FakeApi]]:
    """The fake without a page."""
    state, port = FakeApi(), free_port()
    state.gate.set()
    with served(fake_app(state), port) as url:
        yield url, state


def run(work: Coroutine[Any, Any, T]) -> T:
    """In a thread: where a browser was driven before, this one has a loop already."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


class HeldApi(Api):
    """The page's client, whose answers tell when a field is read that the server never sends."""

    __slots__ = ()
    told: list[str] = []  # noqa: RUF012 - one list for all clients of a test

    async def _call(self, method: str, path: str, **options: Any) -> Any:
        found = await super()._call(method, path, **options)
        return self._held(found, method, path)

    async def state(self, path: str) -> Any:
        return self._held(await super().state(path), "GET", path)

    async def chunks(self, body: Any) -> AsyncGenerator[Any, None]:
        schema = contract.chunk_schema()
        async for chunk in super().chunks(body):
            yield contract.held(chunk, schema, schema["$defs"], self.told.append)

    def _held(self, found: Any, method: str, path: str) -> Any:
        known = contract.operation(method, path)
        assert known is not None, f"{method} {path}"
        success = next(reply for status, reply in known[1]["responses"].items() if status.startswith("2"))
        schema = success.get("content", {}).get("application/json", {}).get("schema", {})
        return contract.held(found, schema, contract.document()["components"]["schemas"], self.told.append)


@pytest.fixture
def api(fake: tuple[str, FakeApi]) -> Iterator[HeldApi]:
    url, state = fake
    state.complaints.clear()
    HeldApi.told.clear()
    yield HeldApi(url=url, cookie="", tls=Connection(url).tls)
    assert state.complaints == []
    assert HeldApi.told == []


async def asked(api: HeldApi, question: str) -> str:
    """The id of the conversation that begins with this question, read as the page reads it."""
    draft = asking.Draft("")
    async for chunk in api.chunks(asking.request_of(question, "default", "", "qa")):
        draft.take(chunk)
    return draft.conversation_id


@pytest.mark.parametrize(
    "question", ["What may members borrow?", "Tell me of golden keys", "How far is the moon?", "Talk beside it"]
)
def test_the_chat_page_reads_what_the_server_sends(api: HeldApi, question: str) -> None:
    async def visit() -> Any:
        conversation = await asked(api, question)
        await chat._view(api, "", "default", {})
        await chat._ends_with(api, conversation, question)
        return await chat._view(api, conversation, "default", {})

    conversation_id, listing, _, history, _ = run(visit())
    assert conversation_id in listing
    assert question in history


def test_the_chat_page_reads_the_suggestions_that_the_server_sends(fake: tuple[str, FakeApi], api: HeldApi) -> None:
    fake[1].suggestions["default"] = ["What may members borrow?"]
    begun = httpx.post(f"{api.url}/v1/conversations", json={"collection": "default"}).json()["id"]
    assert 'data-question="What may members borrow?"' in run(chat._view(api, "", "default", {}))[3]
    assert 'class="suggestions"' not in run(chat._view(api, begun, "default", {}))[3]


def test_the_chat_page_lists_more_conversations_page_by_page(api: HeldApi) -> None:
    async def visit() -> tuple[str, str]:
        for number in range(205):
            await api.post("/v1/conversations", {"collection": "default", "title": f"Talk {number}"})
        return await chat._listing(api, "", pages=1), await chat._listing(api, "", pages=2)

    first, both = run(visit())
    assert 'data-act="more" data-pages="2"' in first
    assert first.count('data-act="open"') == 200
    assert both.count('data-act="open"') >= 205
    assert 'data-act="more"' not in both


def test_the_review_page_reads_what_the_server_sends(api: HeldApi) -> None:
    async def visit() -> str:
        await asked(api, "Tell me of golden keys")
        escalation = (await api.get("/v1/escalations"))["escalations"][-1]["id"]
        for action, body in (
            ("claim", {}),
            ("renew", {}),
            ("release", {}),
            ("claim", {}),
            ("assign", {"reviewer": "local"}),
            ("resolve", {"resolution": "edit", "text": "No.", "labels": [{"claim": 0, "support": "supported"}]}),
            ("reopen", {}),
            ("resolve", {"resolution": "edit", "text": "No.", "reuse": True, "cause": "sources_conflict"}),
        ):
            await api.post(f"/v1/escalations/{escalation}/{action}", body)
            await review._case(api, escalation)
            await review._listing(api, {}, escalation)
        assert not await review._is_gone(api, escalation)
        assert await review._is_gone(api, "e_missing")
        return await review._case(api, escalation)

    assert "Resolved: edit" in run(visit())


def test_the_review_page_reads_why_an_answer_beside_the_point_came(api: HeldApi) -> None:
    async def visit() -> tuple[str, str]:
        await asked(api, "Talk beside it")
        escalation = (await api.get("/v1/escalations"))["escalations"][-1]["id"]
        return await review._case(api, escalation), await review._listing(api, {}, escalation)

    case, listing = run(visit())
    assert 'data-reason="off_point"' in case
    assert "Does not answer" in listing


def test_the_documents_page_reads_what_the_server_sends(api: HeldApi) -> None:
    httpx.post(f"{api.url}/v1/documents", files={"file": ("a.txt", b"one")}, data={"collection": "default"})
    assert "a.txt" in run(documents._table(api, "default", "", "", pages=2))
    assert "No document matches" in run(documents._table(api, "default", "failed", "", pages=1))


def test_the_operations_page_reads_what_the_server_sends(api: HeldApi) -> None:
    async def visit() -> tuple[str, str]:
        await asked(api, "What may members borrow?")
        return await operations._figures(api, "default", "24h"), await operations._health(api)

    figures, health = run(visit())
    assert "Answers by outcome" in figures
    assert "database" in health


@pytest.mark.parametrize("behind", [False, True])
def test_what_is_behind_the_figures_is_read_as_the_server_sends_it(
    fake: tuple[str, FakeApi], api: HeldApi, *, behind: bool
) -> None:
    fake[1].behind = behind
    told = run(operations._behind(api, "default", "24h"))
    assert ("Is there a sauna?" in told) is ("prices.pdf" in told) is behind
    assert ("Every question of this time got an answer." in told) is not behind


def test_the_compare_page_and_the_candidate_read_what_the_server_sends(fake: tuple[str, FakeApi], api: HeldApi) -> None:
    state = fake[1]
    state.compared[:] = [{"ticket": "t1", "question": "When?", "left": "At nine.", "right": "At ten."}]
    state.canary = candidate()

    async def visit() -> tuple[tuple[str, str, str], str, str]:
        shown = await comparing.shown(api, "")
        ranked = comparing.ranking(await api.get("/v1/comparisons/comparison_1/ranking"))
        return shown, ranked, await operations._canary(api)

    (listing, pair, _), ranked, card = run(visit())
    assert "1 questions" in listing
    assert "At nine." in pair
    assert "&lt;img" in ranked
    assert "Returned" in card
    assert "Not tried in legal" in card


def test_every_route_of_the_fake_is_one_of_the_servers(fake: tuple[str, FakeApi]) -> None:
    """Routes that take any action stand for the server's own."""
    for path, operations_ in fake_app(FakeApi()).openapi()["paths"].items():
        for method in operations_:
            concrete = path.replace("{action}", "claim").replace("{", "").replace("}", "")
            assert path == "/metrics" or contract.operation(method, concrete), f"{method} {path}"


@pytest.mark.parametrize(
    ("method", "path", "body", "complaint"),
    [
        ("POST", "/v1/conversations", b'{"collection": "default", "colour": "red"}', "colour"),
        ("GET", "/v1/nowhere", b"", "no route"),
        ("GET", "/v1/documents?colour=red", b"", "no parameter colour"),
        ("GET", "/v1/documents?status=lost", b"", "lost"),
    ],
)
def test_a_request_that_the_server_would_refuse_is_found(method: str, path: str, body: bytes, complaint: str) -> None:
    where, _, query = path.partition("?")
    told = list(contract.of_request(method, where, query, body, content_type="application/json"))
    assert any(complaint in each for each in told)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b'{"collections": [{"name": "default"}]}', "required"),
        (b'{"collections": [], "documents": 3}', "documents"),
    ],
)
def test_a_reply_that_the_server_would_not_give_is_found(body: bytes, complaint: str) -> None:
    told = list(contract.of_response("GET", "/v1/collections", 200, body))
    assert any(complaint in each for each in told)


def test_an_event_or_chunk_that_the_server_would_not_send_is_found() -> None:
    assert list(contract.of_stream("/v1/escalations/events", 'event: queue\ndata: {"open": 1}'))
    assert list(contract.of_stream("/v1/escalations/events", "event: news\ndata: {}"))
    assert list(contract.of_stream("/v1/chat/completions", 'data: {"choices": []}'))


def test_a_field_that_is_never_sent_is_found_where_it_is_read() -> None:
    told: list[str] = []
    schemas = contract.document()["components"]["schemas"]
    found = contract.held({"collections": [{"name": "a"}]}, schemas["CollectionList"], schemas, told.append)
    assert found["collections"][0]["name"] == "a"
    assert told == []
    assert found["collections"][0].get("documents") is None
    assert "documents is no field" in told[0]
