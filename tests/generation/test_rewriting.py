"""Follow-ups are made to stand alone by the model, or by a plain rule without one."""

import pytest

from domain.conversations import Author
from domain.generation import Turn
from generation.rewriting import ModelRewriter, PrefixRewriter
from tests.generation.conftest import Streams
from tests.generation.openai_server import Behaviour, OpenAIServer, cut_off_after, refuses, says, silent_after

HISTORY = (Turn(Author.USER, "What is the fee for books?"), Turn(Author.ASSISTANT, "5 EUR. [1]"))
HUNGARIAN = (Turn(Author.USER, "Mennyi a könyvek díja?"), Turn(Author.ASSISTANT, "5 euró. [1]"))


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("And for students?", HISTORY),
        ("When does it rise?", HISTORY),
        ("Why?", HISTORY),
        ("És a diákoknak mennyibe kerül?", HUNGARIAN),
        ("Mikor kell ezt befizetni a könyvtárban?", HUNGARIAN),
    ],
)
def test_a_question_that_leans_on_the_one_before_is_searched_for_with_it(
    question: str, history: tuple[Turn, ...]
) -> None:
    assert PrefixRewriter().rewrite(question, history) == f"{history[0].text} {question}"


@pytest.mark.parametrize("question", ["When does the library open on Sundays?", "Mikor nyit a könyvtár vasárnap?"])
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert PrefixRewriter().rewrite(question, HISTORY) == question


def test_a_chain_of_follow_ups_goes_back_to_what_it_is_about() -> None:
    history = (*HISTORY, Turn(Author.USER, "And for students?"), Turn(Author.ASSISTANT, "3 EUR."))
    assert PrefixRewriter().rewrite("Why?", history) == "What is the fee for books? And for students? Why?"
    assert PrefixRewriter().rewrite("Why?", ()) == "Why?"


def test_the_model_rewrites(server: OpenAIServer, streams: Streams) -> None:
    server.behave([says("<think>hm</think>", '"What is the fee\n', 'for students?"')])
    rewriter = ModelRewriter(streams.make(), fallback=PrefixRewriter())
    assert rewriter.rewrite("And for students?", HISTORY) == "What is the fee for students?"
    assert "What is the fee for books?" in server.requests[0]["messages"][1]["content"]


def test_without_a_history_the_model_is_not_asked(server: OpenAIServer, streams: Streams) -> None:
    assert ModelRewriter(streams.make(), fallback=PrefixRewriter()).rewrite("Why?", ()) == "Why?"
    assert server.requests == []


def test_a_slow_model_is_stood_in_for(server: OpenAIServer, streams: Streams) -> None:
    server.behave([silent_after("What is")])
    rewriter = ModelRewriter(streams.make(), fallback=PrefixRewriter(), deadline_seconds=0.3)
    assert rewriter.rewrite("Why?", HISTORY) == "What is the fee for books? Why?"


@pytest.mark.parametrize("failure", [refuses(500), cut_off_after("What"), says("..."), says("word " * 500)])
def test_a_model_that_fails_or_rambles_is_stood_in_for(
    server: OpenAIServer, streams: Streams, failure: Behaviour
) -> None:
    server.behave([failure])
    rewriter = ModelRewriter(streams.make(), fallback=PrefixRewriter())
    assert rewriter.rewrite("And for students?", HISTORY) == "What is the fee for books? And for students?"
