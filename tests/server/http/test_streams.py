"""Event streams end with what they tell of, and with the key that opened them."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from typer.testing import CliRunner

from domain.principals import Role
from server.cli.command_line import app as command_line
from server.http.access import fingerprint, new_secret
from server.usecases.revocation import KeyWatch
from server.wiring.opening import open_stores
from server.wiring.settings import Settings
from tests.server.conftest import Client, FakeModel, client_of, serving, settings_for
from tests.server.http.test_story import TRUE

PATIENCE_SECONDS = 30


Heard: TypeAlias = tuple[str, Any]


@dataclass
class Listening:
    """Someone who reads an event stream: set once the `first` event came, and all of them once it ended."""

    first: threading.Event
    all: "Future[list[Heard]]"

    def to_the_end(self) -> list[Heard]:
        return self.all.result(timeout=PATIENCE_SECONDS)


def never(_: Heard) -> bool:
    return False


@contextmanager
def listening(client: Client, path: str, *, until: Callable[[Heard], bool] = never) -> Iterator[Listening]:
    """`path`, read in a thread to its end, or to the event that is waited for; the answer's head has come."""
    began, first = threading.Event(), threading.Event()

    def read() -> list[Heard]:
        heard: list[Heard] = []
        with client.http.stream("GET", path, timeout=httpx.Timeout(PATIENCE_SECONDS)) as reply:
            assert reply.status_code == 200, reply.read()
            began.set()
            for event in events(reply):
                heard.append(event)
                first.set()
                if until(event):
                    break
        return heard

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(read)
        assert began.wait(PATIENCE_SECONDS)
        yield Listening(first, done)


def events(reply: httpx.Response) -> Iterator[Heard]:
    name = ""
    for line in reply.iter_lines():
        key, _, value = line.partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)


@pytest.fixture
def long_document(tmp_path: Path) -> Path:
    """A file whose reading takes seconds."""
    path = tmp_path / "long.txt"
    path.write_text("".join(f"Shelf {n} of the archive holds box {n * 7} with letters.\n\n" for n in range(20_000)))
    return path


def sent(client: Client, path: Path, **form: str) -> str:
    """The id of a document that waits to be read."""
    reply = client.http.post("/v1/documents", files={"file": (path.name, path.read_bytes())}, data=form)
    assert reply.status_code == 202, reply.text
    document_id: str = reply.json()["id"]
    return document_id


def test_the_stream_of_a_deleted_document_says_so_and_ends(client: Client, long_document: Path) -> None:
    document = sent(client, long_document)
    with listening(client, f"/v1/documents/{document}/events") as stream:
        assert stream.first.wait(PATIENCE_SECONDS)
        client.http.delete(f"/v1/documents/{document}")
        assert stream.to_the_end()[-1] == ("deleted", {"id": document})


def test_the_stream_of_a_document_ends_when_its_collection_is_deleted(client: Client, long_document: Path) -> None:
    client.http.post("/v1/collections", json={"name": "passing"})
    document = sent(client, long_document, collection="passing")
    with listening(client, f"/v1/documents/{document}/events") as stream:
        assert stream.first.wait(PATIENCE_SECONDS)
        client.http.delete("/v1/collections/passing")
        assert stream.to_the_end()[-1] == ("deleted", {"id": document})


def test_the_streams_of_a_deleted_conversation_and_of_its_documents_end(client: Client, long_document: Path) -> None:
    conversation = client.http.post("/v1/conversations", json={}).json()["id"]
    document = sent(client, long_document, conversation_id=conversation)
    with (
        listening(client, f"/v1/conversations/{conversation}/events") as talk,
        listening(client, f"/v1/documents/{document}/events") as reading,
    ):
        assert reading.first.wait(PATIENCE_SECONDS)
        client.http.delete(f"/v1/conversations/{conversation}")
        assert talk.to_the_end() == [("deleted", {"id": conversation})]
        assert reading.to_the_end()[-1] == ("deleted", {"id": document})


def test_reviewers_hear_that_a_conversation_was_deleted(client: Client, library: dict[str, Any]) -> None:
    candor = client.ask("What does a late book cost a day?", model="extractive")["candor"]
    client.http.post("/v1/escalations", json={"answer_id": candor["answer_id"]})
    waiting = len(client.http.get("/v1/escalations", params={"status": "open"}).json()["escalations"])
    with listening(client, "/v1/escalations/events", until=lambda heard: heard[0] == "queue") as queue:
        client.http.delete(f"/v1/conversations/{candor['conversation_id']}")
        assert queue.to_the_end() == [("queue", {"open": waiting - 1, "claimed": 0})]


def test_the_command_line_says_that_its_document_was_deleted(
    client: Client, long_document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_URL", str(client.http.base_url))
    with ThreadPoolExecutor(1) as pool, client_of(str(client.http.base_url)) as other:
        ingesting = pool.submit(CliRunner().invoke, command_line, ["ingest", str(long_document), "--json"])
        document = named(other, long_document.name)
        other.http.delete(f"/v1/documents/{document}")
        result = ingesting.result(timeout=PATIENCE_SECONDS)

    assert result.exit_code == 1
    assert json.loads(result.output)[0]["error"] == "It was deleted while it was read."


def named(client: Client, name: str) -> str:
    """The id of the document with this name, once there is one."""
    while True:
        listed = client.http.get("/v1/documents").json()["documents"]
        for document in listed:
            if document["name"] == name:
                found: str = document["id"]
                return found


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory, llm: FakeModel) -> Iterator[tuple[str, Settings]]:
    """A server that asks for keys, and what another process needs to reach its database."""
    settings = settings_for(tmp_path_factory.mktemp("keyed"), host="0.0.0.0", llm_url=llm.url)
    new_key(settings, Role.ADMIN, "first")  # without any the server would not start
    with serving(settings) as url:
        yield url, settings


def new_key(settings: Settings, role: Role, name: str) -> tuple[str, str]:
    """Id and secret of a key."""
    secret = new_secret()
    with open_stores(settings) as stores:
        made = stores.keys.create(name=name, role=role, collections=None, sha256=fingerprint(secret))
    return made.id, secret


def revoke(settings: Settings, key_id: str) -> None:
    """As `candor keys revoke` does: on the database, past the server."""
    with open_stores(settings) as stores:
        stores.keys.revoke(key_id)


def test_every_stream_of_a_revoked_key_ends_and_those_of_others_go_on(keyed: tuple[str, Settings]) -> None:
    url, settings = keyed
    key_id, secret = new_key(settings, Role.REVIEWER, "leaving")
    _, other_secret = new_key(settings, Role.REVIEWER, "staying")
    with (
        client_of(url, Authorization=f"Bearer {secret}") as client,
        client_of(url, Authorization=f"Bearer {other_secret}") as other,
    ):
        conversation = client.http.post("/v1/conversations", json={}).json()["id"]
        others = other.http.post("/v1/conversations", json={}).json()["id"]
        with (
            listening(client, f"/v1/conversations/{conversation}/events") as talk,
            listening(client, "/v1/escalations/events") as queue,
            listening(other, f"/v1/conversations/{others}/events") as staying,
        ):
            revoke(settings, key_id)
            assert talk.to_the_end() == []
            assert queue.to_the_end() == []
            assert not staying.all.done()
            other.http.delete(f"/v1/conversations/{others}")
            assert staying.to_the_end() == [("deleted", {"id": others})]


def test_progress_is_told_no_more_under_a_revoked_key(keyed: tuple[str, Settings], long_document: Path) -> None:
    url, settings = keyed
    key_id, secret = new_key(settings, Role.CHAT, "uploader")
    with client_of(url, Authorization=f"Bearer {secret}") as client:
        document = sent(client, long_document)
        with listening(client, f"/v1/documents/{document}/events") as stream:
            revoke(settings, key_id)
            assert stream.to_the_end()[-1][1]["status"] not in ("ready", "failed")
    _, admin = new_key(settings, Role.ADMIN, "tidying")
    with client_of(url, Authorization=f"Bearer {admin}") as client:
        client.http.delete(f"/v1/documents/{document}")  # nobody waits for it to be read


def test_an_answer_stops_at_its_next_sentence_once_its_key_is_revoked(
    keyed: tuple[str, Settings], llm: FakeModel, documents: dict[str, Path]
) -> None:
    url, settings = keyed
    key_id, secret = new_key(settings, Role.CHAT, "asker")
    llm.text = f"{TRUE} The loan period is three weeks [1]. A late book costs 20 cents a day [1]. Dogs stay out."
    llm.pause_at = len(TRUE) + 14
    llm.go_on.clear()
    body = {"stream": True, "messages": [{"role": "user", "content": "How many books may a member borrow?"}]}
    try:
        with client_of(url, Authorization=f"Bearer {secret}") as client:
            client.upload(documents["pdf"])
            with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
                lines = reply.iter_lines()
                next(line for line in lines if "six books" in line and '"claim"' in line)
                with listening(client, "/v1/conversations/" + newest(client) + "/events") as stream:
                    revoke(settings, key_id)
                    stream.to_the_end()  # the server knows of it now
                llm.go_on.set()
                rest = [line for line in lines if line]
    finally:
        llm.go_on.set()
        llm.pause_at = None

    assert "revoked" in rest[-2]
    assert rest[-1] == "data: [DONE]"
    assert "20 cents" not in "".join(rest)


def newest(client: Client) -> str:
    conversation: str = client.http.get("/v1/conversations").json()["conversations"][0]["id"]
    return conversation


def test_keys_are_asked_for_only_while_they_are_in_use_and_once_for_all() -> None:
    asked: list[tuple[str, ...]] = []
    ended = threading.Event()

    def revoked(keys: Sequence[str]) -> list[str]:
        asked.append(tuple(sorted(keys)))
        return ["second"] if "second" in keys else []

    watch = KeyWatch(revoked, interval_seconds=0.01)
    try:
        with watch.watched(None, ended.set):
            assert asked == []
        with watch.watched("first", lambda: pytest.fail("it still works")), watch.watched("second", ended.set):
            assert ended.wait(PATIENCE_SECONDS)
        assert asked[-1] in {("first", "second"), ("first",)}
    finally:
        watch.close()


def test_a_database_that_fails_once_does_not_end_the_watch() -> None:
    failing = iter([True, False])
    ended = threading.Event()

    def revoked(keys: Sequence[str]) -> Sequence[str]:
        if next(failing, False):
            raise RuntimeError("the disk is full")
        return keys

    watch = KeyWatch(revoked, interval_seconds=0.01)
    try:
        with watch.watched("key", ended.set):
            assert ended.wait(PATIENCE_SECONDS)
    finally:
        watch.close()
