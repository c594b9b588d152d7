"""What was deleted is in no file of the data folder any more, while the server runs."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.retrieval.remains import files_below, indexed_words
from tests.server.conftest import Client, FakeModel, client_of, serving, settings_for

# Words that no stemmer changes beyond their end, so that their heads are found in an index too.
DOCUMENT = "zyxomorph"
NAME = "qwortlizard"
QUESTION = "vlimbrasque"
REPLACED = "drolkwimzee"
HEAD_LETTERS = 5
LATEST_SECONDS = 60


def traces(data: Path, *canaries: str) -> list[str]:
    """The files that hold one of the canaries, its lower case or the first letters that an index keeps.

    Words in an index are asked for, since its files pack them.
    """
    wanted = [canary.encode() for canary in canaries] + [canary[:HEAD_LETTERS].encode() for canary in canaries]
    found = []
    for path in files_below(data):
        try:
            content = path.read_bytes().lower()
        except FileNotFoundError:
            continue  # it went meanwhile
        found += [f"{path.relative_to(data)}: {word.decode()}" for word in wanted if word in content]
        found += [str(path) for canary in canaries if canary in path.name.lower()]
    found += [f"an index: {word}" for canary in canaries for word in indexed_words(data, canary[:HEAD_LETTERS])]
    return found


def await_no_traces(data: Path, *canaries: str) -> None:
    deadline = time.monotonic() + LATEST_SECONDS
    while (left := traces(data, *canaries)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, llm: FakeModel) -> Iterator[tuple[Path, Client]]:
    data = tmp_path_factory.mktemp("erased")
    with serving(settings_for(data, erase_seconds=0.1, llm_url=llm.url)) as url, client_of(url) as client:
        yield data, client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def upload(client: Client, folder: Path, name: str, text: str, **form: str) -> str:
    path = folder / name
    path.write_text(text)
    document = client.upload(path, **form)
    assert document["status"] == "ready"
    return str(document["id"])


def prose(word: str, lines: int = 60) -> str:
    return "\n\n".join(
        f"Line {n}: the {word.upper()} sleeps, and every {word} dreams of number {n}." for n in range(lines)
    )


def test_a_deleted_document_and_conversation_leave_no_byte(running: tuple[Path, Client], folder: Path) -> None:
    data, client = running
    keep = upload(client, folder, "kept.txt", "The lighthouse is white. " * 40)
    document = upload(client, folder, f"{NAME}.txt", prose(DOCUMENT))
    completion = client.ask(f"What does the {DOCUMENT} of {QUESTION} dream of?", model="extractive")
    conversation = completion["candor"]["conversation_id"]
    upload(client, folder, f"own {NAME}.txt", prose(DOCUMENT), conversation_id=conversation)
    answer = completion["candor"]["answer_id"]
    comment = {"rating": "down", "comment": f"{QUESTION}!"}
    assert client.http.post(f"/v1/answers/{answer}/feedback", json=comment).status_code == 204
    client.http.post("/v1/escalations", json={"answer_id": answer, "comment": QUESTION})
    client.ask(f"And the {DOCUMENT}?", model="extractive", conversation_id=conversation)
    before = "\n".join(traces(data, DOCUMENT, NAME, QUESTION))
    assert all(place in before for place in ("candor.db", "originals", "an index", DOCUMENT, NAME, QUESTION))

    assert client.http.delete(f"/v1/documents/{document}").status_code == 204
    assert client.http.delete(f"/v1/conversations/{conversation}").status_code == 204

    await_no_traces(data, DOCUMENT, NAME, QUESTION)
    found = client.http.post("/v1/search", json={"query": "white lighthouse"}).json()["passages"]
    assert {passage["document_id"] for passage in found} == {keep}


def test_a_replaced_version_and_a_deleted_collection_leave_no_byte(running: tuple[Path, Client], folder: Path) -> None:
    data, client = running
    assert client.http.post("/v1/collections", json={"name": "short-lived"}).status_code == 201
    upload(client, folder, "rules.txt", prose(REPLACED), collection="short-lived")
    upload(client, folder, "rules.txt", prose("lighthouse"), collection="short-lived")
    await_no_traces(data, REPLACED)
    upload(client, folder, "more.txt", prose(REPLACED), collection="short-lived")
    assert traces(data, REPLACED)

    assert client.http.delete("/v1/collections/short-lived").status_code == 204

    await_no_traces(data, REPLACED)


def test_bytes_that_another_collection_needs_stay(running: tuple[Path, Client], folder: Path) -> None:
    _, client = running
    assert client.http.post("/v1/collections", json={"name": "twin"}).status_code == 201
    text = prose("spumoletta")
    first = upload(client, folder, "a.txt", text)
    second = upload(client, folder, "a.txt", text, collection="twin")
    assert client.http.delete(f"/v1/documents/{first}").status_code == 204
    sha256 = client.http.get(f"/v1/documents/{second}").json()["sha256"]
    assert (running[0] / "originals" / sha256[:2] / sha256).exists()
    assert client.http.delete(f"/v1/documents/{second}").status_code == 204
    assert not (running[0] / "originals" / sha256[:2] / sha256).exists()
