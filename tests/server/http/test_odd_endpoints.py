"""Whatever a language model's endpoint does, the question ends in a checked answer or in quotes that say why."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.wiring.adapters import Adapters
from server.wiring.language_models import open_language_models
from tests.generation import faults
from tests.generation.openai_server import Behaviour, OpenAIServer, openai_server, says, silent_after
from tests.server.conftest import Client, client_of, serving, settings_for
from tests.server.word_judge import open_reading
from text.notices import Saying, said

TOWER = "The tower is 92 metres tall. It was built in 1911 by Agnes Rowe. Tickets cost 5 euros."
QUESTION = "How tall is the tower?"
RIGHT = "The tower is 92 metres tall 🗼 [1]."
DOWN, SILENT = (said(saying, "en") for saying in (Saying.MODEL_DOWN, Saying.MODEL_SILENT))
INTERRUPTED = said(Saying.INTERRUPTED, "en")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        running.models = {"data": [{"id": "llama"}, {"id": "org/llama"}]}
        yield running


@pytest.fixture(scope="module")
def client(endpoint: OpenAIServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder: Path = tmp_path_factory.mktemp("odd")
    (folder / "tower.txt").write_text(TOWER, encoding="utf-8")
    settings = settings_for(
        folder / "data", llm_url=endpoint.url, llm_first_token_seconds=4, llm_silence_seconds=4, llm_total_seconds=20
    )
    with serving(settings, Adapters(local_models=open_reading)) as url, client_of(url) as client:
        client.http.post("/v1/collections", json={"name": "tower", "policy": "annotate"})
        client.upload(folder / "tower.txt", collection="tower")
        yield client


def ask(client: Client, endpoint: OpenAIServer, behaviour: Behaviour) -> tuple[str, dict[str, Any]]:
    """Content and our block."""
    endpoint.behave([behaviour])
    completion = client.ask(QUESTION, collection="tower")
    content: str = completion["choices"][0]["message"]["content"]
    return content, completion["candor"]


@pytest.mark.parametrize(
    "behaviour",
    [
        faults.null_deltas(RIGHT), faults.no_finish_reason(RIGHT), faults.byte_order_mark(RIGHT),
        faults.surrogates(RIGHT), faults.refuses_field("stream_options", RIGHT),
        says(f"They ask for the height.</think>{RIGHT}"), says("<thinking>Tall.</thinking>", RIGHT),
        says("◁think▷Tall.◁/think▷", RIGHT),
        says("<|channel|>analysis<|message|>Tall.<|end|><|start|>assistant<|channel|>final<|message|>", RIGHT),
    ],
)  # fmt: skip
def test_an_odd_stream_becomes_a_checked_answer(client: Client, endpoint: OpenAIServer, behaviour: Behaviour) -> None:
    content, block = ask(client, endpoint, behaviour)
    assert content == RIGHT
    assert [claim["support"] for claim in block["claims"]] == ["supported"]


@pytest.mark.parametrize(
    ("behaviour", "notice"),
    [
        (faults.says_no(500, "out of memory"), DOWN),
        (faults.says_no(429, "busy", **{"Retry-After": "900"}), DOWN),
        (faults.says_no(404, "no such model"), DOWN),
        (faults.says_no(400, "maximum context length is 4096 tokens"), DOWN),
        (faults.resets, DOWN),
        (faults.sends(b"data: garbage\n\n"), DOWN),
        (faults.sends(b"<html></html>", media_type="text/html"), DOWN),
        (faults.sends(faults.STOP), SILENT),
        (silent_after("The tower"), DOWN),
    ],
)
def test_a_broken_endpoint_ends_in_quotes_that_say_so_and_may_come_back(
    client: Client, endpoint: OpenAIServer, behaviour: Behaviour, notice: str
) -> None:
    content, block = ask(client, endpoint, behaviour)
    assert content == f"The tower is 92 metres tall. [1]\n\n{notice}"
    assert block["outcome"] == "answered"
    assert ask(client, endpoint, says(RIGHT))[0] == RIGHT


@pytest.mark.parametrize("behaviour", [silent_after(f"{RIGHT} It "), faults.for_ever(f"{RIGHT} ")])
def test_what_was_said_before_an_endpoint_fails_stands_and_says_that_it_is_not_all(
    client: Client, endpoint: OpenAIServer, behaviour: Behaviour
) -> None:
    content, block = ask(client, endpoint, behaviour)
    assert content.startswith(RIGHT)
    assert content.endswith(INTERRUPTED)
    assert {claim["support"] for claim in block["claims"]} == {"supported"}
    assert ask(client, endpoint, says(RIGHT))[0] == RIGHT


@pytest.mark.parametrize(("preferred", "names"), [("llama", ["llama"]), (None, [])])
def test_an_endpoint_without_a_list_of_models_is_asked_for_the_one_that_is_set(
    endpoint: OpenAIServer, tmp_path: Path, preferred: str | None, names: list[str]
) -> None:
    endpoint.models_status = 404
    try:
        settings = settings_for(tmp_path, llm_url=endpoint.url, llm_model=preferred)
        with open_language_models(settings) as models:
            assert models.names() == names
            assert (models.state() is None) is (preferred is not None)
    finally:
        endpoint.models_status = 200


def test_a_model_whose_id_has_a_slash_is_shown_and_can_be_asked(client: Client, endpoint: OpenAIServer) -> None:
    endpoint.behave([says(RIGHT)])
    assert client.http.get("/v1/models/org/llama").json()["id"] == "org/llama"
    assert client.http.get("/v1/models/org%2Fllama").json()["id"] == "org/llama"
    assert client.ask(QUESTION, model="org/llama", collection="tower")["model"] == "org/llama"
