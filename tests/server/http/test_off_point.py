"""What is true and answers nothing is told apart on every way out, and each claim tells its values."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.conftest import Client, FakeModel, client_of
from text.notices import Saying, said

QUESTION = "How many books may a member borrow?"
BESIDE = "The loan period is three weeks [1]. A lost library card is replaced for 4 euros [2]."
STRAIGHT = "A member may borrow six books at a time [1]. The loan period is three weeks [1]."
INVENTED = "A member may borrow dragons [1]."
COUNTED = "candor_answers_off_point_total"


@pytest.fixture
def client(reading_url: str) -> Iterator[Client]:
    with client_of(reading_url) as client:
        yield client


def counted(client: Client, collection: str) -> float:
    lines = client.http.get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(f'{COUNTED}{{collection="{collection}"'))


def streamed(client: Client, collection: str) -> tuple[str, dict[str, Any]]:
    """The content, and the block of the last chunk."""
    body = {
        "stream": True,
        "messages": [{"role": "user", "content": QUESTION}],
        "candor": {"collection": collection},
    }
    with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        chunks = [json.loads(line[6:]) for line in reply.iter_lines() if line.startswith("data: {")]
    content = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)
    block: dict[str, Any] = chunks[-1]["candor"]
    return content, block


def asked(client: Client, collection: str, *, stream: bool) -> tuple[str, dict[str, Any]]:
    if stream:
        return streamed(client, collection)
    completion = client.ask(QUESTION, collection=collection)
    return completion["choices"][0]["message"]["content"], completion["candor"]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("policy", "outcome", "ending"),
    [
        ("hold", "escalated", f"\n\n{said(Saying.OFF_POINT, 'en')}"),
        ("annotate", "flagged", ""),
        ("monitor", "flagged", ""),
    ],
)
def test_an_answer_beside_the_point_says_so_in_the_chat_and_when_it_is_read_again(
    client: Client, llm: FakeModel, policy: str, outcome: str, ending: str, *, stream: bool
) -> None:
    llm.text, before = BESIDE, counted(client, policy)

    content, block = asked(client, policy, stream=stream)

    assert content == BESIDE + ending
    assert (block["outcome"], block["reason"]) == (outcome, "off_point")
    assert [claim["support"] for claim in block["claims"]] == ["supported"] * 2
    assert [claim["answers_question"] for claim in block["claims"]] == [False] * 2
    kept = client.http.get(f"/v1/answers/{block['answer_id']}").json()
    assert (kept["outcome"], kept["reason"], kept["support"]) == (outcome, "off_point", "supported")
    assert kept["claims"] == block["claims"]
    assert counted(client, policy) == before + 1
    assert (block["escalation_id"] is None) is (policy == "monitor")
    if policy != "monitor":
        escalation = client.http.get(f"/v1/escalations/{block['escalation_id']}").json()
        assert escalation["reason"].startswith("off_point:")
        assert escalation["answer"]["reason"] == "off_point"


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_of_which_one_sentence_answers_is_answered(client: Client, llm: FakeModel, *, stream: bool) -> None:
    llm.text, before = STRAIGHT, counted(client, "hold")
    content, block = asked(client, "hold", stream=stream)
    assert content == STRAIGHT
    assert (block["outcome"], block["reason"]) == ("answered", None)
    assert [claim["answers_question"] for claim in block["claims"]] == [True, False]
    assert counted(client, "hold") == before


def test_what_is_wrong_is_wrong_first(client: Client, llm: FakeModel) -> None:
    llm.text = INVENTED
    block = client.ask("Where does the duke live?", collection="annotate")["candor"]
    assert (block["outcome"], block["reason"]) == ("flagged", None)
    assert block["claims"][0]["answers_question"] is False


def test_verify_tells_what_is_beside_the_point_where_it_is_given_the_question(client: Client) -> None:
    body = {
        "answer": "The library opens at nine in the morning.",
        "passages": ["Our library opens at nine in the morning."],
    }
    unasked = client.http.post("/v1/verify", json=body).json()
    beside = client.http.post("/v1/verify", json=body | {"question": "Are dogs allowed?"}).json()
    straight = client.http.post("/v1/verify", json=body | {"question": "When are mornings at the library?"}).json()
    for found, outcome, reason, answers in (
        (unasked, "answered", None, None),
        (beside, "flagged", "off_point", False),
        (straight, "answered", None, True),
    ):
        assert (found["outcome"], found["reason"], found["support"]) == (outcome, reason, "supported")
        assert [claim["answers_question"] for claim in found["claims"]] == [answers]


def test_the_values_of_a_claim_stand_in_the_answer_and_their_evidence_in_its_passage(client: Client) -> None:
    passages = ["Staff rules.", "A tent costs 120 euros in the shop. The stove in the shop weighs 3 kilograms."]
    answer = (
        "Well [2]. - The **stove** [3] in it weighs **3** kilograms [2].\nA tent [2] in the shop costs 99 euros [1]."
    )
    body = {"answer": answer, "passages": passages, "question": "What weighs the stove in the shop?"}

    claims = client.http.post("/v1/verify", json=body).json()["claims"]

    values = {value["text"].replace("*", ""): value for claim in claims for value in claim["values"]}
    assert {text: value["state"] for text, value in values.items()} == {"3 kilograms": "same", "99 euros": "other"}
    for claim in claims:
        for value in claim["values"]:
            assert claim["start"] <= value["start"] < value["end"] <= claim["end"]
            assert answer[value["start"] : value["end"]] == value["text"]
            for evidence in value["evidence"]:
                passage = passages[evidence["passage"]]
                assert passage[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert "120" in values["99 euros"]["evidence"][0]["quote"]
