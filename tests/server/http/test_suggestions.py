"""What a document answers is suggested once it is ready, to whoever may ask it, for as long as it is there."""

import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.server.conftest import Client, client_of, serving, settings_for

PATIENCE_SECONDS = 60
RULES = (
    "Rowing club of Ambermere\n\nThe deposit for a key is 45 euros. The boat shed opens at 7:30. "
    "A lost oar costs 90 euros.\n\nPlease bring a towel."
)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    settings = settings_for(tmp_path_factory.mktemp("club"))
    with serving(settings) as url, client_of(url) as client:
        client.http.post("/v1/collections", json={"name": "club"})
        put(client, RULES, collection="club")
        yield client


def put(client: Client, text: str, **where: str) -> str:
    reply = client.http.post("/v1/documents", files={"file": ("rules.txt", text.encode())}, data=where)
    assert client.wait(reply.json()["id"])["status"] == "ready"
    return str(reply.json()["id"])


def suggested(client: Client, **where: Any) -> list[dict[str, str]]:
    reply = client.http.get("/v1/suggestions", params=where)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, str]] = reply.json()["suggestions"]
    return found


def awaited(client: Client, question: str, **where: Any) -> list[dict[str, str]]:
    ends = monotonic() + PATIENCE_SECONDS
    while monotonic() < ends:
        found = suggested(client, **where)
        if question in [one["question"] for one in found]:
            return found
        sleep(0.1)
    raise AssertionError(f"not suggested: {question}; {found}")


def threads_that_suggest() -> int:
    """Those of all servers in this process."""
    return sum(thread.name == "candor-suggestions" for thread in threading.enumerate())


def test_what_is_suggested_is_answered_from_the_document_and_was_not_counted(club: Client) -> None:
    found = awaited(club, "When does the boat shed open?", collection="club")
    assert {one["document"] for one in found} == {"rules.txt"}
    assert club.http.get("/v1/conversations").json()["conversations"] == []
    told = club.http.get("/metrics").text
    assert 'stage="rerank"' not in told
    assert "candor_answers_total{" not in told
    for one in found:
        answer = club.ask(one["question"], collection="club")
        assert answer["candor"]["outcome"] == "answered"
        assert {passage["document_id"] for passage in answer["candor"]["passages"]} == {one["document_id"]}


def test_no_more_are_given_than_asked_for_and_none_where_there_are_none(club: Client) -> None:
    awaited(club, "When does the boat shed open?", collection="club")
    assert len(suggested(club, collection="club", limit=1)) == 1
    assert suggested(club) == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"collection": "nowhere"}, 404),
        ({"conversation_id": "none"}, 404),
        ({"collection": "club", "conversation_id": "none"}, 422),
        ({"limit": 0}, 422),
        ({"limit": 21}, 422),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_refused(club: Client, query: dict[str, Any], status: int) -> None:
    assert club.http.get("/v1/suggestions", params=query).status_code == status


def test_a_conversation_is_suggested_what_its_own_files_answer_first(club: Client) -> None:
    awaited(club, "When does the boat shed open?", collection="club")
    begun = club.http.post("/v1/conversations", json={"collection": "club"}).json()["id"]
    own = put(club, "The crew meets at 18:45.\n", conversation_id=begun)
    found = awaited(club, "When does the crew meet?", conversation_id=begun)
    assert found[0]["document_id"] == own
    assert len({one["document_id"] for one in found}) == 2
    assert own not in {one["document_id"] for one in suggested(club, collection="club")}


def test_a_new_version_has_questions_of_its_own_and_a_deleted_one_none(club: Client) -> None:
    club.http.post("/v1/collections", json={"name": "hall"})
    put(club, "The hall opens at 9:15.\n", collection="hall")
    awaited(club, "When does the hall open?", collection="hall")
    document = put(club, "The hall closes at 21:15.\n", collection="hall")
    [one] = awaited(club, "When does the hall close?", collection="hall")
    assert one["document_id"] == document
    club.http.delete(f"/v1/documents/{document}")
    assert suggested(club, collection="hall") == []


def test_documents_of_before_get_theirs_after_a_start_and_none_where_they_are_turned_off(tmp_path: Path) -> None:
    before = threads_that_suggest()
    with serving(settings_for(tmp_path, suggestions=0)) as url, client_of(url) as client:
        put(client, RULES)
        assert threads_that_suggest() == before
        assert suggested(client) == []
    with serving(settings_for(tmp_path)) as url, client_of(url) as client:
        awaited(client, "When does the boat shed open?")
