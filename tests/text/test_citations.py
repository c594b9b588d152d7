"""Marks are delivered in one form, and none that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import Evidence
from text.citations import cited, mended, normalised
from text.marks import strip_marks

FRAGMENTS = [
    "[1]",
    "[9]",
    "【2†source】",
    "[^1]",
    "[1](file)",
    "(1).",
    "[1, 2–4]",
    "`x[0]`",
    "```\na[1]\n```",
    " ",
    "\n",
    "word",
    ".",
]


def evidence(*passages: int) -> list[Evidence]:
    return [Evidence(passage, 0, 1, "q") for passage in passages]


@pytest.mark.parametrize(
    ("written", "delivered", "dropped"),
    [
        ("A【1】. B [^2], C [1](file.txt).", "A[1]. B [2], C [1].", 0),
        ("A [1, 2]. B [1–3].", "A [1][2]. B [1][2].", 1),
        ("A [1][7]. B [99].", "A [1]. B.", 2),
        ("It was built in 1911 (1).", "It was built in 1911 [1].", 0),
        ("Use `x[0]` here [1].", "Use `x[0]` here [1].", 0),
        ("As § 8 (1) says.", "As § 8 (1) says.", 0),
    ],
)
def test_marks_are_written_in_one_form_and_only_of_passages_that_are_there(
    written: str, delivered: str, dropped: int
) -> None:
    assert normalised(written, passages=2) == (delivered, dropped)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join), st.integers(0, 4))
def test_to_normalise_twice_changes_nothing_more(text: str, passages: int) -> None:
    once = normalised(text, passages=passages).text
    assert normalised(once, passages=passages) == (once, 0)


@given(st.lists(st.sampled_from(["[1]", "[9]", " ", "word", "."]), max_size=30).map("".join))
def test_marks_alone_are_changed(text: str) -> None:
    assert strip_marks(normalised(text, passages=2).text).text == strip_marks(text).text


@pytest.mark.parametrize(
    ("claim", "standing", "expected"),
    [
        ("It is tall [2].", (0,), "It is tall [1]."),
        ("It is tall [99].", (1, 0), "It is tall [2]."),
        ("It is tall [2][3].", (0,), "It is tall [1]."),
        ("It is tall【2†source】.", (0,), "It is tall[1]."),
        ("It is tall [1][2].", (0,), None),
        ("It is tall.", (0,), None),
        ("It is tall [2].", (), None),
    ],
)
def test_a_wrong_mark_moves_to_where_the_evidence_stands(
    claim: str, standing: tuple[int, ...], expected: str | None
) -> None:
    assert mended(claim, evidence(*standing)) == expected


@pytest.mark.parametrize(
    ("claim", "passages", "delivered"),
    [
        ("The fee is 5 EUR.", (2, 0), "The fee is 5 EUR. [3]"),
        ("The fee is 5 EUR. [1]", (2,), None),
        ("The fee is 5 EUR.", (), None),
        ("| fee | 5 EUR |", (2,), None),
        ("```\nfee = 5\n```", (2,), None),
    ],
)
def test_a_claim_without_a_mark_gets_that_of_its_best_evidence(
    claim: str, passages: tuple[int, ...], delivered: str | None
) -> None:
    assert cited(claim, evidence(*passages)) == delivered
