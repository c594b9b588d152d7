"""A whole server on PostgreSQL: documents, answers, people, figures; one server a database."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from domain.errors import Misconfigured
from server.wiring.bootstrap import compose
from tests.postgresql import Cluster
from tests.server.conftest import Client, FakeModel, client_of, serving, settings_for
from tests.server.http.test_story import INVENTED, TRUE

pytestmark = pytest.mark.postgresql
QUESTION = "How many books may a member borrow?"
REPLY = "Six books, as the rules say."
SOON_SECONDS = 60


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[str]:
    name = cluster.new()
    yield name
    cluster.drop(name)


@pytest.fixture(scope="module")
def client(
    cluster: Cluster,
    database: str,
    llm: FakeModel,
    documents: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Client]:
    """A server with the rules read."""
    data, url = tmp_path_factory.mktemp("on-postgresql"), cluster.url(database)
    with serving(settings_for(data, database_url=url, llm_url=llm.url)) as address, client_of(address) as client:
        for document in (documents["pdf"], documents["csv"]):
            assert client.upload(document)["status"] == "ready"
        yield client


@pytest.fixture(scope="module")
def escalated(client: Client, llm: FakeModel) -> dict[str, Any]:
    """What is said of an answer of which a sentence was made up."""
    llm.text = f"{TRUE} {INVENTED}"
    said: dict[str, Any] = client.ask(QUESTION)["candor"]
    return said


def test_it_is_ready_and_has_its_database_to_itself(client: Client) -> None:
    ready = client.http.get("/readyz").json()
    assert ready["ready"]
    assert ready["components"]["hold"]["ok"]
    assert 'candor_component_up{component="hold"} 1.0' in client.http.get("/metrics").text


def test_a_question_is_answered_from_the_documents(client: Client) -> None:
    said = client.ask(QUESTION, model="extractive")["candor"]
    assert said["outcome"] == "answered"
    assert client.http.get(f"/v1/answers/{said['answer_id']}").json()["claims"]


def test_a_person_answers_what_could_not_be_stood_behind(client: Client, escalated: dict[str, Any]) -> None:
    assert escalated["outcome"] == "escalated"
    case = f"/v1/escalations/{escalated['escalation_id']}"
    assert client.http.post(f"{case}/claim").json()["status"] == "claimed"
    decision = {"resolution": "edit", "text": REPLY, "reuse": True}
    assert client.http.post(f"{case}/resolve", json=decision).json()["status"] == "resolved"
    messages = client.http.get(f"/v1/conversations/{escalated['conversation_id']}").json()["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "reviewer"]
    again = client.ask(QUESTION)
    assert REPLY in again["choices"][0]["message"]["content"]


def test_the_figures_count_what_happened(client: Client, escalated: dict[str, Any]) -> None:
    assert client.http.get("/v1/quality").json()["answers"] >= 1
    series = client.http.get("/v1/quality/series", params={"window": "2h", "step": "1h"}).json()["series"]
    assert sum(point["answers"] for point in series) >= 1


def test_every_list_and_figure_can_be_read(client: Client, escalated: dict[str, Any]) -> None:
    paths = client.http.get("/v1/openapi.json").json()["paths"]
    plain = [path for path, methods in paths.items() if "get" in methods and "{" not in path]
    assert len(plain) > 20
    failed = {path: status for path in plain if (status := _status(client, path)) >= 500}
    assert failed == {}


def _status(client: Client, path: str) -> int:
    """Of what may be an event stream without an end."""
    with client.http.stream("GET", path) as reply:
        return reply.status_code


def test_what_is_deleted_is_found_no_more(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "tide.txt"
    file.write_text("The tide table hangs beside the boathouse.")
    document = client.upload(file)
    question = {"query": "Where does the tide table hang?", "collection": "default", "k": 5}
    assert "boathouse" in client.http.post("/v1/search", json=question).text
    assert client.http.delete(f"/v1/documents/{document['id']}").status_code == 204
    assert "boathouse" not in client.http.post("/v1/search", json=question).text


def test_a_nul_in_a_question_is_no_fault_of_the_server(client: Client) -> None:
    assert client.ask(f"{QUESTION}\0", model="extractive")["candor"]["outcome"] == "answered"


def test_a_second_server_ends_before_it_changes_anything(
    client: Client, cluster: Cluster, database: str, tmp_path: Path
) -> None:
    second = settings_for(tmp_path / "other", database_url=cluster.url(database))
    with pytest.raises(Misconfigured, match=r"already .candor .* pid "), compose(second):
        pass
    assert not (tmp_path / "other" / "indexes").exists()


def test_connections_that_were_cut_are_made_again_and_the_hold_taken_again(
    client: Client, cluster: Cluster, database: str
) -> None:
    cluster.cut(database)
    until = monotonic() + SOON_SECONDS
    while not _well(client) and monotonic() < until:
        sleep(0.1)
    assert _well(client)
    assert client.ask(QUESTION, model="extractive")["candor"]["outcome"] == "answered"


def _well(client: Client) -> bool:
    return bool(json.loads(client.http.get("/readyz").text)["ready"])
