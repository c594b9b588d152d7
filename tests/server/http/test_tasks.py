"""Summaries, rewritten texts and diagrams over HTTP: checked as answers are, or flagged, and honest without a model."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.tasks import TaskKind
from server.wiring.adapters import Adapters
from tests.generation.openai_server import OpenAIServer, openai_server, says
from tests.server.conftest import Client, client_of, serving, settings_for
from tests.server.word_judge import open_reading
from text.notices import Saying, said
from text.task_notices import said_not_to_be_drawn, said_to_be_lost, said_to_need_a_model

TRUE = "A member may borrow six books at a time [1]."
INVENTED = "A member may borrow dragons [1]."
SOURCE = "The kettle holds two litres. The lantern burns for eleven hours."
CODE = "@startuml\nReader -> Desk : borrows a book\n@enduml"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


@pytest.fixture(scope="module")
def working(
    tmp_path_factory: pytest.TempPathFactory, endpoint: OpenAIServer, documents: dict[str, Path]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """A server with a model whose judge reads by words, without PlantUML, and a document in two collections."""
    settings = settings_for(
        tmp_path_factory.mktemp("tasks"), llm_url=endpoint.url, judge="small", plantuml="no-such-program"
    )
    with serving(settings, Adapters(local_models=open_reading)) as url, client_of(url) as client:
        client.http.post("/v1/collections", json={"name": "marked", "policy": "annotate"})
        client.upload(documents["pdf"], collection="marked")
        yield url, client.upload(documents["pdf"])


@pytest.fixture
def client(working: tuple[str, dict[str, Any]]) -> Iterator[Client]:
    with client_of(working[0]) as client:
        yield client


def content(completion: dict[str, Any]) -> str:
    text: str = completion["choices"][0]["message"]["content"]
    return text


def test_a_summary_is_written_from_the_document_and_stops_where_it_adds_something(
    client: Client, endpoint: OpenAIServer, working: tuple[str, dict[str, Any]]
) -> None:
    endpoint.behave([says(f"{TRUE} {INVENTED}")])
    completion = client.ask("What matters most?", task="summary", document_ids=[working[1]["id"]])
    assert content(completion) == f"{TRUE}\n\n{said(Saying.WITHHELD, 'en')}"
    assert completion["candor"]["outcome"] == "escalated"
    assert completion["candor"]["rewritten_question"] == f"What matters most? ({working[1]['name']})"
    assert {passage["document_id"] for passage in completion["candor"]["passages"]} == {working[1]["id"]}


def test_a_task_is_chosen_by_the_model_too_and_a_document_by_its_name(
    client: Client, endpoint: OpenAIServer, working: tuple[str, dict[str, Any]]
) -> None:
    endpoint.behave([says(TRUE)])
    completion = client.ask(f"Summarise {working[1]['name']}.", model="task:summary")
    assert content(completion) == TRUE
    assert [claim["support"] for claim in completion["candor"]["claims"]] == ["supported"]
    assert completion["candor"]["claims"][0]["answers_question"] is None


def test_without_a_model_a_summary_quotes_the_most_central_sentences(client: Client) -> None:
    completion = client.ask("Summary, please.", model="extractive", task="summary")
    claims = completion["candor"]["claims"]
    assert claims
    assert {claim["support"] for claim in claims} == {"supported"}
    assert completion["candor"]["outcome"] == "answered"


def test_a_document_of_another_collection_or_none_cannot_be_summarised(
    client: Client, working: tuple[str, dict[str, Any]]
) -> None:
    body = {"messages": [{"role": "user", "content": "Summarise it."}]}
    elsewhere = {"task": "summary", "collection": "marked", "document_ids": [working[1]["id"]]}
    assert client.http.post("/v1/chat/completions", json=body | {"candor": elsewhere}).status_code == 404
    empty = {"task": "summary", "document_ids": ["none"]}
    assert client.http.post("/v1/chat/completions", json=body | {"candor": empty}).status_code == 404


def test_what_a_rewritten_text_leaves_out_is_said_below_it(client: Client, endpoint: OpenAIServer) -> None:
    endpoint.behave([says("The kettle holds two litres.")])
    completion = client.ask(SOURCE, task="rewrite")
    lost = said_to_be_lost(["The lantern burns for eleven hours."], "en")
    assert content(completion) == f"The kettle holds two litres. [1]\n\n{lost}"
    assert completion["candor"]["passages"][0]["text"] == SOURCE


def test_what_a_rewritten_text_adds_is_marked_in_its_claims(client: Client, endpoint: OpenAIServer) -> None:
    endpoint.behave([says(f"{SOURCE} Dragons guard everything.")])
    completion = client.ask(SOURCE, task="rewrite", collection="marked")
    supports = [claim["support"] for claim in completion["candor"]["claims"]]
    assert supports == ["supported", "supported", "unsupported"]
    assert "Not found again" not in content(completion)


@pytest.mark.parametrize("kind", [TaskKind.REWRITE, TaskKind.DIAGRAM])
def test_what_only_a_model_can_do_says_so_without_one(client: Client, kind: TaskKind) -> None:
    completion = client.ask(SOURCE, model="extractive", task=kind.value)
    assert content(completion) == said_to_need_a_model(kind, "en")
    assert completion["candor"]["outcome"] == "abstained"


def test_without_plantuml_a_diagram_is_its_code_with_a_note(client: Client, endpoint: OpenAIServer) -> None:
    endpoint.behave([says(f"Here it is:\n```plantuml\n{CODE}\n```")])
    completion = client.ask("A reader borrows a book at the desk.", task="diagram")
    assert content(completion) == f"```plantuml\n{CODE}\n```\n\n{said_not_to_be_drawn(None, 'en')}"
    assert completion["candor"]["diagram"] == {"code": CODE, "svg": None, "error": None}
    assert completion["candor"]["outcome"] == "flagged"
    kept = client.http.get(f"/v1/answers/{completion['candor']['answer_id']}").json()
    assert (kept["text"], kept["support"]) == (content(completion), "unchecked")


def test_a_diagram_is_streamed_with_its_code_in_the_last_chunk(client: Client, endpoint: OpenAIServer) -> None:
    endpoint.behave([says(CODE)])
    body = {"stream": True, "messages": [{"role": "user", "content": SOURCE}], "candor": {"task": "diagram"}}
    with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        chunks = [json.loads(line[6:]) for line in reply.iter_lines() if line.startswith("data: {")]
    assert chunks[-1]["candor"]["diagram"]["code"] == CODE
    assert CODE in "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)


def test_a_task_is_not_rehearsed(client: Client) -> None:
    candor = {"task": "rewrite", "rehearse": True}
    body = {"messages": [{"role": "user", "content": SOURCE}], "candor": candor}
    reply = client.http.post("/v1/chat/completions", json=body)
    assert (reply.status_code, "candor.task" in reply.text) == (422, True)
