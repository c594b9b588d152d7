"""The short answer over HTTP: beside the content, which stays as it is, of a chat, of a stream and of what is kept."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Client, FakeModel, client_of

LATE = "What does a late book cost a day?"
HOW_MANY = "How many boats are red?"


def stands(content: str, short: dict[str, Any]) -> bool:
    return content[short["start"] : short["end"]] == short["text"]


def test_the_words_that_answer_by_themselves_come_with_their_place(client: Client, library: dict[str, Any]) -> None:
    reply = client.ask(LATE, model="extractive")
    content, short = reply["choices"][0]["message"]["content"], reply["candor"]["short_answer"]
    assert short["text"].startswith("20 cents")
    assert stands(content, short)
    kept = client.http.get(f"/v1/answers/{reply['candor']['answer_id']}").json()
    assert (kept["text"], kept["short_answer"]) == (content, short)


def test_the_last_chunk_of_a_stream_has_them(client: Client, library: dict[str, Any]) -> None:
    body = {"model": "extractive", "messages": [{"role": "user", "content": LATE}], "stream": True}
    with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        lines = [line[6:] for line in reply.iter_lines() if line.startswith("data: ")]
    chunks = [json.loads(line) for line in lines[:-1]]
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)
    assert stands(text, chunks[-1]["candor"]["short_answer"])


@pytest.fixture(scope="module")
def boats(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("boats") / "boats.csv"
    path.write_text("Boat,Colour,Seats\n" + "".join(f"B{n},{'red' if n % 3 else 'blue'},{n}\n" for n in range(1, 13)))
    with client_of(server_url) as client:
        client.http.post("/v1/collections", json={"name": "harbour"})
        client.upload(path, collection="harbour")
    return path


@pytest.mark.usefixtures("boats")
def test_of_what_was_computed_it_is_the_figure(client: Client) -> None:
    reply = client.ask(HOW_MANY, collection="harbour")
    content, short = reply["choices"][0]["message"]["content"], reply["candor"]["short_answer"]
    assert reply["candor"]["computation"] is not None
    assert short["text"] == "8 boats"
    assert stands(content, short)


def test_an_abstention_and_what_a_model_wrote_have_none(
    client: Client, library: dict[str, Any], llm: FakeModel
) -> None:
    assert client.ask("Who won the race of 1911?", model="extractive")["candor"]["short_answer"] is None
    llm.text = "A late book costs 20 cents a day [1]."
    written = client.ask(LATE)
    assert written["model"] != "extractive"
    assert written["candor"]["short_answer"] is None
