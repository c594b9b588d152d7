"""A real model's answer arrives as it is written, with other answers beside it and what it thought of each word."""

import math
from typing import Any

import httpx
import pytest

from domain.generation import Piece, Sampling, Usage
from generation.endpoint import Endpoint, chat_model, open_client
from generation.resilience import Deadlines
from server.wiring.language_models import ConfiguredModels
from tests.generation.passages import passage, task
from tests.server.conftest import Client
from tests.vllm.conftest import RULES
from tests.vllm.model_server import MODEL, ModelServer

QUESTION = "How many books may a member borrow?"
PATIENT = Deadlines(connect_seconds=5, first_token_seconds=600, silence_seconds=600, total_seconds=600)
TASK = task(QUESTION, passage(RULES), sampling=Sampling(temperature=0.0, max_tokens=24))


def completion(vllm: ModelServer, **body: Any) -> dict[str, Any]:
    asked = {"model": MODEL, "messages": [{"role": "user", "content": QUESTION}], "max_tokens": 8, **body}
    reply = httpx.post(f"{vllm.url}/chat/completions", json=asked, timeout=600, trust_env=False)
    found: dict[str, Any] = reply.raise_for_status().json()
    return found


def asked(client: Client) -> dict[str, Any]:
    """Candor's reply to the question, of a few words."""
    body = {"messages": [{"role": "user", "content": QUESTION}], "max_tokens": 32, "temperature": 0}
    reply = client.http.post("/v1/chat/completions", json=body)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_an_answer_comes_in_pieces_with_what_it_cost(models: ConfiguredModels) -> None:
    *said, last = models.generator(MODEL).generate(TASK)
    pieces = [item.text for item in said if isinstance(item, Piece)]
    assert len(pieces) > 3
    assert "".join(pieces).strip()
    assert isinstance(last, Usage)
    assert 0 < last.completion_tokens <= 24
    assert last.prompt_tokens > len(RULES.split())


def test_a_user_gets_what_the_model_wrote_checked(client: Client) -> None:
    reply = asked(client)
    assert reply["model"] == MODEL
    assert reply["choices"][0]["message"]["content"].strip()
    assert all(claim["support"] != "unchecked" for claim in reply["candor"]["claims"])
    assert reply["candor"]["claims"]
    assert 0 < reply["usage"]["completion_tokens"] <= 32


def test_other_answers_differ_and_share_the_prompt_that_was_read_once(
    models: ConfiguredModels, vllm: ModelServer
) -> None:
    hits = vllm.metric("vllm:prefix_cache_hits_total")
    written = models.sampler(MODEL).sample(TASK, count=5)
    assert len(written) == 5
    assert len(set(written)) > 1
    assert vllm.metric("vllm:prefix_cache_hits_total") > hits


def test_it_gives_several_answers_to_one_request_where_somebody_asks_so(vllm: ModelServer) -> None:
    choices = completion(vllm, n=5, temperature=1.0, seed=1)["choices"]
    assert [choice["index"] for choice in choices] == [0, 1, 2, 3, 4]
    assert len({choice["message"]["content"] for choice in choices}) > 1


def test_each_word_comes_with_its_likelihood_and_what_else_it_could_have_been(vllm: ModelServer) -> None:
    endpoint = Endpoint(url=vllm.url, api_key=None, deadlines=PATIENT)
    with open_client(endpoint) as client:
        model = chat_model(endpoint, MODEL, client).bind(logprobs=True, top_logprobs=5, max_tokens=4, temperature=0)
        first = model.invoke("Is the sky blue? Answer yes or no.").response_metadata["logprobs"]["content"][0]
    likely = [math.exp(each["logprob"]) for each in first["top_logprobs"]]
    assert len(likely) == 5
    assert likely == sorted(likely, reverse=True)
    assert sum(likely) <= 1.0 + 1e-3
    assert math.exp(first["logprob"]) == pytest.approx(likely[0])


def test_a_seed_draws_the_same_again(vllm: ModelServer) -> None:
    drawn = [completion(vllm, temperature=1.0, seed=seed)["choices"][0]["message"]["content"] for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
