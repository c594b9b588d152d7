"""Questions are the same where their telling words are, in the same order."""

import json
from pathlib import Path

import pytest

from text.same_question import question_key, telling_words

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "benchmarks" / "same_questions.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if not pair["same"]], ids=lambda pair: str(pair["b"]))
def test_a_question_with_one_other_word_is_another(pair: dict[str, str]) -> None:
    assert telling_words(pair["a"]) != telling_words(pair["b"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("When does the reading room open?", "hi, what time does the reading room open please"),
        ("How do I cancel my membership?", "how can i cancel the membership"),
        ("What does a late book cost?", "How much does a late book cost?"),
        ("Wann ist das Büro geöffnet?", "Um wieviel Uhr ist das Büro geöffnet?"),
        ("Which forms do members need?", "What form does the member need?"),
    ],
)
def test_courtesies_and_small_words_do_not_make_a_question_another(one: str, other: str) -> None:
    assert telling_words(one) == telling_words(other)


def test_capitals_marks_and_blanks_are_no_difference_at_all() -> None:
    assert question_key("When  does it OPEN?") == question_key("when does it open")
    assert question_key("?") != question_key("!")


def test_a_question_of_small_words_alone_keeps_them() -> None:
    assert telling_words("Is it there?") != telling_words("Was it?")
