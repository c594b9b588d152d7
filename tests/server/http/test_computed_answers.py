"""Questions that count or add up are computed over the tables of documents, and say how."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from domain.principals import Role
from server.http.access import fingerprint, new_secret
from server.wiring.opening import open_stores
from tests.retrieval.remains import files_below
from tests.server.conftest import Client, FakeModel, client_of, serving, settings_for

ORDERS = "Number,City,Status,Amount\n" + "".join(
    f"{n},{'Pécs' if n % 3 else 'Győr'},{'open' if n % 4 == 0 else 'paid'},{n * 10} EUR\n" for n in range(1, 41)
)
HOW_MANY = "How many orders are open?"


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "orders.csv"
    path.write_text(ORDERS)
    return path


@pytest.fixture(scope="module")
def counted(server_url: str, orders: Path) -> str:
    """The id of the orders in the collection `counted`."""
    with client_of(server_url) as client:
        client.http.post("/v1/collections", json={"name": "counted"})
        return str(client.upload(orders, collection="counted")["id"])


def test_a_count_is_computed_over_all_rows_and_cites_them(client: Client, counted: str) -> None:
    reply = client.ask(HOW_MANY, collection="counted")
    told, computation = reply["candor"], reply["candor"]["computation"]
    assert told["outcome"] == "answered"
    assert reply["choices"][0]["message"]["content"].startswith("10 orders")
    assert reply["model"] == "extractive"
    assert (computation["document"], computation["document_id"], computation["table"]) == (
        "orders.csv",
        counted,
        "orders",
    )
    assert computation["columns"] == ["row", "Number", "City", "Status", "Amount"]
    assert json.dumps(computation["rows"][0], ensure_ascii=False) == '[4, "4", "Pécs", "open", "40 EUR"]'
    assert [row[0] for row in computation["rows"]] == [4 * n for n in range(1, 11)]
    assert computation["source_rows"] == 10
    [claim] = told["claims"]
    assert (claim["support"], claim["detectors"]) == ("supported", {"computation": 0.01})
    assert [(value["text"], value["state"]) for value in claim["values"]] == [("10", "computed")]
    assert all("Status: open" in evidence["quote"] for evidence in claim["evidence"])
    cited = reply["choices"][0]["message"]["annotations"]
    assert {citation["document_id"] for citation in cited} == {counted}


def test_a_sum_has_the_unit_of_its_column(client: Client, counted: str) -> None:
    reply = client.ask("What is the total amount of open orders in Győr?", collection="counted")
    assert reply["candor"]["outcome"] == "answered"
    assert "€720" in reply["choices"][0]["message"]["content"]
    assert reply["candor"]["computation"]["source_rows"] == 3


def test_the_stored_answer_says_how_it_was_computed(client: Client, counted: str) -> None:
    told = client.ask(HOW_MANY, collection="counted")["candor"]
    kept = client.http.get(f"/v1/answers/{told['answer_id']}").json()
    assert kept["computation"] == told["computation"]
    assert kept["computation"]["told"]


def test_what_is_quoted_was_not_computed(client: Client, counted: str) -> None:
    reply = client.ask("What is the status of order 7?", collection="counted", model="extractive")
    assert reply["candor"]["computation"] is None or "paid" in reply["choices"][0]["message"]["content"]


def test_a_question_that_cannot_be_computed_abstains_and_names_the_table(client: Client, counted: str) -> None:
    reply = client.ask("What is the total amount of cancelled orders in Győr?", collection="counted")
    told = reply["candor"]
    assert (told["outcome"], told["claims"], told["computation"]) == ("abstained", [], None)
    assert "orders.csv" in reply["choices"][0]["message"]["content"]
    assert "cancelled" in reply["choices"][0]["message"]["content"]


def test_a_stream_has_the_same_as_a_whole_answer(client: Client, counted: str) -> None:
    whole = client.ask(HOW_MANY, collection="counted")
    body = {"messages": [{"role": "user", "content": HOW_MANY}], "candor": {"collection": "counted"}, "stream": True}
    with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        lines = [line[6:] for line in reply.iter_lines() if line.startswith("data: ")]
    chunks = [json.loads(line) for line in lines[:-1]]
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)
    assert text == whole["choices"][0]["message"]["content"]
    assert chunks[-1]["candor"]["computation"] == whole["candor"]["computation"]


def test_a_conversations_own_table_is_asked_in_it_alone(client: Client, tmp_path: Path) -> None:
    client.http.post("/v1/collections", json={"name": "empty"})
    conversation = client.ask("Hello?", collection="empty")["candor"]["conversation_id"]
    path = tmp_path / "visits.csv"
    path.write_text("Visitor,Town,Paid\n" + "".join(f"V{n},Vác,{'yes' if n % 2 else 'no'}\n" for n in range(1, 10)))
    client.upload(path, conversation_id=conversation)
    asked = "How many visitors have paid?"
    inside = client.ask(asked, collection="empty", conversation_id=conversation)["candor"]
    assert inside["computation"]["document"] == "visits.csv"
    assert client.ask(asked, collection="empty")["candor"]["computation"] is None


def test_each_end_of_a_computation_is_counted(client: Client, counted: str) -> None:
    client.ask(HOW_MANY, collection="counted")
    lines = client.http.get("/metrics").text.splitlines()
    ours = [line.split() for line in lines if line.startswith("candor_computed_answers_total")]
    found = {series: float(count) for series, count in ours}
    assert found['candor_computed_answers_total{outcome="answered"}'] >= 1
    assert len(found) == 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def own(folder: Path, llm: FakeModel) -> Iterator[Client]:
    with serving(settings_for(folder, llm_url=llm.url, erase_seconds=0.1)) as url, client_of(url) as client:
        yield client


def tables_below(folder: Path) -> list[Path]:
    return list(files_below(folder / "tables"))


def test_a_deleted_document_is_computed_over_no_more_and_leaves_no_file(
    own: Client, folder: Path, orders: Path
) -> None:
    document = own.upload(orders)["id"]
    assert own.ask(HOW_MANY)["candor"]["computation"] is not None
    assert len(tables_below(folder)) == 2
    assert own.http.delete(f"/v1/documents/{document}").status_code == 204
    assert own.ask(HOW_MANY)["candor"]["computation"] is None
    assert tables_below(folder) == []


def test_files_that_went_are_answered_as_ever_and_made_again_at_the_next_start(
    folder: Path, llm: FakeModel, orders: Path
) -> None:
    settings = settings_for(folder, llm_url=llm.url)
    with serving(settings) as url, client_of(url) as client:
        client.upload(orders)
        for path in tables_below(folder):
            path.unlink()
        assert client.ask(HOW_MANY)["candor"]["computation"] is None
    with serving(settings) as url, client_of(url) as client:
        deadline = time.monotonic() + 60
        while len(tables_below(folder)) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert client.ask(HOW_MANY)["candor"]["computation"]["source_rows"] == 10


def test_a_key_never_gets_figures_of_a_collection_that_it_may_not_see(folder: Path, orders: Path) -> None:
    settings = settings_for(folder)
    secrets = {name: new_secret() for name in ("all", "narrow")}
    with open_stores(settings) as stores:
        for name in ("default", "hr"):
            stores.collections.create(name, policy=settings.policy, language="en")
        for name, scope in (("all", None), ("narrow", frozenset({"default"}))):
            stores.keys.create(name=name, role=Role.CHAT, collections=scope, sha256=fingerprint(secrets[name]))
    with serving(settings) as url:
        with client_of(url, Authorization=f"Bearer {secrets['all']}") as client:
            client.upload(orders, collection="hr")
            assert client.ask(HOW_MANY, collection="hr")["candor"]["computation"]["source_rows"] == 10
        with client_of(url, Authorization=f"Bearer {secrets['narrow']}") as client:
            assert client.ask(HOW_MANY)["candor"]["computation"] is None
            body = {"messages": [{"role": "user", "content": HOW_MANY}], "candor": {"collection": "hr"}}
            refused: httpx.Response = client.http.post("/v1/chat/completions", json=body)
            assert refused.status_code == 404
            assert "10" not in refused.text
