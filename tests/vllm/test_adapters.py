"""Adapters are loaded into a vLLM that runs, answer otherwise, and go; what vLLM says against one is passed on."""

from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from typer.testing import CliRunner

from server.cli.command_line import app as command_line
from tests.server.conftest import Client
from tests.vllm.model_server import MODEL, ModelServer
from tests.vllm.test_answers import completion

ADAPTERS = "/v1/models/adapters"


@pytest.fixture(autouse=True)
def tidy(client: Client) -> Iterator[None]:
    yield
    with suppress(httpx.HTTPError):
        client.http.delete(f"{ADAPTERS}/odd")


def served(client: Client) -> set[str]:
    return {model["id"] for model in client.http.get("/v1/models").json()["data"]}


def load(client: Client, name: str, path: object) -> httpx.Response:
    return client.http.post(ADAPTERS, json={"name": name, "path": str(path)})


def test_an_adapter_answers_otherwise_beside_its_base_until_it_is_unloaded(client: Client, vllm: ModelServer) -> None:
    before = completion(vllm, temperature=0)
    loaded = load(client, "odd", vllm.adapters / "odd")
    assert loaded.status_code == 201, loaded.text
    assert loaded.json()["answer"]
    assert served(client) >= {MODEL, "odd"}

    adapted = completion(vllm, temperature=0, model="odd")
    after = completion(vllm, temperature=0)
    assert adapted["choices"][0]["message"]["content"] != before["choices"][0]["message"]["content"]
    assert after["choices"][0]["message"]["content"] == before["choices"][0]["message"]["content"]

    assert client.http.delete(f"{ADAPTERS}/odd").status_code == 204
    assert "odd" not in served(client)
    assert client.http.post("/v1/chat/completions", json={"model": "odd", "messages": []}).status_code in {404, 422}


def test_the_command_line_does_the_same(url: str, vllm: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_URL", url)
    loaded = CliRunner().invoke(command_line, ["adapters", "load", "odd", str(vllm.adapters / "odd")])
    assert loaded.exit_code == 0, loaded.output
    assert "odd is loaded. Asked “What is the capital of France?”, it said: " in loaded.output
    unloaded = CliRunner().invoke(command_line, ["adapters", "unload", "odd"])
    assert unloaded.output.endswith("odd is unloaded.\n")


def test_one_of_a_higher_rank_than_the_server_takes_is_refused_in_its_words(client: Client, vllm: ModelServer) -> None:
    refused = load(client, "large", vllm.adapters / "large")
    assert refused.is_error
    assert "rank 32 is greater than max_lora_rank 16" in refused.json()["error"]["message"]
    assert "large" not in served(client)


def test_a_folder_without_one_is_refused_in_its_words(client: Client, vllm: ModelServer) -> None:
    refused = load(client, "none", vllm.adapters / "none")
    assert refused.status_code == 422
    assert "No adapter found" in refused.json()["error"]["message"]


def test_what_is_not_loaded_cannot_be_unloaded(client: Client) -> None:
    refused = client.http.delete(f"{ADAPTERS}/nobody")
    assert refused.status_code == 404
    assert "nobody" in refused.json()["error"]["message"]


def test_the_base_keeps_its_name(client: Client, vllm: ModelServer) -> None:
    assert load(client, MODEL, vllm.adapters / "odd").status_code == 409
    assert client.http.delete(f"{ADAPTERS}/{MODEL}").status_code == 404
