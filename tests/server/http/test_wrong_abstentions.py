"""A model that finds no answer where the passages hold one, through the whole application with the shipped judge."""

import json
from typing import Any

import pytest

from generation.prompt import NO_ANSWER
from tests.server.conftest import Client, FakeModel, client_of
from text.notices import Saying, said

TOWER = (
    "The tower is 92 metres tall. It was built in 1911 by Agnes Rowe. Tickets cost 5 euros. The lift takes 40 seconds. "
    "The tower closes at 22:00."
)
NOT_FOUND = "I could not find this in the documents."
HELD, PAINTED = "How tall is the tower?", "Who painted the tower?"
COUNTED = 'candor_abstentions_contested_total{model="fake",shown="quote"}'


@pytest.fixture(scope="module", autouse=True)
def collections(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("missed") / "tower.txt"
    path.write_text(TOWER, encoding="utf-8")
    with client_of(server_url) as client:
        for policy in ("annotate", "hold"):
            client.http.post("/v1/collections", json={"name": f"missed-{policy}", "policy": policy})
            client.upload(path, collection=f"missed-{policy}")


def asked(client: Client, question: str, policy: str, *, stream: bool) -> tuple[str, dict[str, Any]]:
    if not stream:
        completion = client.ask(question, collection=f"missed-{policy}")
        return completion["choices"][0]["message"]["content"], completion["candor"]
    body = {
        "stream": True,
        "messages": [{"role": "user", "content": question}],
        "candor": {"collection": f"missed-{policy}"},
    }
    with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        chunks = [json.loads(line[6:]) for line in reply.iter_lines() if line.startswith("data: {")]
    content = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)
    return content, chunks[-1]["candor"]


def counted(client: Client) -> float:
    lines = client.http.get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(COUNTED))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("written", [NOT_FOUND, NO_ANSWER])
@pytest.mark.parametrize(
    ("policy", "outcome", "saying"),
    [("annotate", "flagged", Saying.MISSED), ("hold", "escalated", Saying.ASKED_AFTER_ALL)],
)
def test_the_documents_own_sentence_is_shown_where_a_model_overlooked_it(
    client: Client, llm: FakeModel, written: str, policy: str, outcome: str, saying: Saying, *, stream: bool
) -> None:
    llm.text, before = written, counted(client)
    content, block = asked(client, HELD, policy, stream=stream)
    assert content == f"The tower is 92 metres tall. [1]\n\n{said(saying, 'en')}"
    assert (block["outcome"], block["reason"]) == (outcome, "wrong_abstention")
    assert [(claim["support"], claim["answers_question"]) for claim in block["claims"]] == [("supported", True)]
    assert counted(client) == before + 1
    escalation = client.http.get(f"/v1/escalations/{block['escalation_id']}").json()
    assert escalation["reason"].startswith("wrong_abstention:")
    kept = client.http.get(f"/v1/answers/{block['answer_id']}").json()
    assert (kept["outcome"], kept["reason"], kept["text"]) == (outcome, "wrong_abstention", content)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("policy", ["annotate", "hold"])
def test_a_right_abstention_stands(client: Client, llm: FakeModel, policy: str, *, stream: bool) -> None:
    llm.text, before = NOT_FOUND, counted(client)
    content, block = asked(client, PAINTED, policy, stream=stream)
    assert (content, block["outcome"], block["reason"]) == (NOT_FOUND, "abstained", None)
    assert counted(client) == before


@pytest.mark.parametrize(
    ("question", "passages", "outcome", "reason"),
    [
        (HELD, [TOWER], "flagged", "wrong_abstention"),
        (PAINTED, [TOWER], "abstained", None),
        (None, [TOWER], "abstained", None),
        (HELD, [], "abstained", None),
        (HELD, [" "], "abstained", None),
    ],
)
def test_verify_says_whether_an_abstention_is_right_where_it_can_know(
    client: Client, question: str | None, passages: list[str], outcome: str, reason: str | None
) -> None:
    body = {"answer": NOT_FOUND, "passages": passages} | ({"question": question} if question else {})
    found = client.http.post("/v1/verify", json=body).json()
    assert found == {"risk": None, "support": None, "outcome": outcome, "reason": reason, "claims": []}
