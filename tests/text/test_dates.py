"""Dates in three languages come out as one, and as exact as they were written."""

import pytest

from text.dates import dates, is_within_range


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("valid from 1 March 2024", "2024-03-01"),
        ("March 1st, 2024", "2024-03-01"),
        ("ab dem 1. März 2024", "2024-03-01"),
        ("Stand: 03/2024", "2024-03"),
        ("gültig ab 01.03.2024", "2024-03-01"),
        ("2024. március 1-jétől", "2024-03-01"),
        ("2024. 03. 01.", "2024-03-01"),
        ("2024 márciusában", "2024-03"),
        ("2024-03-01", "2024-03-01"),
        ("in March 2024", "2024-03"),
        ("im Dez. 2024", "2024-12"),
        ("since 2024", "2024"),
        ("13/01/2024", "2024-01-13"),
        ("01/13/2024", "2024-01-13"),
    ],
)
def test_a_date_is_read_in_any_notation(text: str, iso: str) -> None:
    assert [date.iso for date in dates(text)] == [iso]


def test_day_and_month_that_may_be_the_other_way_round_are_said_to_be() -> None:
    assert [date.is_ambiguous for date in dates("03/04/2024, 04/04/2024, 13/04/2024, 3.4.2024")] == [
        True,
        False,
        False,
        False,
    ]


def test_what_only_looks_like_a_date_is_none() -> None:
    assert dates("marketing 12 of 99.99.2024, 1234567, room 45, €3.50") == []


def test_several_dates_stand_in_their_order_and_where_they_were_found() -> None:
    text = "from 2022 until 30 June 2025"
    assert [text[date.start : date.end] for date in dates(text)] == ["2022", "30 June 2025"]


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("built before May 2019", "2018", "2019-06"),
        ("vor Mai 2019 gebaut", "2018", "2020"),
        ("2019 májusáig", "2018", "2020"),
        ("from 1 May 2019", "2021", "2018"),
        ("seit 2019", "2019", "2018"),
        ("2019 májusától", "2020", "2018"),
    ],
)
def test_a_date_lies_in_a_range_or_not(text: str, inside: str, outside: str) -> None:
    assert is_within_range(inside, text)
    assert not is_within_range(outside, text)
