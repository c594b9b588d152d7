"""Dates and spans of time in questions."""

from datetime import date

import pytest

from tabular.periods import periods
from tabular.tokens import tokens

TODAY = date(2025, 2, 10)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 2025-03-04", date(2025, 3, 4), date(2025, 3, 4)),
        ("on 31/01/2025", date(2025, 1, 31), date(2025, 1, 31)),
        ("am 3.4.2025", date(2025, 4, 3), date(2025, 4, 3)),
        ("on 3 March 2025", date(2025, 3, 3), date(2025, 3, 3)),
        ("on March 3rd, 2025", date(2025, 3, 3), date(2025, 3, 3)),
        ("2025 március 3", date(2025, 3, 3), date(2025, 3, 3)),
        ("in March 2025", date(2025, 3, 1), date(2025, 3, 31)),
        ("in 2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-ben", date(2024, 1, 1), date(2024, 12, 31)),
        ("in Q3 2024", date(2024, 7, 1), date(2024, 9, 30)),
        ("in the second quarter of 2024", date(2024, 4, 1), date(2024, 6, 30)),
        ("in the first half of 2024", date(2024, 1, 1), date(2024, 6, 30)),
        ("last month", date(2025, 1, 1), date(2025, 1, 31)),
        ("last quarter", date(2024, 10, 1), date(2024, 12, 31)),
        ("this year", date(2025, 1, 1), date(2025, 12, 31)),
        ("last week", date(2025, 2, 3), date(2025, 2, 9)),
    ],
)
def test_a_stretch_of_days_is_found(text: str, first: date, last: date) -> None:
    [found] = periods(tokens(text), TODAY)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "months"), [("in March", (3,)), ("in May", (5,)), ("januárban", (1,)), ("in the first quarter", (1, 2, 3))]
)
def test_a_month_without_a_year_is_one_of_any_year(text: str, months: tuple[int, ...]) -> None:
    [found] = periods(tokens(text), TODAY)
    assert found.months == months


@pytest.mark.parametrize(("text", "weekdays"), [("on Mondays", (1,)), ("at weekends", (0, 6)), ("am Sonntag", (0,))])
def test_weekdays_are_found(text: str, weekdays: tuple[int, ...]) -> None:
    [found] = periods(tokens(text), TODAY)
    assert found.weekdays == weekdays


@pytest.mark.parametrize("text", ["may I ask", "train 2024", "3/4/2025", "over 2000", "the sun sat there"])
def test_what_is_no_date_or_may_be_two_is_none(text: str) -> None:
    assert periods(tokens(text), TODAY) == []
