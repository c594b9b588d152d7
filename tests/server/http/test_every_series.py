"""Every series that an alert or a panel looks at gets a sample from the application at work, with few exceptions."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from sqlalchemy import insert, inspect

from domain.anchors import AnchorRun
from domain.reviews import EscalationKind, NewEscalation
from monitoring.quality.anchors import frozen_claims
from monitoring.quality.drift import LEAST_REFERENCE, WINDOW_ANSWERS
from server.wiring.opening import open_stores
from server.wiring.settings import Settings
from storage.answers.rows import AnswerRow
from storage.answers.values import answer_row
from storage.database.transactions import open_database
from storage.reviews.rows import AuditRow
from storage.stores import SqlConversations
from tests.deploy.series import matches, selectors
from tests.deploy.test_alerts import expressions
from tests.server.conftest import Client, FakeModel, client_of, serving, settings_for
from tests.server.http.test_story import INVENTED, TRUE
from tests.storage.samples import answer

# What cannot have a sample here; once it has one, its line has to go.
EXCEPTIONS = {
    "candor_llm_opinions_total": "no language model judges unless CANDOR_JUDGE_LLM says so; tests of that do",
    'candor_http_requests_total{status=~"5.."}': "a server that works gives none; tests of failures do",
}


@pytest.fixture(scope="module")
def samples(
    server_url: str, library: dict[str, Any], llm: FakeModel, late: tuple[str, Settings], documents: dict[str, Path]
) -> list[Sample]:
    """What `/metrics` says once people asked, reviewed and rated, of a server that works and of one that is late."""
    with client_of(server_url) as client:
        _use(client, llm)
        _audit(client, documents["pdf"])
        found = _sampled(client)
    url, settings = late
    with client_of(url) as client:
        _use_late(client, settings, documents["pdf"])
        return found + _sampled(client)


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory, llm: FakeModel) -> Iterator[tuple[str, Settings]]:
    """A server that has no time to check anything, and tries a candidate."""
    candidate = {"canary_model": "extractive", "canary_share": 1 - 1e-9}
    settings = settings_for(tmp_path_factory.mktemp("late"), llm_url=llm.url, verify_limit_seconds=1e-6, **candidate)
    _answered_before(settings, LEAST_REFERENCE + WINDOW_ANSWERS)
    _judged_before(settings)
    with serving(settings) as url:
        yield url, settings


def _sampled(client: Client) -> list[Sample]:
    until = monotonic() + 60
    # What the stores hold is counted every few seconds.
    while not _counted(text := client.http.get("/metrics").text) and monotonic() < until:
        sleep(0.2)
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


def _counted(text: str) -> bool:
    """Whether what the stores hold is in it, and the last review with it."""
    tried = "\ncandor_canary_returned " not in text or "\ncandor_canary_rate{" in text
    counted = "\ncandor_drift " in text or "\ncandor_detector_recall{" in text
    return tried and counted and "\ncandor_flagged_rate " in text


def _answered_before(settings: Settings, number: int) -> None:
    """So many answers of before, so that there is something to compare the next with."""
    with closing(open_database(settings.sqlalchemy_url)) as database:
        conversation = SqlConversations(database).create(title="", collection="default", owner=None, metadata={})
        kept = answer_row(answer(conversation.id))
        columns = {column.key: getattr(kept, column.key) for column in inspect(AnswerRow).column_attrs}
        ids = [f"answer_before_{at}" for at in range(number)]
        with database.write() as session:
            session.execute(insert(AnswerRow), [{**columns, "id": each} for each in ids])
            session.execute(
                insert(AuditRow),
                [
                    {"answer_id": each, "created_at": kept.created_at, "probability": 0.5, "escalation_id": None}
                    for each in ids
                ],
            )


def _judged_before(settings: Settings) -> None:
    """Two nights of frozen claims."""
    frozen, now = frozen_claims(), datetime.now(UTC)
    with open_stores(settings) as stores:
        for night in (1, 2):
            risks = (0.1 * night,) * len(frozen.anchors)
            stores.anchors.keep(AnchorRun(now - timedelta(days=3 - night), frozen.name, "judge@1", 0.5, risks))


def _audit(client: Client, document: Path) -> None:
    """Of a collection of which everything is audited, a right answer and a wrong one that was flagged."""
    client.http.post("/v1/collections", json={"name": "audited", "policy": "annotate"})
    client.http.patch("/v1/collections/audited", json={"audit_probability": 1})
    client.upload(document, collection="audited")
    for model in ("default", "extractive"):
        client.ask("How many books may a member borrow?", model=model, collection="audited")
    waiting = client.http.get("/v1/escalations", params={"collection": "audited"}).json()["escalations"]
    for audit in (each for each in waiting if each["kind"] == "audit"):
        decision = "reject" if INVENTED in audit["answer"]["text"] else "approve"
        client.http.post(f"/v1/escalations/{audit['id']}/resolve", json={"resolution": decision})


def _use_late(client: Client, settings: Settings, document: Path) -> None:
    client.upload(document)
    conversation = client.ask("How many books may a member borrow?")["candor"]["conversation_id"]
    overdue = NewEscalation(EscalationKind.REQUESTED, "", 1, datetime.now(UTC) - timedelta(hours=1))
    with open_stores(settings) as stores:
        waiting = stores.escalations.request(conversation_id=conversation, answer_id=None, escalation=overdue)
    client.http.post(f"/v1/escalations/{waiting.id}/resolve", json={"resolution": "reject"})


def _use(client: Client, llm: FakeModel) -> None:
    llm.text = f"{TRUE} {INVENTED}"
    asked = client.ask("How many books may a member borrow?")["candor"]
    for rating in ("down", "up"):
        client.http.post(f"/v1/answers/{asked['answer_id']}/feedback", json={"rating": rating})
    client.http.post(f"/v1/escalations/{asked['escalation_id']}/resolve", json={"resolution": "reject"})
    client.ask("What does a late book cost a day?", model="extractive")
    client.http.get("/v1/answers/missing")
    client.http.post("/v1/verify", json={"answer": "The sky is green."})  # nothing to check it by: a failure, counted


def _named() -> Iterator[tuple[str, str, tuple[tuple[str, str, str], ...]]]:
    for title, expression in expressions():
        for name, matchers in selectors(expression):
            yield title, name, matchers


def _written(name: str, matchers: tuple[tuple[str, str, str], ...]) -> str:
    within = ",".join(f'{label}{operator}"{value}"' for label, operator, value in matchers)
    return f"{name}{{{within}}}" if within else name


@pytest.mark.parametrize(("title", "name", "matchers"), sorted(set(_named())), ids=str)
def test_what_an_alert_or_a_panel_looks_at_has_a_sample(
    samples: list[Sample], title: str, name: str, matchers: tuple[tuple[str, str, str], ...]
) -> None:
    found = [sample for sample in samples if sample.name == name and matches(sample.labels, matchers)]
    excused = name in EXCEPTIONS or _written(name, matchers) in EXCEPTIONS
    assert bool(found) is not excused, f"{title}: {_written(name, matchers)}"


def test_every_exception_is_of_something_that_is_looked_at() -> None:
    named = {name for _, name, _ in _named()} | {_written(name, matchers) for _, name, matchers in _named()}
    assert set(EXCEPTIONS) <= named


def test_no_series_but_what_is_off_is_without_any_sample(samples: list[Sample]) -> None:
    looked_at = {name for _, name, _ in _named()}
    assert looked_at - {one.name for one in samples} == {"candor_llm_opinions_total"}
