"""A model that cannot take in all of it is told the best of it, and it is said that it was."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

from domain.conversations import Author
from domain.errors import ModelBusy, ModelUnavailable, PromptTooLong
from domain.generation import Excerpt, Piece, Precedent, Shortened, Task, Turn
from generation.breaker import Circuit, CircuitBreaker
from generation.chat import ChatGenerator, ChatStream
from generation.prompt import with_precedents
from generation.resilience import ResilientCaller, Retries
from generation.templates import FULL, Template, shipped
from tests.generation.conftest import DEADLINES
from tests.generation.passages import passage, task

TASK = task("What is the fee?", *(passage(f"The fee of number {number} is 5 EUR.") for number in range(4)))
HISTORY = (Turn(Author.USER, "Hello, I have a question. " * 20), Turn(Author.ASSISTANT, "Ask."))


class Narrow(GenericFakeChatModel):
    """Takes in so many passages at the most, and no long conversation."""

    most: int
    asked: list[str] = []  # noqa: RUF012 - a field of pydantic's, which copies it

    def stream(self, input: Any, *args: Any, **options: Any) -> Iterator[AIMessageChunk]:  # noqa: A002  # LangChain's
        messages: list[BaseMessage] = input
        text = "\n".join(message.text for message in messages)
        self.asked.append(text)
        found = text.count("<passage ") + 2 * ("Hello" in text)
        if found > self.most:
            raise PromptTooLong(tokens=100 * found, limit=100 * self.most)
        yield AIMessageChunk(content="The fee is 5 EUR.")


class Busy(GenericFakeChatModel):
    """Has no time."""

    def stream(self, *args: Any, **options: Any) -> Iterator[AIMessageChunk]:
        raise ModelBusy("three others wait")
        yield


def generator(model: GenericFakeChatModel, breaker: CircuitBreaker | None = None) -> ChatGenerator:
    caller = ResilientCaller(deadlines=DEADLINES, breaker=breaker or CircuitBreaker(), retries=Retries(attempts=2))
    return ChatGenerator(ChatStream(model, caller, says_why_it_ends=False), _told)


def _told(task: Task) -> Template:
    return with_precedents(shipped(FULL), task.precedents)


def narrow(most: int) -> Narrow:
    return Narrow(messages=iter([AIMessage("")]), most=most)


def test_only_the_best_passages_are_told_and_that_is_said() -> None:
    items = list(generator(narrow(2)).generate(TASK))
    assert items == [Shortened(2), Piece("The fee is 5 EUR.")]


def test_what_was_said_before_goes_first() -> None:
    model = narrow(4)
    items = list(generator(model).generate(replace(TASK, history=HISTORY)))
    assert items == [Piece("The fee is 5 EUR.")]
    assert ["Hello" in asked for asked in model.asked] == [True, False]


def test_of_excerpts_the_likeliest_stay_and_no_passage_is_said_to_be_unread() -> None:
    last, first = (Excerpt(place, TASK.passages[place].text) for place in (3, 0))
    model = narrow(1)
    assert list(generator(model).generate(replace(TASK, excerpts=(last, first)))) == [Piece("The fee is 5 EUR.")]
    assert (last.text in model.asked[-1], first.text in model.asked[-1]) == (True, False)


def test_precedents_go_before_anything_else_and_that_is_told() -> None:
    precedent = Precedent("What is it?", (passage("It is 5 EUR."),), "It is 5 EUR.")
    items = list(generator(narrow(4)).generate(replace(TASK, precedents=(precedent,))))
    assert items == [Shortened(4), Piece("The fee is 5 EUR.")]


def test_where_one_passage_alone_is_too_much_the_model_gives_no_answer() -> None:
    with pytest.raises(PromptTooLong, match="takes in 0 tokens at the most; these are 100"):
        list(generator(narrow(0)).generate(TASK))


def test_being_asked_too_much_or_too_often_says_nothing_against_a_model() -> None:
    breaker = CircuitBreaker(failures=1)
    with pytest.raises(ModelUnavailable):
        list(generator(narrow(0), breaker).generate(TASK))
    with pytest.raises(ModelBusy, match="three others wait"):
        list(generator(Busy(messages=iter([])), breaker).generate(TASK))
    assert breaker.state() is Circuit.CLOSED
