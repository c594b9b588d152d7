"""A small model is shown the sentences that likeliest answer, where they stand, each once, none that is superseded."""

from dataclasses import replace

from domain.generation import Excerpt, Sampling, Task
from generation.excerpts import LikeliestSentences
from generation.prompt import answer_prompt
from generation.templates import FULL, SHORT, shipped
from tests.generation.passages import passage, task
from tests.generation.quoting.test_generator import generator

BOATS = passage("Boats are lent in summer. An overdue fee of 5 EUR is due for overdue boats. Oars lie in the shed.")
TENTS = passage("Tents are lent all year. A deposit is kept for tents that come back torn.")
ASKED = task("Which overdue fee is due for overdue boats?", TENTS, BOATS)


def shown(asked: Task, most: int) -> tuple[Excerpt, ...]:
    return LikeliestSentences(generator()).of(asked, most=most)


def test_the_likeliest_sentence_alone_is_shown_with_the_number_of_its_passage() -> None:
    assert shown(ASKED, 1) == (Excerpt(1, "An overdue fee of 5 EUR is due for overdue boats."),)


def test_sentences_stand_in_the_order_of_the_document_the_likeliest_passage_first() -> None:
    first, second = shown(ASKED, 5)
    assert first == Excerpt(
        1, "Boats are lent in summer.\nAn overdue fee of 5 EUR is due for overdue boats.\nOars lie in the shed."
    )
    assert second.passage == 0


def test_what_overlapping_passages_hold_twice_is_shown_once() -> None:
    twice = replace(ASKED, passages=(BOATS, BOATS))
    assert [one.passage for one in shown(twice, 6)] == [0]


def test_an_item_is_shown_with_what_opens_its_list() -> None:
    lent = passage("These are lent:\n- boats for 5 EUR a day\n- tents for 9 EUR a day")
    [found] = shown(task("What do tents cost a day?", lent), 1)
    assert found.text == "These are lent:\n- tents for 9 EUR a day"


def test_without_passages_nothing_is_shown() -> None:
    assert shown(task("Which fee?"), 3) == ()


def test_a_model_is_told_the_excerpts_in_place_of_the_passages_under_their_numbers() -> None:
    excerpted = replace(ASKED, excerpts=(Excerpt(1, "An overdue fee of 5 EUR is due."),))
    asked = answer_prompt(excerpted, shipped(FULL))[-1].text
    assert '<passage number="2" source="' in asked
    assert ("An overdue fee of 5 EUR is due." in asked, "summer" in asked, "Tents" in asked) == (True, False, False)


def test_small_models_alone_are_shown_excerpts() -> None:
    assert (shipped(FULL).most_sentences, shipped(SHORT).most_sentences) == (None, 8)
    assert Task("?", "?", (), (), Sampling()).excerpts == ()
