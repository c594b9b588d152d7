"""Other answers are drawn from the same model, or it is said that they could not be."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from domain.errors import ModelUnavailable
from domain.generation import Sampling
from generation.prompt import NO_ANSWER
from generation.sampling import ChatSampler
from tests.generation.conftest import DEADLINES, Streams
from tests.generation.openai_server import (
    Behaviour,
    Exchange,
    OpenAIServer,
    cut_off_after,
    refuses,
    says,
    silent_after,
)
from tests.generation.passages import passage, task

TASK = task("What is the fee?", passage("The fee is 5 EUR."))


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as running:
        yield running


@pytest.fixture
def sampler(streams: Streams, executor: ThreadPoolExecutor) -> ChatSampler:
    return ChatSampler(streams.make(), executor, limit_seconds=20)


def test_samples_are_drawn_from_the_answers_own_prompt_at_a_temperature_that_lets_them_differ(
    server: OpenAIServer, sampler: ChatSampler
) -> None:
    server.behave([says("It is ", "5 EUR. [1]"), says("5 EUR. [1]"), says("Six.")])
    wishes = Sampling(temperature=0.0, top_p=0.9, max_tokens=50, stop=("END",), seed=7)

    written = sampler.sample(replace(TASK, sampling=wishes), count=3)

    assert sorted(written) == ["5 EUR. [1]", "It is 5 EUR. [1]", "Six."]
    assert [(r["temperature"], r["top_p"], r["stop"]) for r in server.requests] == [(1.0, 0.9, ["END"])] * 3
    assert {r["seed"] for r in server.requests} == {8, 9, 10}
    assert all("The fee is 5 EUR." in r["messages"][-1]["content"] for r in server.requests)


def test_without_a_seed_none_is_sent(server: OpenAIServer, sampler: ChatSampler) -> None:
    sampler.sample(TASK, count=2)
    assert not any("seed" in request for request in server.requests)


def test_samples_hold_no_thoughts_and_a_declined_one_says_so(server: OpenAIServer, sampler: ChatSampler) -> None:
    server.behave([says("<think>Hm. 7?</th", "ink>5 EUR."), says(NO_ANSWER)])
    assert set(sampler.sample(TASK, count=2)) == {
        "5 EUR.",
        "No answer to this question was found in the documents.",
    }


@pytest.mark.parametrize("failure", [refuses(400), cut_off_after("The fee "), says(), says("<think>Hm.")])
def test_a_sample_that_failed_is_left_out_while_two_are_left(
    server: OpenAIServer, sampler: ChatSampler, failure: Behaviour
) -> None:
    server.behave([failure, says("5 EUR.")])
    assert sampler.sample(TASK, count=3) == ["5 EUR."] * 2


@pytest.mark.parametrize("failure", [refuses(400), refuses(500), cut_off_after("The fee "), says()])
def test_fewer_than_two_samples_are_none(server: OpenAIServer, sampler: ChatSampler, failure: Behaviour) -> None:
    server.behave([says("5 EUR."), failure])
    with pytest.raises(ModelUnavailable, match="1 of 4"):
        sampler.sample(TASK, count=4)


def test_one_sample_is_enough_where_one_is_asked_for(sampler: ChatSampler) -> None:
    assert sampler.sample(TASK, count=1) == ["Hello."]


def test_samples_that_are_late_are_not_waited_for(
    server: OpenAIServer, streams: Streams, executor: ThreadPoolExecutor
) -> None:
    hasty = ChatSampler(streams.make(replace(DEADLINES, total_seconds=0.6)), executor, limit_seconds=0.5)
    server.behave([silent_after("The fee "), says("5 EUR.")])
    assert hasty.sample(TASK, count=3) == ["5 EUR."] * 2

    server.behave([silent_after("The fee ")])
    with pytest.raises(ModelUnavailable, match="0 of 3"):
        hasty.sample(TASK, count=3)


def test_samples_are_written_side_by_side_but_no_more_than_there_is_room_for(
    server: OpenAIServer, sampler: ChatSampler
) -> None:
    together, written, most = threading.Barrier(2), 0, 0
    lock = threading.Lock()

    def waits_for_another(exchange: Exchange) -> None:
        nonlocal written, most
        with lock:
            written += 1
            most = max(most, written)
        together.wait(timeout=20)
        with lock:
            written -= 1
        says("5 EUR.")(exchange)

    server.behave([waits_for_another])
    assert sampler.sample(TASK, count=4) == ["5 EUR."] * 4
    assert most == 2
