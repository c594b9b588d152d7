"""What is told of a computed result is held against it by rule."""

import pytest

from domain.answers import Claim, Support, ValueState
from domain.tables import TableResult
from monitoring.verdict.computed import tells, verdict_of


def result(*rows: tuple[str | float | None, ...], sources: int = 12) -> TableResult:
    return TableResult(("a", "b"), rows, (), sources)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("31 orders are open.", [(31.0, 31.0)]),
        ("The total is 1,234.50 EUR.", [(1234.5,)]),
        ("Az összeg 1 234,50 EUR.", [(1234.5,)]),
        ("The average is 3.33.", [(10 / 3,)]),
        ("Pécs has the most.", [("Pécs", 12.0)]),
        ("The first was on 9 March 2025.", [("2025-03-09",)]),
        ("25 % of them.", [(3.0, 12.0)]),
        ("It is 9 more.", [(12.0, 3.0)]),
        ("No row matches.", [(0.0, 0.0)]),
        ("No row matches.", []),
        ("In 2025 40 orders came.", [(40.0, 2025.0)]),
        ("1. Pécs: 40\n2. Győr: 30", [("Pécs", 40.0), ("Győr", 30.0)]),
    ],
)
def test_figures_of_the_result_are_told(text: str, rows: list[tuple[str | float | None, ...]]) -> None:
    assert tells(text, result(*rows), given=[])


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("32 orders are open.", [(31.0,)]),
        ("The total is 1,234.60 EUR.", [(1234.5,)]),
        ("31 of 40 orders are open.", [(31.0,)]),
        ("Some orders are open.", [(31.0,)]),
        ("The average is 3.34.", [(10 / 3,)]),
    ],
)
def test_a_figure_that_is_not_the_results_is_never_told(text: str, rows: list[tuple[str | float | None, ...]]) -> None:
    assert not tells(text, result(*rows), given=[])


def test_figures_of_the_question_may_be_repeated() -> None:
    assert tells("12 orders of 2025 cost over 100 EUR.", result((12.0,)), given=["orders of 2025 over 100 EUR"])


def test_marks_are_no_figures() -> None:
    assert tells("31 orders are open [1][2].", result((31.0,)), given=[])


def test_its_verdict_is_supported_and_says_which_values_were_computed() -> None:
    text = "31 orders of shelf C1 in 2025 [1] cost 1,200 EUR."
    verdict = verdict_of(Claim(text, 0, len(text)), result((31.0, 1200.0)), ())
    assert verdict.support is Support.SUPPORTED
    assert verdict.answers_question
    assert [(value.text, value.state) for value in verdict.values] == [
        ("31", ValueState.COMPUTED),
        ("1,200", ValueState.COMPUTED),
    ]
    assert all(text[value.start : value.end] == value.text for value in verdict.values)
