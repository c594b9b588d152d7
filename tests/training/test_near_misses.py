"""A near miss keeps the words of its original but not the answer."""

import random

from hypothesis import given
from hypothesis import strategies as st

from training.near_misses import asked_of_another, without_answer
from training.reader_data import ReaderExample

PASSAGE = (
    "The old bridge at Marlow was built by Ivo Brandt. It was repaired in 1950 after the flood had taken two of its "
    "piers. Ivo Brandt had died by then, and the town had chosen another builder. Tolls were paid until the summer of "
    "that year. The piers stand on oak piles, which divers look at every spring."
)
ROWS = "room: Room 12; capacity: 8\nroom: Room 15; capacity: 31"


def _example(question: str, passage: str, answer: str | None, origin: str = "squad") -> ReaderExample:
    start = passage.index(answer) if answer else 0
    span = (start, start + len(answer)) if answer else None
    return ReaderExample(question, passage, relevant=True, answer=span, span_known=True, origin=origin)


def test_every_sentence_that_holds_the_answer_is_taken_out() -> None:
    missed = without_answer(_example("Who built the old bridge?", PASSAGE, "Ivo Brandt"))
    assert missed is not None
    assert "Ivo Brandt" not in missed.passage
    assert missed.passage.startswith("It was repaired in 1950")
    assert (missed.answer, missed.relevant, missed.span_known) == (None, None, True)


def test_only_the_row_that_holds_the_answer_is_taken_out_of_a_table() -> None:
    missed = without_answer(_example("capacity of Room 15", ROWS, "31", origin="tables"))
    assert missed is not None
    assert missed.passage == "room: Room 12; capacity: 8"


def test_a_passage_of_which_little_would_be_left_makes_no_near_miss() -> None:
    assert without_answer(_example("Who slept?", "Nobody slept. It was loud.", "Nobody")) is None
    assert without_answer(_example("Who slept?", PASSAGE, None)) is None


@given(seed=st.integers(0, 1000))
def test_the_year_of_a_question_becomes_one_that_the_passage_does_not_hold(seed: int) -> None:
    example = _example("What was repaired in 1950?", PASSAGE, "bridge")
    missed = asked_of_another(example, [], random.Random(seed))
    assert missed is not None
    assert missed.question.startswith("What was repaired in ")
    year = missed.question.removesuffix("?").rsplit(" ", 1)[1]
    assert year.isdigit()
    assert year not in PASSAGE
    assert missed.answer is None


def test_a_name_of_the_question_becomes_another_of_as_many_words() -> None:
    example = _example("When did Ivo build the bridge at Marlow for the town?", PASSAGE, "1950")
    missed = asked_of_another(example, ["Marlow", "Upper Kelso", "Kelso"], random.Random(1))
    assert missed is not None
    assert missed.question == "When did Ivo build the bridge at Kelso for the town?"


def test_a_question_without_number_or_name_in_the_passage_makes_no_near_miss() -> None:
    assert (
        asked_of_another(_example("Who built it in 1800?", PASSAGE, "Ivo Brandt"), ["Kelso"], random.Random(1)) is None
    )
