"""The reviewers' queue over HTTP, for many cases: the next one, which are wanted, whose they are, all that helps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Client, client_of, serving, settings_for


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server of its own, whose documents hold one sentence."""
    folder: Path = tmp_path_factory.mktemp("queue")
    note = folder / "hours.txt"
    note.write_text("The desk opens at nine in the morning.")
    settings = settings_for(folder / "data", judge="small", review_times={"default/requested": (15, 60)})
    with serving(settings) as url, client_of(url) as client:
        client.upload(note, collection="default")
        yield client


def ask(client: Client, question: str) -> dict[str, Any]:
    """A person is asked for, about the answer to a question; what the user knows of it."""
    answer = client.ask(question, model="extractive")["candor"]
    asked: dict[str, Any] = client.http.post("/v1/escalations", json={"answer_id": answer["answer_id"]}).json()
    return {**asked, "conversation_id": answer["conversation_id"]}


def post(client: Client, path: str, **body: Any) -> Any:
    return client.http.post(f"/v1/escalations/{path}", json=body)


def test_a_case_is_taken_briefed_assigned_decided_and_opened_again(desk: Client) -> None:
    first, again = (
        ask(desk, "Wann öffnet das Museum für die Kinder?"),
        ask(desk, "wann öffnet das museum für die kinder"),
    )
    talk = desk.http.get(f"/v1/conversations/{again['conversation_id']}").json()
    assert [one["position"] for one in talk["escalations"]] == [2]

    taken = post(desk, "claim-next", kind="requested", text="Museum").json()
    assert (taken["id"], taken["duplicates"], taken["status"]) == (first["id"], [again["id"]], "claimed")
    minutes = [(taken[name] > taken["created_at"]) for name in ("first_due_at", "due_at")]
    assert (minutes, taken["first_sla"]) == ([True, True], "hit")
    briefing = desk.http.get(f"/v1/escalations/{first['id']}/briefing").json()
    assert [message["role"] for message in briefing["messages"]] == ["user", "assistant"]
    assert briefing["passages"][0]["document"] == "hours.txt"
    assert briefing["language"] == "de"
    assert "Zu „Wann öffnet das Museum" in briefing["canned_replies"][0]["text"]
    assert post(desk, f"{first['id']}/assign", reviewer="rita").json()["assigned_to"] == "rita"

    typed = post(desk, f"{first['id']}/resolve", resolution="approve", text="Um zehn.")
    assert (typed.status_code, "“edit”" in typed.json()["detail"]) == (422, True)
    done = post(desk, f"{first['id']}/resolve", resolution="not_in_documents", cause="outside_documents").json()
    assert done["resolution"]["cause"] == "outside_documents"
    assert done["resolution"]["text"].startswith("Eine Person hat nachgesehen")
    other = desk.http.get(f"/v1/conversations/{again['conversation_id']}").json()
    assert other["messages"][-1]["content"] == done["resolution"]["text"]

    assert post(desk, f"{first['id']}/reopen", comment="Doch.").json()["status"] == "reopened"
    assert post(desk, f"{first['id']}/reopen").status_code == 409
    assert post(desk, "resolve-several", ids=[first["id"]], resolution="reject").json()["refused"] == []


def test_several_are_decided_and_what_cannot_be_is_told(desk: Client) -> None:
    cases = [ask(desk, f"How deep is lake {name}?")["id"] for name in ("Ann", "Bea")]
    told = post(desk, "resolve-several", ids=[*cases, "esc_0", cases[0]], resolution="not_in_documents").json()
    assert ({one["id"] for one in told["resolved"]}, [one["id"] for one in told["refused"]]) == (set(cases), ["esc_0"])


def test_nothing_is_next_where_nothing_fits(desk: Client) -> None:
    case = ask(desk, "How high is the tower?")["id"]
    assert post(desk, "claim-next", text="what nobody asked").status_code == 204
    assert post(desk, "claim-next", older_than_minutes=10, text="tower").status_code == 204
    assert post(desk, "claim-next", skip=[case], text="tower").status_code == 204
    listed = desk.http.get("/v1/escalations", params={"text": "TOWER", "assigned_to": ""}).json()["escalations"]
    assert [one["id"] for one in listed] == [case]
    assert desk.http.get("/v1/escalations", params={"kind": "audit"}).json()["escalations"] == []
    assert post(desk, "claim-next").json()["id"] == case
