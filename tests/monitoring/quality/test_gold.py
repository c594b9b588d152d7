"""An answer in a model's own words is right by the words that people marked."""

import pytest

from monitoring.quality.gold import Label, abstains, holds, label

PASSAGES = (
    "The mill was built in 1732 by the Hale family. It has three doors.",
    "Guests pay 1,250 euros a week in the annex.",
)


def _label(answer: str, *golds: str, question: str = "When was the mill built?") -> Label:
    return label(answer, question=question, passages=PASSAGES, golds=golds)


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        ("It was built in 1732. [1]", "1732"),
        ("1732", "in 1732"),
        ("It has three doors.", "3"),
        ("It costs 1250 euros a week.", "1,250 euros"),
        ("The Hale family [1][2]", "Hale family"),
        ("A Győr-i malom", "Győr"),
        ("In the 11th and 10th centuries.", "10th and 11th centuries"),
        (
            "They keep e-mail addresses and the names of all visitors.",
            "e-mail addresses and names of the visitors, too",
        ),
    ],
)
def test_the_gold_answer_in_other_clothes_is_right(answer: str, gold: str) -> None:
    assert holds(answer, gold)


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        ("It was built in 17320.", "1732"),
        ("It has 38 doors.", "0.38"),
        ("[1]", "1"),
        ("", "1732"),
        ("1732", ""),
        ("The family.", "the Hale family of Marlow and Kelso"),
    ],
)
def test_part_of_a_word_or_of_the_answer_is_not_enough(answer: str, gold: str) -> None:
    assert not holds(answer, gold)


def test_any_of_several_golds_will_do() -> None:
    assert _label("It was built in 1732.", "the thirties", "1732") is Label.RIGHT


def test_what_stands_in_a_passage_without_being_the_answer_is_off_the_point() -> None:
    assert _label("The mill has three doors. [1]", "1732") is Label.OFF
    assert _label("The mill burnt down in 1801.", "1732") is Label.WRONG


def test_words_from_two_passages_are_not_off_the_point_but_wrong() -> None:
    assert _label("The Hale family pay 1,250 euros.", "1732") is Label.WRONG


def test_without_a_gold_answer_only_an_abstention_is_right() -> None:
    assert _label("It was built in 1732.") is Label.OFF
    assert _label("It was built in 1699.") is Label.WRONG
    assert _label("The passages do not say when the mill was built.") is Label.ABSTAINED


def test_an_abstention_that_says_the_answer_all_the_same_is_right() -> None:
    assert _label("The text does not say it outright, but it was 1732.", "1732") is Label.RIGHT


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("There is no information about the mill's builder.", True),
        ("The documents don’t mention it.", True),
        ("Dogs are not allowed.", False),
        ("The mill was built in 1732.", False),
        ("The documents do not mention it. " + "But the mill has three doors and a wheel. " * 8, False),
    ],
)
def test_an_abstention_is_told_from_an_answer_that_denies(answer: str, *, expected: bool) -> None:
    assert abstains(answer) is expected
