"""Over HTTP: what a refused question leaves, how collections change, how lists go on, whose words reach whom."""

import json
from typing import Any

import pytest

from tests.server.conftest import Client, FakeModel
from tests.server.http.test_streams import listening
from tests.ui import contract


def conversations(client: Client) -> int:
    return len(client.http.get("/v1/conversations", params={"limit": 500}).json()["conversations"])


@pytest.mark.parametrize("wish", [{"model": "no-such-model"}, {"candor": {"collection": "nowhere"}}])
@pytest.mark.parametrize("stream", [True, False])
def test_a_refused_question_leaves_no_conversation(client: Client, wish: dict[str, Any], *, stream: bool) -> None:
    before = conversations(client)
    body = {"messages": [{"role": "user", "content": "Who?"}], "stream": stream, **wish}
    assert client.http.post("/v1/chat/completions", json=body).status_code == 404
    assert conversations(client) == before


def test_a_refused_question_gives_no_conversation_its_title(client: Client) -> None:
    begun = client.http.post("/v1/conversations", json={}).json()
    body = {
        "messages": [{"role": "user", "content": "Who?"}],
        "model": "none",
        "candor": {"conversation_id": begun["id"]},
    }
    assert client.http.post("/v1/chat/completions", json=body).status_code == 404
    kept = client.http.get(f"/v1/conversations/{begun['id']}").json()
    assert (kept["title"], kept["messages"]) == (begun["title"], [])


def test_a_threshold_is_set_kept_and_cleared_and_a_policy_cannot_be_none(client: Client) -> None:
    client.http.post("/v1/collections", json={"name": "strict"})

    def changed(body: dict[str, Any]) -> tuple[int, Any]:
        reply = client.http.patch("/v1/collections/strict", json=body)
        return reply.status_code, reply.json()

    assert changed({"threshold": 0.3})[1]["threshold"] == 0.3
    assert changed({"policy": "monitor"})[1]["threshold"] == 0.3
    assert changed({})[1]["policy"] == "monitor"
    assert changed({"threshold": None})[1]["threshold"] is None
    status, problem = changed({"policy": None})
    assert status == 422
    assert "policy" in problem["detail"]


def test_every_conversation_is_reached_by_the_cursor(client: Client) -> None:
    made = {client.http.post("/v1/conversations", json={}).json()["id"] for _ in range(5)}
    seen: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    while True:
        page = client.http.get("/v1/conversations", params=query).json()
        seen += [one["id"] for one in page["conversations"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert made <= set(seen)
    assert len(seen) == len(set(seen))
    assert client.http.get("/v1/conversations", params={"cursor": "never given"}).status_code == 422


def test_a_reviewer_without_words_speaks_the_collections_language(client: Client, library: dict[str, Any]) -> None:
    client.http.post("/v1/collections", json={"name": "magyar", "language": "hu"})
    talk = client.http.post("/v1/conversations", json={"collection": "magyar"}).json()["id"]
    escalation = client.http.post("/v1/escalations", json={"conversation_id": talk}).json()["id"]
    client.http.post(f"/v1/escalations/{escalation}/resolve", json={"resolution": "not_in_documents"})
    [reply] = client.http.get(f"/v1/conversations/{talk}").json()["messages"]
    assert reply["content"] == "Egy munkatársunk utánanézett: a dokumentumok nem tartalmazzák a választ."


def test_what_is_streamed_is_what_the_contract_says(client: Client, library: dict[str, Any], llm: FakeModel) -> None:
    """The page's fake is held to the same schemas, so these hold the schemas to the server."""
    talk = client.http.post("/v1/conversations", json={}).json()["id"]
    llm.text = "A member may borrow six books at a time [1]. The library was founded in 1732 by the Duke of Norfolk."
    body = {
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [{"role": "user", "content": "How many books may a member borrow?"}],
        "candor": {"conversation_id": talk},
    }
    events = f"/v1/conversations/{talk}/events"
    with listening(client, events, until=lambda heard: heard[0] == "message") as stream:
        with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
            told = [line for line in reply.iter_lines() if line.startswith("data: {")]
        [escalation] = client.http.get(f"/v1/conversations/{talk}").json()["escalations"]
        path = f"/v1/escalations/{escalation['id']}"
        client.http.post(f"{path}/resolve", json={"resolution": "edit", "text": "Six."})
        heard = stream.to_the_end()

    assert len(told) > 3
    assert [name for name, _ in heard][-1] == "message"
    assert list(contract.of_stream("/v1/chat/completions", "\n".join(told))) == []
    for name, data in heard:
        assert list(contract.of_stream(events, f"event: {name}\ndata: {json.dumps(data)}")) == []
