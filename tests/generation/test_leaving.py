"""A model that can be left is told at once when nobody waits for it any more, before its first word too."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage

from domain.errors import ModelUnavailable
from domain.generation import Sampling
from generation.breaker import CircuitBreaker
from generation.chat import ChatStream
from generation.resilience import Deadlines, ResilientCaller, Retries
from tests.generation.conftest import DEADLINES

QUESTION = [HumanMessage("What is the fee?")]


class Patient(GenericFakeChatModel):
    """Says its words, then nothing until it is left."""

    words: tuple[str, ...]
    lefts: list[Event]

    def stream(self, *_: Any, left: Event, **options: Any) -> Iterator[AIMessageChunk]:
        self.lefts.append(left)
        yield from (AIMessageChunk(content=word) for word in self.words)
        left.wait()


def patient(*words: str) -> Patient:
    return Patient(messages=iter([]), words=words, lefts=[])


def stream_of(model: Patient, deadlines: Deadlines = DEADLINES) -> ChatStream:
    caller = ResilientCaller(deadlines=deadlines, breaker=CircuitBreaker(), retries=Retries(attempts=0))
    return ChatStream(model, caller, says_why_it_ends=False, can_be_left=True)


def test_whoever_closes_the_stream_leaves_the_model() -> None:
    model = patient("The", " fee")
    with closing(stream_of(model).stream(QUESTION, Sampling())) as deltas:  # type: ignore[type-var]
        assert next(deltas).text == "The"
        assert not model.lefts[0].is_set()
    assert model.lefts[0].is_set()


def test_whoever_waits_no_longer_leaves_it_before_its_first_word() -> None:
    model = patient()
    with pytest.raises(ModelUnavailable, match="did not begin"):
        list(stream_of(model, replace(DEADLINES, first_token_seconds=0.01)).stream(QUESTION, Sampling()))
    assert all(left.is_set() for left in model.lefts)
