"""What a person answered is given to the next who asks, until what it rests on changes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Client, client_of, serving, settings_for

QUESTION = "When does the boathouse open?"
SAID = "At eight, and the bell is rung first."


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server of its own with a collection whose documents change."""
    with serving(settings_for(tmp_path_factory.mktemp("verified"), judge="small")) as url, client_of(url) as client:
        yield client


def resolved(client: Client, asked: dict[str, Any], **decision: Any) -> dict[str, Any]:
    """The case of an answer, decided."""
    opened = client.http.post("/v1/escalations", json={"answer_id": asked["answer_id"]}).json()
    decision = {"resolution": "edit", "text": SAID, "reuse": True} | decision
    reply = client.http.post(f"/v1/escalations/{opened['id']}/resolve", json=decision)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def listed(client: Client, **params: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.http.get("/v1/verified-answers", params=params).json()["verified_answers"]
    return found


def test_an_answer_is_given_again_suspended_and_given_anew(boats: Client, tmp_path: Path) -> None:
    text = tmp_path / "boats.txt"
    text.write_text("The boathouse opens at eight in the morning.")
    boats.upload(text, collection="default")
    first = boats.ask(QUESTION, model="extractive")["candor"]
    assert first["by_person"] is None
    resolved(boats, first)

    again = boats.ask("hi, what time does the boathouse open please")
    content, candor = again["choices"][0]["message"]["content"], again["candor"]
    assert content.startswith(f"{SAID}\n\nAnswered by a reviewer on ")
    assert (candor["outcome"], candor["risk"], candor["claims"]) == ("answered", None, [])
    assert (candor["by_person"]["role"], again["model"]) == ("reviewer", "verified")
    assert candor["passages"][0]["document"] == "boats.txt"
    kept = boats.http.get(f"/v1/answers/{candor['answer_id']}").json()
    assert (kept["text"], kept["by_person"], kept["made_by"]["prompt"]) == (content, candor["by_person"], None)
    [one] = listed(boats, collection="default")
    assert (one["hits"], one["suspended"], one["id"]) == (1, False, candor["by_person"]["verified_id"])

    other = boats.ask("When does the boathouse close?", model="extractive")["candor"]
    assert other["by_person"] is None

    text.write_text("The boathouse opens at ten in the morning.")
    boats.upload(text, collection="default")
    [one] = listed(boats)
    assert one["suspended"]
    now = boats.ask(QUESTION, model="extractive")
    assert SAID not in now["choices"][0]["message"]["content"]
    [waiting] = boats.http.get("/v1/escalations", params={"status": "open"}).json()["escalations"]
    assert (waiting["kind"], waiting["former_reply"]) == ("suspended", SAID)
    assert "at eight" in waiting["changes"][0]["before"]
    assert "at ten" in waiting["changes"][0]["after"]

    decision = {"resolution": "edit", "text": "At ten.", "reuse": True}
    assert boats.http.post(f"/v1/escalations/{waiting['id']}/resolve", json=decision).status_code == 200
    assert boats.ask(QUESTION)["choices"][0]["message"]["content"].startswith("At ten.")
    assert boats.http.delete(f"/v1/verified-answers/{one['id']}").status_code == 204
    assert listed(boats) == []
    assert boats.ask(QUESTION, model="extractive")["candor"]["by_person"] is None


def test_a_follow_up_is_known_by_the_question_that_it_completes_to(boats: Client, tmp_path: Path) -> None:
    text = tmp_path / "fees.txt"
    text.write_text("A canoe costs 9 euros a day. A rowing boat costs 14 euros a day.")
    boats.http.post("/v1/collections", json={"name": "fees"})
    boats.upload(text, collection="fees")
    rowing = boats.ask("What does a rowing boat cost?", model="extractive", collection="fees")["candor"]
    resolved(boats, rowing, text="14 euros.")
    talk = boats.ask("What does a canoe cost?", model="extractive", collection="fees")["candor"]["conversation_id"]
    completed = boats.ask("And a rowing boat?", model="extractive", collection="fees", conversation_id=talk)
    assert completed["choices"][0]["message"]["content"].startswith("14 euros.")


def test_what_rests_on_a_conversations_own_files_cannot_be_reused(boats: Client, tmp_path: Path) -> None:
    talk = boats.http.post("/v1/conversations", json={}).json()["id"]
    memo = tmp_path / "memo.txt"
    memo.write_text("The safe opens with the word pomegranate.")
    boats.upload(memo, conversation_id=talk)
    asked = boats.ask("Which word opens the safe?", model="extractive", conversation_id=talk)["candor"]
    opened = boats.http.post("/v1/escalations", json={"answer_id": asked["answer_id"]}).json()["id"]
    decision = {"resolution": "edit", "text": "Pomegranate.", "reuse": True}
    refused = boats.http.post(f"/v1/escalations/{opened}/resolve", json=decision)
    assert (refused.status_code, "conversation alone" in refused.json()["detail"]) == (422, True)


def test_a_streamed_answer_is_the_same_text(boats: Client, tmp_path: Path) -> None:
    asked = boats.ask("How deep is the old dock?", model="extractive")["candor"]
    resolved(boats, asked, text="Four metres.")
    body = {"stream": True, "messages": [{"role": "user", "content": "How deep is the old dock?"}]}
    with boats.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        assert "Four metres." in next(line for line in reply.iter_lines() if "Four" in line)
