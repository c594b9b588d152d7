"""ROUGE, exact match and token F1 are what their definitions give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.overlap import Overlap, mean_overlap, overlap

WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "the", ".", ""]), max_size=12).map(" ".join)


def test_lins_own_example_of_rouge() -> None:
    found = overlap("police kill the gunman", "police killed the gunman")
    assert found.rouge_1 == pytest.approx(3 / 4)
    assert found.rouge_2 == pytest.approx(1 / 3)
    assert found.rouge_l == pytest.approx(3 / 4)
    assert overlap("the gunman kill police", "police killed the gunman").rouge_l == pytest.approx(1 / 2)


def test_the_sum_of_sentences_takes_the_union_of_what_each_has_in_common() -> None:
    # Lin (2004), 3.2: w1 w2 w3 w4 w5 against two sentences of which each holds other words of it; recall is 4/5.
    found = overlap("One two six seven eight. One three eight nine five.", "one two three four five")
    precision, recall = 4 / 10, 4 / 5
    assert found.rouge_lsum == pytest.approx(2 * precision * recall / (precision + recall))


def test_words_that_are_repeated_count_as_often_as_they_were_wanted() -> None:
    assert overlap("the the the the", "the cat").rouge_1 == pytest.approx(2 * 1 / (4 + 2))


def test_articles_case_stops_and_marks_are_no_difference_to_an_exact_match() -> None:
    found = overlap("The tower [1].", "tower")
    assert (found.exact_match, found.token_f1) == (1.0, 1.0)
    assert overlap("Two towers", "tower").exact_match == 0.0


def test_nothing_matches_nothing_alone() -> None:
    assert overlap("", "").exact_match == 1.0
    assert overlap("", "tower") == Overlap(0, 0, 0, 0, 0, 0)


@given(WORDS, WORDS)
def test_every_measure_is_a_share_and_the_same_text_has_all_of_it(answer: str, wanted: str) -> None:
    found = overlap(answer, wanted)
    assert all(0 <= getattr(found, name) <= 1 for name in Overlap.__slots__)
    assert found.token_f1 >= found.exact_match
    if len(answer.replace(".", " ").split()) > 1:
        assert overlap(answer, answer).rouge_l == 1


def test_the_mean_of_none_is_none() -> None:
    assert mean_overlap([]) is None
    mean = mean_overlap([Overlap(1, 1, 1, 1, 1, 1), Overlap(0, 0, 0, 0, 0, 0)])
    assert mean == Overlap(0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
