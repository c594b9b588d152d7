"""A model server, and a real ChatOpenAI that speaks to it."""

from collections.abc import Iterator

import httpx
import pytest

from generation.breaker import CircuitBreaker
from generation.chat import ChatStream
from generation.endpoint import Endpoint, chat_model, open_client
from generation.resilience import Deadlines, ResilientCaller, Retries
from generation.thoughts import Habit, Habits
from tests.generation.openai_server import OpenAIServer, openai_server

DEADLINES = Deadlines(connect_seconds=5, first_token_seconds=5, silence_seconds=5, total_seconds=20)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


@pytest.fixture
def endpoint(server: OpenAIServer) -> Endpoint:
    return Endpoint(url=server.url, api_key="secret", deadlines=DEADLINES)


@pytest.fixture
def client(endpoint: Endpoint) -> Iterator[httpx.Client]:
    with open_client(endpoint) as opened:
        yield opened


class Streams:
    """Makes chat streams with chosen deadlines, without waiting between retries."""

    def __init__(self, endpoint: Endpoint, client: httpx.Client) -> None:
        self._endpoint = endpoint
        self._client = client
        self._callers: list[ResilientCaller] = []
        self.waits: list[float] = []

    def make(
        self, deadlines: Deadlines = DEADLINES, *, breaker: CircuitBreaker | None = None, habit: Habit = Habit.PLAIN
    ) -> ChatStream:
        caller = ResilientCaller(
            deadlines=deadlines, breaker=breaker or CircuitBreaker(), retries=Retries(), wait=self.waits.append
        )
        self._callers.append(caller)
        model = chat_model(self._endpoint, "llama", self._client)
        return ChatStream(model, caller, says_why_it_ends=True, habits=Habits(habit))

    def close(self) -> None:
        for caller in self._callers:
            caller.close()


@pytest.fixture
def streams(endpoint: Endpoint, client: httpx.Client) -> Iterator[Streams]:
    made = Streams(endpoint, client)
    yield made
    made.close()
