"""What documents state of themselves is told on every way out, and of two rules the newer one is answered with."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.conftest import Client, FakeModel, client_of

OLD = (
    "boat-rules-2022.txt",
    "Rowing club of Ambermere\nBoat rules 2022\n\nEach member has a key to the boat shed. "
    "A boat place in the shed costs 40 euros a year. Guests row on Sundays.\n",
)
NEW = (
    "boat-rules.txt",
    "Rowing club of Ambermere\nBoat rules\nVersion 3, valid from 1 May 2025\n\nThe warden keeps the key of the shed. "
    "A boat place in the shed costs 65 euros a year. Guests row on Saturdays.\n",
)
NOW, THEN, BOTH = (
    "How much does a boat place in the shed cost?",
    "How much did a boat place in the shed cost in 2023?",
    "How did the cost of a boat place in the shed change?",
)


@pytest.fixture(scope="module")
def club(server_url: str) -> Iterator[Client]:
    with client_of(server_url) as client:
        client.http.post("/v1/collections", json={"name": "club", "policy": "annotate"})
        for name, text in (OLD, NEW):
            reply = client.http.post(
                "/v1/documents", files={"file": (name, text.encode())}, data={"collection": "club"}
            )
            assert client.wait(reply.json()["id"])["status"] == "ready"
        yield client


def asked(club: Client, question: str, *, model: str = "extractive") -> tuple[str, dict[str, Any], dict[str, Any]]:
    completion = club.ask(question, model=model, collection="club")
    message = completion["choices"][0]["message"]
    return message["content"], message["annotations"][0] if message["annotations"] else {}, completion["candor"]


def test_a_document_says_from_when_it_holds_and_where_that_stands(club: Client) -> None:
    listed = club.http.get("/v1/documents", params={"collection": "club"}).json()["documents"]
    [stated] = [document["stated"] for document in listed if document["name"] == NEW[0]]
    assert stated["text"] == "version 3, valid from 1 May 2025"
    assert (stated["valid_from"]["value"], stated["version"]["value"]) == ("2025-05-01", "3")
    assert NEW[1][stated["valid_from"]["start"] :].startswith(stated["valid_from"]["quote"])
    assert (stated["dated"], stated["replaces"]) == (None, None)


def test_the_newer_rule_is_found_first_and_says_of_when_it_is(club: Client) -> None:
    found = club.http.post("/v1/search", json={"query": NOW, "collection": "club", "k": 2}).json()["passages"]
    assert [passage["document"] for passage in found] == [NEW[0], OLD[0]]
    assert [passage["stated"]["text"] for passage in found] == ["version 3, valid from 1 May 2025", "of 2022"]


def test_the_newer_rule_is_quoted_and_cited_with_its_date(club: Client) -> None:
    content, citation, block = asked(club, NOW)
    assert "65 euros" in content
    assert "40 euros" not in content
    assert citation["stated"]["text"] == "version 3, valid from 1 May 2025"
    assert block["claims"][0]["support"] == "supported"
    kept = club.http.get(f"/v1/answers/{block['answer_id']}").json()
    assert kept["passages"] == block["passages"]


def test_a_question_about_the_past_gets_the_old_rule(club: Client) -> None:
    content, _, block = asked(club, THEN)
    assert "40 euros" in content
    assert "65 euros" not in content
    assert block["claims"][0]["support"] == "supported"


def test_old_and_new_side_by_side_come_with_which_is_newer(club: Client) -> None:
    content, _, _ = asked(club, BOTH)
    assert "40 euros" in content
    assert "65 euros" in content
    assert content.endswith("Of these sources boat-rules.txt (1 May 2025) is newer than boat-rules-2022.txt (2022).")


def test_an_answer_by_the_old_rule_is_not_stood_behind(club: Client, llm: FakeModel) -> None:
    llm.text = "A boat place in the shed costs 40 euros a year [2]."
    _, _, block = asked(club, NOW, model="default")
    assert block["outcome"] == "flagged"
    assert block["claims"][0]["support"] in {"contradicted", "unsupported"}


def test_an_answer_by_the_new_rule_is_not_contradicted_by_the_old_one(club: Client, llm: FakeModel) -> None:
    llm.text = "A boat place in the shed costs 65 euros a year [1]."
    _, _, block = asked(club, NOW, model="default")
    assert (block["outcome"], block["claims"][0]["support"]) == ("answered", "supported")


def test_a_sentence_that_says_it_tells_of_the_past_is_held_against_the_old_rule(club: Client, llm: FakeModel) -> None:
    llm.text = "In 2022 a boat place in the shed cost 40 euros a year [2]."
    _, _, block = asked(club, NOW, model="default")
    assert block["claims"][0]["support"] == "supported"
