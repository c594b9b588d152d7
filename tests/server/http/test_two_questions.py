"""Two things asked at once, over HTTP and without a language model: both are answered, with marks of one list."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.conftest import Client, client_of

MARINA = """# Ostrel Marina

## Berths

A visitor's berth costs 24 pounds a night. Water is included in the price of a berth.

## Washhouse

Showers take a token, which costs 1 pound. The washhouse stands behind the sail loft.
"""


@pytest.fixture(scope="module")
def marina(server_url: str) -> Iterator[Client]:
    with client_of(server_url) as client:
        client.http.post("/v1/collections", json={"name": "marina", "policy": "hold"})
        reply = client.http.post(
            "/v1/documents", files={"file": ("marina.md", MARINA.encode())}, data={"collection": "marina"}
        )
        assert client.wait(reply.json()["id"])["status"] == "ready"
        yield client


def asked(marina: Client, question: str) -> tuple[str, dict[str, Any]]:
    completion = marina.ask(question, model="extractive", collection="marina")
    return completion["choices"][0]["message"]["content"], completion["candor"]


def test_both_questions_are_answered_in_the_order_asked(marina: Client) -> None:
    content, block = asked(marina, "What does a berth cost a night and where is the washhouse?")
    assert content.index("24 pounds") < content.index("behind the sail loft")
    assert (block["outcome"], block["reason"], block["rewritten_question"]) == ("answered", None, None)
    assert {claim["support"] for claim in block["claims"]} == {"supported"}
    assert all(claim["answers_question"] is not False for claim in block["claims"])
    kept = marina.http.get(f"/v1/answers/{block['answer_id']}").json()
    assert (kept["claims"], kept["passages"]) == (block["claims"], block["passages"])


def test_half_an_answer_says_what_was_not_found(marina: Client) -> None:
    content, block = asked(marina, "What does a berth cost a night and when does the regatta start?")
    assert "24 pounds" in content
    assert "No answer to “When does the regatta start?” was found in the documents." in content
    assert (block["outcome"], block["escalation_id"]) == ("answered", None)
    for claim in block["claims"]:
        assert content[claim["start"] : claim["end"]] == claim["text"]
        assert "No answer" not in claim["text"]


def test_how_it_was_found_tells_of_both(marina: Client) -> None:
    completion = marina.ask(
        "What does a berth cost a night and where is the washhouse?",
        model="extractive",
        collection="marina",
        explain=True,
    )
    candidates = completion["candor"]["explanation"]["candidates"]
    assert {one["text"] for one in candidates if one["left"] is None} >= {
        "A visitor's berth costs 24 pounds a night.",
        "The washhouse stands behind the sail loft.",
    }
