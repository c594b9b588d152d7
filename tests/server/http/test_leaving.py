"""An answer ends when its client leaves, while the model is in the middle of a sentence."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.server.conftest import Client, FakeModel, client_of, serving, settings_for
from tests.server.http.test_story import TRUE


@pytest.fixture
def paused() -> Iterator[FakeModel]:
    """A model that stops in its second sentence for as long as the test lasts."""
    with FakeModel.running() as model:
        model.text = f"{TRUE} The loan period is three weeks [1]."
        model.pause_at = len(TRUE) + 14
        yield model
        model.go_on.set()


@pytest.fixture
def client(tmp_path: Path, paused: FakeModel, documents: dict[str, Path]) -> Iterator[Client]:
    settings = settings_for(tmp_path, llm_url=paused.url, answers_at_once=1, suggestions=0)
    with serving(settings) as url, client_of(url) as client:
        client.upload(documents["pdf"])
        yield client


QUESTION = "How many books may a member borrow?"


def asking(client: Client, *, stream: bool) -> http.client.HTTPConnection:
    """A connection that asks, and can be closed in the middle."""
    body = {"stream": stream, "messages": [{"role": "user", "content": QUESTION}]}
    connection = http.client.HTTPConnection(urlsplit(str(client.http.base_url)).netloc)
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
    return connection


@pytest.mark.parametrize("stream", [True, False])
def test_who_leaves_makes_room_for_the_next_though_the_model_says_nothing_more(
    *, stream: bool, client: Client, paused: FakeModel
) -> None:
    leaver = asking(client, stream=stream)
    assert paused.asked(1)
    again = {"model": "extractive", "messages": [{"role": "user", "content": QUESTION}]}
    assert client.http.post("/v1/chat/completions", json=again).status_code == 503
    leaver.close()
    while (reply := client.http.post("/v1/chat/completions", json=again)).status_code == 503:
        pass
    assert "six books" in reply.json()["choices"][0]["message"]["content"]
    assert not paused.go_on.is_set()


def test_what_was_shown_to_who_left_is_stored(client: Client, paused: FakeModel) -> None:
    leaver = asking(client, stream=True)
    with leaver.getresponse() as reply:
        next(line for line in reply if b"six books" in line and b'"claim"' in line)
    leaver.close()
    assert answer_to(client) == TRUE
    assert not paused.go_on.is_set()


def answer_to(client: Client) -> str:
    """The answer that was stored, waiting for it."""
    [conversation] = client.http.get("/v1/conversations").json()["conversations"]
    messages: list[dict[str, Any]] = []
    while len(messages) < 2:
        messages = client.http.get(f"/v1/conversations/{conversation['id']}").json()["messages"]
    return str(messages[-1]["content"])
