"""The short answer of an answer is a place in what was delivered, or none where that is not stood behind."""

import pytest

from domain.answers import Outcome
from domain.documents import Policy
from domain.generation import Short
from tests.server.usecases.fakes import DOWN, Writer
from tests.server.usecases.test_assistant import Desk

TWO = "The library opens at nine [1]. It shuts at five [1]."


def short_in(text: str, words: str) -> Short:
    start = text.index(words)
    return Short(start, start + len(words))


def quoted(text: str, words: str, policy: Policy = Policy.HOLD) -> Desk:
    desk = Desk(DOWN, extractive=Writer([text[:9], text[9:]], short=short_in(text, words)))
    list(desk.answer(policy))
    return desk


@pytest.mark.parametrize("words", ["nine", "at five"])
def test_it_is_found_where_it_stands_in_what_was_delivered(words: str) -> None:
    answer = quoted(TWO, words).kept()
    short = answer.short_answer
    assert short is not None
    assert answer.content[short.start : short.end] == short.text == words


def test_marks_that_were_tidied_before_it_move_its_place() -> None:
    answer = quoted("The library opens at nine 【1】【7】. It shuts at five [1].", "five").kept()
    assert answer.short_answer is not None
    assert answer.content[answer.short_answer.start : answer.short_answer.end] == "five"


def test_what_was_withheld_or_abstained_from_has_none() -> None:
    withheld = quoted("The library opens at nine [1]. It is wrong that it shuts at five [1].", "five").kept()
    assert (withheld.outcome, withheld.short_answer) == (Outcome.ESCALATED, None)
    abstained = quoted("The library opens at nine beside this [1].", "nine").kept()
    assert (abstained.outcome, abstained.short_answer) == (Outcome.ABSTAINED, None)


@pytest.mark.parametrize("words", ["nine", "wrong"])
def test_what_is_not_stood_behind_has_none_though_all_of_it_was_delivered(words: str) -> None:
    flagged = quoted("The library opens at nine [1]. This is wrong [1].", words, Policy.ANNOTATE).kept()
    assert (flagged.outcome, flagged.short_answer) == (Outcome.FLAGGED, None)


def test_what_a_model_writes_has_none() -> None:
    desk = Desk(Writer([TWO]))
    list(desk.answer())
    assert desk.kept().short_answer is None
