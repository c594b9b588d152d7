"""A changed sentence differs in what its spans mark, and nowhere else."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.numerals import known_numbers
from training.perturb import Changed, names_in, opened, other_number, perturbed, reworded

SENTENCES = [
    "The warranty lasts 24 months and covers large parts.",
    "Anna Holt moved to Budapest in March 1998.",
    "Shipping is free for orders over 1,200 euros.",
    "The committee did not approve the plan.",
    "It rained.",
]


@given(sentence=st.sampled_from(SENTENCES), seed=st.integers(0, 10_000))
def test_only_the_marked_words_are_new(sentence: str, seed: int) -> None:
    changed = perturbed(sentence, random.Random(seed), names=["New York", "Ivo Brandt"])
    assert changed is not None
    assert changed.text != sentence
    ((start, end),) = changed.spans
    assert 0 <= start < end <= len(changed.text)
    assert sentence.startswith(changed.text[:start])
    assert sentence.rstrip(". ").endswith(changed.text[end:].rstrip(". "))


@given(sentence=st.sampled_from(SENTENCES), seed=st.integers(0, 10_000))
def test_a_rewording_keeps_every_figure(sentence: str, seed: int) -> None:
    told = known_numbers(reworded(sentence, random.Random(seed)))
    assert [figure for figure in re.findall(r"\d+", sentence.replace(",", "")) if figure not in told] == []


@given(number=st.from_regex(r"[1-9][0-9]{0,3}([.,][0-9]{1,3})?", fullmatch=True), seed=st.integers(0, 1000))
def test_another_number_is_another_one_of_the_same_look(number: str, seed: int) -> None:
    other = other_number(number, random.Random(seed))
    assert other != number
    assert re.sub(r"\d", "0", other) == re.sub(r"\d", "0", number)


def test_nothing_is_left_to_change_in_an_empty_sentence() -> None:
    assert perturbed("", random.Random(1)) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [("They met Anna Holt in New York.", ["Anna Holt", "New York"]), ("Nobody came.", [])],
)
def test_names_are_found_in_the_middle_of_sentences(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    "sentence", ["The 2nd floor and 3D films.", "It is 5% of 12kg.", "Twenty-five of seventy-nine came.", "It is 3.5."]
)
def test_a_figure_that_is_part_of_something_larger_stays(sentence: str) -> None:
    assert {reworded(sentence, random.Random(seed)) for seed in range(200)} == {sentence}


def test_what_cannot_be_is_not_negated_once_more() -> None:
    assert {changed.text for seed in range(100) if (changed := perturbed("It can't.", random.Random(seed)))}.isdisjoint(
        {"It can not't."}
    )


@given(seed=st.integers(0, 1000))
def test_an_opening_moves_the_marks_along(seed: int) -> None:
    said = Changed("The Duke came in 1931.", ((17, 21),), contradicts=True)
    after = opened(said, random.Random(seed))
    assert [after.text[a:b] for a, b in after.spans] == ["1931"]
    assert after.text.lower().endswith(said.text.lower())
    assert len(after.text) > len(said.text)


def test_small_numbers_are_spelled_out_and_back() -> None:
    said = {reworded("It takes 14 days and three nights.", random.Random(seed)) for seed in range(60)}
    assert any("fourteen days" in text for text in said)
