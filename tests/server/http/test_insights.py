"""What is behind the figures: why answers fail, what is asked in vain, which documents bear answers, what drifts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from monitoring.quality.anchors import frozen_claims
from tests.server.conftest import Client, client_of, serving, settings_for

PATIENCE_SECONDS = 90


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server of its own that looks after itself; one document answers, one does not."""
    folder = tmp_path_factory.mktemp("insights")
    settings = settings_for(folder / "data", judge="small", reasons="on", anchors="on")
    with serving(settings) as url, client_of(url) as client:
        for name, text in {
            "hours.txt": "The desk opens at nine in the morning on weekdays, and at ten on Saturdays.",
            "colours.txt": "The door is green.",
        }.items():
            _upload(client, folder / name, text)
        answered = client.ask("When does the desk open on Saturdays?", model="extractive")["candor"]
        client.http.post(f"/v1/answers/{answered['answer_id']}/feedback", json={"rating": "down", "comment": "Late."})
        for question in ("Is there a sauna in the house?", "is there a sauna in the house", "Where can I use a sauna?"):
            client.ask(question, model="extractive")
        yield client


def _upload(client: Client, path: Path, text: str) -> None:
    path.write_text(text)
    client.upload(path)


def get(client: Client, what: str, **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.http.get(f"/v1/quality/{what}", params=params).raise_for_status().json()
    return found


def once(ask: Callable[[], dict[str, Any]], done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What it says once it is `done`: that happens while nobody asks."""
    until = monotonic() + PATIENCE_SECONDS
    while not done(found := ask()) and monotonic() < until:
        sleep(0.5)
    return found


def test_questions_without_an_answer_are_one_topic_and_their_reason_is_found_out(desk: Client) -> None:
    found = once(lambda: get(desk, "gaps", collection="default"), lambda gaps: bool(gaps["causes"]))
    [topic] = found["topics"]
    assert (topic["count"], topic["abstained"], len(topic["examples"])) == (3, 3, 2)
    assert "sauna" in topic["topic"]
    once(lambda: get(desk, "gaps"), lambda gaps: gaps["causes"].get("outside_documents") == 3)
    assert get(desk, "gaps")["causes"] == {"outside_documents": 3}
    [newest, *_] = get(desk, "questions", outcome="abstained")["questions"]
    assert newest["cause"] == "outside_documents"


def test_whoever_reviews_a_case_reads_why_it_failed(desk: Client) -> None:
    [newest, *_] = get(desk, "questions", outcome="abstained")["questions"]
    case = desk.http.post("/v1/escalations", json={"answer_id": newest["answer_id"]}).json()
    briefing = once(
        lambda: desk.http.get(f"/v1/escalations/{case['id']}/briefing").json(), lambda b: b["diagnosis"] is not None
    )
    nowhere = {"claim": None, "document_id": None, "document": None}
    assert briefing["diagnosis"] == {"cause": "outside_documents", **nowhere}


def test_the_log_has_outcome_time_and_thumb(desk: Client) -> None:
    [disliked] = get(desk, "questions", rating="down")["questions"]
    assert (disliked["question"], disliked["comment"]) == ("When does the desk open on Saturdays?", "Late.")
    assert disliked["outcome"] == "answered"
    assert disliked["latency_ms"] > 0
    first = get(desk, "questions", limit=3)
    rest = get(desk, "questions", limit=3, cursor=first["next_cursor"])
    assert (len(first["questions"]), len(rest["questions"]), rest["next_cursor"]) == (3, 1, None)


def test_documents_are_told_by_what_rests_on_them(desk: Client) -> None:
    found = get(desk, "documents")
    [cited] = found["documents"]
    assert (cited["document"], cited["answers"], cited["wrong"], cited["thumbs_down"]) == ("hours.txt", 1, 0, 1)
    assert ([one["document"] for one in found["never_cited"]], found["uncited"]) == (["colours.txt"], 1)


def test_stages_are_timed_the_whole_first(desk: Client) -> None:
    [total, *stages] = get(desk, "latency")["stages"]
    assert (total["stage"], total["answers"]) == ("total", 4)
    assert stages
    assert all(0 <= stage["p50"] <= stage["p95"] for stage in (total, *stages))


def test_the_frozen_claims_are_judged_in_a_quiet_moment(desk: Client) -> None:
    found = once(lambda: get(desk, "anchors"), lambda anchors: anchors["judged_at"] is not None)
    assert found["claims"] == len(frozen_claims().anchors)
    assert found["judge"].startswith("candor-grounding")
    assert 0 < found["wrong_ratio"] < 1
    assert found["change"] is None


@pytest.mark.parametrize("wrong", [{"window": "soon"}, {"outcome": "lost"}, {"limit": 0}, {"cursor": "x"}])
def test_what_cannot_be_asked_for_is_refused(desk: Client, wrong: dict[str, Any]) -> None:
    assert desk.http.get("/v1/quality/questions", params=wrong).status_code == 422
