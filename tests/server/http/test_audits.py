"""The audit over HTTP: drawn by chance, judged blindly, unheard by the user, told as a rate."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.audits import Draw
from domain.documents import Policy
from domain.principals import Role
from monitoring.verdict.escalating import Escalator
from server.http.access import fingerprint, new_secret
from server.wiring.opening import open_stores
from tests.server.conftest import Client, FakeModel, serving, settings_for
from tests.server.http.test_story import INVENTED, TRUE
from tests.storage import samples

QUESTION = "How many books may a member borrow?"


@pytest.fixture
def audited(client: Client, documents: dict[str, Path], request: pytest.FixtureRequest) -> str:
    """A collection of which every answer is drawn."""
    name = f"drawn {request.node.name[:40]}"
    client.http.post("/v1/collections", json={"name": name, "policy": "hold"})
    changed = client.http.patch(f"/v1/collections/{name}", json={"audit_probability": 1})
    assert changed.json()["audit_probability"] == 1
    client.upload(documents["pdf"], collection=name)
    return name


def audits(client: Client, collection: str) -> list[dict[str, Any]]:
    found = client.http.get("/v1/escalations", params={"collection": collection}).json()["escalations"]
    return [one for one in found if one["kind"] == "audit"]


def decide(client: Client, audit: dict[str, Any], resolution: str, **body: Any) -> dict[str, Any]:
    reply = client.http.post(f"/v1/escalations/{audit['id']}/resolve", json={"resolution": resolution, **body})
    assert reply.status_code == 200, reply.text
    decided: dict[str, Any] = reply.json()
    return decided


def test_whoever_audits_an_answer_sees_all_of_it_and_what_the_check_says_only_afterwards(
    client: Client, llm: FakeModel, audited: str
) -> None:
    llm.text = f"{TRUE} {INVENTED}"
    client.ask(QUESTION, model="fake", collection=audited)
    [audit] = audits(client, audited)
    answer = audit["answer"]
    assert audit["blind"] is True
    assert answer["text"] == f"{TRUE} {INVENTED}"
    assert [answer["text"][c["start"] : c["end"]] for c in answer["claims"]] == [TRUE, INVENTED]
    assert {claim["support"] for claim in answer["claims"]} == {"unchecked"}
    assert not any(claim["evidence"] or claim["detectors"] for claim in answer["claims"])
    assert (answer["outcome"], answer["risk"], answer["withheld"]) == ("answered", None, None)
    held = client.http.post(f"/v1/escalations/{audit['id']}/claim").json()
    assert held["blind"] is True

    decided = decide(client, audit, "approve", labels=[{"claim": 1, "support": "unsupported"}])
    assert decided["blind"] is False
    assert decided["answer"]["outcome"] == "escalated"
    assert INVENTED in decided["answer"]["withheld"]["text"]


def test_the_user_hears_nothing_of_an_audit(client: Client, audited: str) -> None:
    block = client.ask(QUESTION, model="extractive", collection=audited)["candor"]
    assert block["escalation_id"] is None
    [audit] = audits(client, audited)
    decide(client, audit, "reject", text="Not so.")
    conversation = client.http.get(f"/v1/conversations/{block['conversation_id']}").json()
    assert conversation["escalations"] == []
    assert [message["role"] for message in conversation["messages"]] == ["user", "assistant"]
    assert client.http.get(f"/v1/answers/{block['answer_id']}").json()["human_reply"] is None


def test_reviewed_audits_give_the_rate_and_the_detectors_figures(client: Client, llm: FakeModel, audited: str) -> None:
    llm.text = f"{TRUE} {INVENTED}"
    client.ask(QUESTION, model="fake", collection=audited)
    for _ in range(2):
        client.ask(QUESTION, model="extractive", collection=audited)
    assert quality(client, audited)["hallucination_rate"]["labels"] == 0
    for audit in audits(client, audited):
        decide(client, audit, "reject" if INVENTED in audit["answer"]["text"] else "approve")
    found = quality(client, audited)
    rate = found["hallucination_rate"]
    assert (rate["point"], rate["labels"], rate["method"]) == (0, 2, "clopper_pearson")
    assert rate["high"] > 0.5
    for figure in ("precision", "recall"):
        assert (found["detector"][figure]["point"], found["detector"][figure]["labels"]) == (1, 1)
    params = {"collection": audited, "window": "2h", "step": "1h"}
    series = client.http.get("/v1/quality/series", params=params).json()["series"]
    assert [step["hallucination_rate"]["labels"] for step in series] == [0, 2]


def quality(client: Client, collection: str) -> dict[str, Any]:
    found: dict[str, Any] = client.http.get("/v1/quality", params={"collection": collection}).json()
    return found


def test_thresholds_are_replayed_on_what_was_answered(client: Client, llm: FakeModel, audited: str) -> None:
    llm.text = f"{TRUE} {INVENTED}"
    client.ask(QUESTION, model="fake", collection=audited)
    [audit] = audits(client, audited)
    decide(client, audit, "reject")
    params = {"collection": audited, "window": "1d"}
    found = client.http.get("/v1/quality/thresholds", params=params).json()
    assert (found["answers"], found["labels"]) == (1, 1)
    assert 0 < found["current"] < 1
    lowest, highest = found["thresholds"][0], found["thresholds"][-1]
    assert lowest["threshold"] < highest["threshold"]
    assert lowest["reviews_a_day"]["point"] == 1
    assert (lowest["precision"]["point"], lowest["recall"]["point"]) == (1, 1)
    client.http.patch(f"/v1/collections/{audited}", json={"threshold": 0.62})
    assert client.http.get("/v1/quality/thresholds", params=params).json()["current"] == 0.62


def test_what_claims_nothing_is_never_drawn(client: Client, audited: str) -> None:
    client.ask("Hello!", model="extractive", collection=audited)
    assert audits(client, audited) == []


@pytest.mark.parametrize("probability", [-0.1, 1.1, "often"])
def test_a_probability_that_is_none_is_refused(client: Client, probability: Any) -> None:
    body = {"audit_probability": probability}
    assert client.http.patch("/v1/collections/default", json=body).status_code == 422


def test_a_reviewer_reads_nothing_of_the_check_while_an_audit_waits_and_whoever_asked_what_was_delivered(
    tmp_path: Path,
) -> None:
    settings, secrets = settings_for(tmp_path, judge="small", host="0.0.0.0"), {}
    with open_stores(settings) as stores:
        stores.collections.create("default", policy=Policy.HOLD, language="en")
        ids = dict[str, str]()
        for name, role in (("asker", Role.REVIEWER), ("ann", Role.REVIEWER), ("user", Role.CHAT)):
            secrets[name] = new_secret()
            kept = stores.keys.create(name=name, role=role, collections=None, sha256=fingerprint(secrets[name]))
            ids[name] = kept.id
        talk = stores.conversations.create(title="", collection="default", owner=ids["asker"], metadata={})
        answer = samples.answer(talk.id)
        drawn = Escalator(timedelta(hours=4)).audit(collection="default", now=datetime.now(UTC))
        stores.answers.save(answer, None, Draw(1.0, drawn))
        [audit] = stores.escalations.of_conversation(talk.id)
    with serving(settings) as url, httpx.Client(base_url=url, trust_env=False) as http:
        headers = {name: {"Authorization": f"Bearer {secret}"} for name, secret in secrets.items()}

        def read(name: str) -> dict[str, Any]:
            found: dict[str, Any] = http.get(f"/v1/answers/{answer.id}", headers=headers[name]).json()
            return found

        for_ann, for_asker = read("ann"), read("asker")
        assert (for_ann["outcome"], for_ann["risk"], for_ann["withheld"]) == ("answered", None, None)
        assert {claim["support"] for claim in for_ann["claims"]} == {"unchecked"}
        assert (for_asker["outcome"], for_asker["text"], for_asker["withheld"]) == ("escalated", answer.content, None)
        assert http.get(f"/v1/answers/{answer.id}", headers=headers["user"]).status_code == 404
        body = {"resolution": "reject"}
        http.post(f"/v1/escalations/{audit.id}/resolve", json=body, headers=headers["ann"]).raise_for_status()
        assert read("ann")["outcome"] == "escalated"
        assert read("ann")["withheld"]["text"] == "All of them."
