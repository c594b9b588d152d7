"""Words of scripts with and without blanks, and codes however they are written."""

import pytest

from text.words import QUESTION_STEMMER, joined_codes, without_blanks, word_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("图书馆几点关闭？", True),
        ("ห้องสมุดปิดกี่โมง", True),
        ("What does 图书馆 mean?", False),
        ("When?", False),
        ("12", False),
    ],
)
def test_a_script_without_blanks_is_told_by_most_letters(text: str, expected: bool) -> None:  # noqa: FBT001
    assert without_blanks(text) is expected


def test_what_a_question_asks_with_is_no_word_of_it() -> None:
    assert QUESTION_STEMMER.stems("教练叫什么名字？") == {"教练"}
    assert QUESTION_STEMMER.stems("图书馆几点关闭？") < QUESTION_STEMMER.stems("图书馆在下午六点关闭。")


def test_characters_count_as_words_where_no_blanks_part_them() -> None:
    assert word_count("水深一米六。") == 6
    assert word_count("The pool is deep.") == 4


def test_a_code_is_joined_whole_and_in_parts_and_nothing_else_is() -> None:
    assert joined_codes("CR-7994/B, long-term, 2020-01-01, BX4410") == ["CR7994", "CR7994B", "7994B"]


def test_a_code_has_the_same_stem_with_and_without_hyphens_and_is_not_cut() -> None:
    assert "cr7994b" in QUESTION_STEMMER.stems("CR7994/B") & QUESTION_STEMMER.stems("CR-7994/B")
    assert not QUESTION_STEMMER.stems("CR79945") & QUESTION_STEMMER.stems("CR79946")


def test_a_long_run_of_codes_takes_no_long_time() -> None:
    assert len(joined_codes("a/" * 100_000)) == 0
