"""Citation marks are found and taken out without losing the place of anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.marks import cited_passages, ends_sentence, strip_marks

FRAGMENTS = [
    "[1]",
    "【1†source】",
    "[^1]",
    "[1](file)",
    "(1).",
    "(source 2)",
    "[1, 2]",
    "[3–5]",
    "[",
    "]",
    " ",
    "\n",
    ".",
    "word",
    "😀",
]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))


@given(texts)
def test_stripping_marks_keeps_a_map_to_the_original(text: str) -> None:
    stripped = strip_marks(text)
    assert "".join(text[i] for i in stripped.offsets) == stripped.text


def test_marks_name_passages_from_zero() -> None:
    assert cited_passages("A [1]. B [2, 4-6][0]") == {0, 1, 3, 4, 5}


@pytest.mark.parametrize(
    "mark",
    [
        "[1]",
        "【1】",
        "【1†source】",
        "［1］",
        "[^1]",
        "[1](file)",
        "[1](#a)",
        "[1](tower guide.txt)",
        "[Source 1]",
        "(1)",
        "(passage 1)",
    ],
)
def test_a_mark_in_any_form_names_its_passage_and_is_stripped(mark: str) -> None:
    text = f"It was built in 1911 {mark}."
    assert (cited_passages(text), strip_marks(text).text) == ({0}, "It was built in 1911.")


@pytest.mark.parametrize(
    "text",
    [
        "§ 8 (1).",
        "Section 3 (2).",
        "within five (5).",
        "See formula (3).",
        "(1) First",
        "It has (2) rooms.",
        "In [2024] it fell.",
    ],
)
def test_numbers_in_brackets_that_are_no_citations_stay(text: str) -> None:
    assert (cited_passages(text), strip_marks(text).text) == (set(), text)


@pytest.mark.parametrize(
    "text", ["It opens at nine.", "Nine [1].", "Nine. [1]", "**Nine.**", "“Nine.” [1][2]", "九点。"]
)
def test_a_sentence_ends_before_its_marks_too(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["It opens at", "It opens at [1]", "- nine", "It opens at nine, but [", "He said: “"])
def test_what_breaks_off_ends_no_sentence(text: str) -> None:
    assert not ends_sentence(text)
