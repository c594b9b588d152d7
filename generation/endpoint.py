"""The default language model: whatever an OpenAI-compatible endpoint, such as vLLM, serves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
from pydantic import SecretStr

from generation.resilience import Deadlines
from generation.tolerant_client import TolerantClient

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

_NO_KEY = "none"
_KEPT_CONNECTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`url` is the base, such as `http://localhost:8000/v1`; `api_key` is null where it wants none."""

    url: str
    api_key: str | None
    deadlines: Deadlines


@contextmanager
def open_client(endpoint: Endpoint) -> Iterator[httpx.Client]:
    """The connections to an endpoint, shared by its models and its catalogue."""
    deadlines = endpoint.deadlines
    timeout = httpx.Timeout(
        max(deadlines.first_token_seconds, deadlines.silence_seconds), connect=deadlines.connect_seconds
    )
    # Whoever asks says how many streams there are; waiting for a connection would count as a silent model.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=_KEPT_CONNECTIONS)
    with TolerantClient(timeout=timeout, limits=limits) as client:
        yield client


def chat_model(endpoint: Endpoint, model: str, client: httpx.Client) -> "ChatOpenAI":
    """A model of the endpoint. It does not retry by itself: `ResilientCaller` does."""
    from langchain_openai import ChatOpenAI  # 1.5 s and 55 MB, which a server without one is spared

    return ChatOpenAI(
        model=model,
        base_url=endpoint.url,
        api_key=SecretStr(endpoint.api_key or _NO_KEY),
        timeout=client.timeout,
        max_retries=0,
        stream_usage=True,
        use_responses_api=False,  # for some names it would leave the protocol that all endpoints speak
        http_client=client,
    )
