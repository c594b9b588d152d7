"""A model does not write on for somebody who has left, as vLLM's own metrics show."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.server.conftest import Client
from tests.vllm.model_server import ModelServer
from tests.vllm.test_answers import QUESTION

_MANY_TOKENS = 1500  # a minute and more
_HOTTEST = 2.0  # at lower temperatures the model is done after twenty tokens now and then
_SHORTLY = 0.05


@pytest.fixture
def rambling(client: Client, vllm: ModelServer) -> Iterator[dict[str, Any]]:
    """A question to a model that goes on and on without a sentence of which anything could be shown."""
    loaded = {"name": "rambling", "path": str(vllm.adapters / "odd")}
    assert client.http.post("/v1/models/adapters", json=loaded).status_code == 201
    endless = {"temperature": _HOTTEST, "seed": 7, "max_tokens": _MANY_TOKENS}
    yield {"model": "rambling", "messages": [{"role": "user", "content": QUESTION}], **endless}
    assert client.http.delete("/v1/models/adapters/rambling").status_code == 204


def running(vllm: ModelServer) -> float:
    return vllm.metric("vllm:num_requests_running")


def written(vllm: ModelServer) -> float:
    return vllm.metric("vllm:generation_tokens_total")


def wait_until(condition: Callable[[], bool]) -> None:
    """vLLM tells of nothing by itself."""
    while not condition():
        threading.Event().wait(_SHORTLY)


def wait_for_a_few_words(vllm: ModelServer, before: float) -> None:
    wait_until(lambda: running(vllm) == 1 and written(vllm) > before + 5)


@pytest.mark.parametrize("stream", [True, False])
def test_the_model_stops_when_the_user_leaves(
    *, stream: bool, url: str, vllm: ModelServer, rambling: dict[str, Any]
) -> None:
    before = written(vllm)
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request(
        "POST", "/v1/chat/completions", json.dumps(rambling | {"stream": stream}), {"Content-Type": "application/json"}
    )
    wait_for_a_few_words(vllm, before)
    connection.close()
    wait_until(lambda: running(vllm) == 0)
    assert written(vllm) - before < _MANY_TOKENS / 2
