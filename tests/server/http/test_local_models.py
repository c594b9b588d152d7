"""Models of this machine are added, chosen and removed over HTTP; the first of them answers without a restart."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inference.language.store import ModelStore
from server.wiring.adapters import Adapters
from tests.inference.language.tiny_gguf import write_gguf
from tests.server.conftest import Client, client_of, serving, settings_for
from tests.server.word_judge import open_reading

pytest.importorskip("openvino_genai", reason="needs openvino-genai")

ANSWER = ("The", " canoe", " hire", " fee", " is", " 45", " euros", " a", " day", ".")
QUESTION = "What is the canoe hire fee?"
NOWHERE = "http://127.0.0.1:9"
_PATIENCE_SECONDS = 60
_UPLOADS = "/v1/local-models/uploads"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf") / "data"


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[Client]:
    """A server without any language model, and with a document."""
    settings = settings_for(data, judge="small", policy="annotate", llm_quotes_first="off", model_hub=NOWHERE)
    rules = data.parent / "boats.txt"
    rules.write_text("The canoe hire fee is 45 euros a day. The boathouse opens at nine in the morning.\n")
    with serving(settings, Adapters(local_models=open_reading)) as url, client_of(url) as client:
        client.upload(rules)
        yield client


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_gguf(tmp_path / "boats.gguf", *ANSWER, metadata={"llama.context_length": 4096})


def shelf(client: Client) -> Any:
    return client.http.get("/v1/local-models").raise_for_status().json()


def settled(client: Client) -> Any:
    """The shelf once nothing is on its way any more."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    found = shelf(client)
    while any(one["step"] != "failed" for one in found["arriving"]):
        assert time.monotonic() < ends, found
        time.sleep(0.05)
        found = shelf(client)
    return found


def test_the_first_model_answers_without_a_restart_and_is_gone_when_it_is_removed(client: Client, file: Path) -> None:
    assert [one["id"] for one in shelf(client)["models"]] == ["extractive"]
    assert client.ask(QUESTION)["model"] == "extractive"
    assert "could not be reached" not in client.ask(QUESTION)["choices"][0]["message"]["content"]
    begun = client.http.post("/v1/local-models", json={"path": str(file)})
    assert (begun.status_code, begun.json()["name"]) == (202, "boats")
    found = settled(client)
    assert (found["arriving"], found["default"]) == ([], {"model": "boats", "set_by": "order", "chosen": None})
    assert client.ask(QUESTION)["model"] == "boats"
    (boats, _) = client.http.get("/v1/models").json()["data"]
    told = boats["candor"]
    assert (told["source"], told["licence"], told["context_tokens"], told["default"]) == (
        "local",
        "apache-2.0",
        4096,
        True,
    )
    assert told["prompt"].startswith("prompt:short.2:")
    assert client.http.delete("/v1/local-models/boats").status_code == 204
    assert client.ask(QUESTION)["model"] == "extractive"


def test_a_file_is_uploaded_as_it_is_and_nothing_but_the_model_stays(client: Client, file: Path, data: Path) -> None:
    reply = client.http.post(_UPLOADS, params={"name": "My Boats.gguf"}, content=file.read_bytes())
    assert (reply.status_code, reply.json()["name"]) == (202, "my-boats")
    assert [one["id"] for one in settled(client)["models"]] == ["my-boats", "extractive"]
    assert list((data / "models" / ".uploads").iterdir()) == []
    assert client.http.get("/v1/models/my-boats").json()["candor"]["size_bytes"] > 0
    assert client.http.put("/v1/models/default", json={"model": "extractive"}).json() == {
        "model": "extractive",
        "set_by": "choice",
        "chosen": "extractive",
    }
    assert client.ask(QUESTION)["model"] == "extractive"
    assert client.http.put("/v1/models/default", json={"model": None}).json()["model"] == "my-boats"
    assert client.http.put("/v1/models/default", json={"model": "nobody"}).status_code == 404
    client.http.delete("/v1/local-models/my-boats")


def test_a_collection_has_its_model_and_its_prompt_and_each_answer_says_which(
    client: Client, file: Path, data: Path
) -> None:
    client.http.post("/v1/local-models", json={"path": str(file)})
    settled(client)
    client.http.put("/v1/models/default", json={"model": "extractive"})
    (data / "prompts").mkdir()
    (data / "prompts" / "boats.toml").write_text('version = 7\nnumbered = false\nrules = "Answer, or {no_answer}."\n')
    changed = client.http.patch("/v1/collections/default", json={"model": "boats", "prompt": "boats"}).json()
    assert (changed["model"], changed["prompt"], shelf(client)["prompts"]) == (
        "boats",
        "boats",
        ["full", "short", "boats"],
    )
    answer = client.ask(QUESTION)
    made_by = client.http.get(f"/v1/answers/{answer['candor']['answer_id']}").json()["made_by"]
    assert (answer["model"], made_by["prompt"].startswith("prompt:boats.7:")) == ("boats", True)
    for wrong in ({"model": "nobody"}, {"prompt": "nothing"}):
        assert client.http.patch("/v1/collections/default", json=wrong).status_code == 422
    client.http.delete("/v1/local-models/boats")
    assert client.ask(QUESTION)["model"] == "extractive"
    client.http.patch("/v1/collections/default", json={"model": None, "prompt": None})
    client.http.put("/v1/models/default", json={"model": None})


def test_what_is_no_model_is_refused_in_plain_words(client: Client, tmp_path: Path) -> None:
    assert client.http.post("/v1/local-models", json={"path": "/nowhere/a.gguf"}).status_code == 404
    letter = tmp_path / "letter.gguf"
    letter.write_text("Dear all,")
    refused = client.http.post("/v1/local-models", json={"path": str(letter)})
    assert (refused.status_code, "GGUF" in refused.json()["detail"]) == (415, True)
    assert client.http.post(_UPLOADS, params={"name": "a.gguf"}, content=b"").status_code == 422
    assert client.http.post("/v1/local-models/get", json={"name": "gpt-9"}).status_code == 404
    assert client.http.delete("/v1/local-models/gpt-9").status_code == 404


def test_what_says_nothing_fails_with_its_reason_until_somebody_has_seen_it(client: Client, tmp_path: Path) -> None:
    client.http.post("/v1/local-models", json={"path": str(write_gguf(tmp_path / "mute.gguf", "…"))})
    (failed,) = settled(client)["arriving"]
    assert "says nothing" in failed["error"]
    assert client.http.delete(f"/v1/local-models/arrivals/{failed['id']}").status_code == 204
    assert shelf(client)["arriving"] == []
    assert client.http.delete(f"/v1/local-models/arrivals/{failed['id']}").status_code == 404


def test_where_the_hub_cannot_be_reached_that_is_said(client: Client) -> None:
    client.http.post("/v1/local-models/get", json={"name": "qwen3-4b"})
    (failed,) = settled(client)["arriving"]
    assert "cannot be reached" in failed["error"]
    client.http.delete(f"/v1/local-models/arrivals/{failed['id']}")


def test_the_settings_overrule_what_was_chosen(tmp_path: Path, file: Path) -> None:
    settings = settings_for(tmp_path / "data", judge="small", llm_model="extractive")
    with serving(settings, Adapters(local_models=open_reading)) as url, client_of(url) as client:
        refused = client.http.put("/v1/models/default", json={"model": "extractive"})
        assert (refused.status_code, shelf(client)["default"]["set_by"]) == (409, "settings")
    assert ModelStore(settings.language_models).all() == []
