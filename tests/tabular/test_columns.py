"""Columns with types."""

import pytest

from domain.tables import Column, ColumnKind
from tabular.columns import Value, typed


def column(name: str, *cells: str) -> tuple[Column, list[Value]]:
    """The column and its values."""
    table = typed([name], [[cell] for cell in cells])
    return table.columns[0], [row[0] for row in table.rows]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1,50", "2,25", "1.200,00"], [1.5, 2.25, 1200.0]),
        (["1.50", "2.25", "1,200.00"], [1.5, 2.25, 1200.0]),
        (["1,234", "5,678"], [1234.0, 5678.0]),
        (["1.234", "5.678", "12"], [1234.0, 5678.0, 12.0]),
        (["0.125", "1.250"], [0.125, 1.25]),
        (["1 234", "12 345,5"], [1234.0, 12345.5]),
        (["-5", "−3", "(2)"], [-5.0, -3.0, -2.0]),
        (["12", "n/a", "", "–", "7"], [12.0, None, None, None, 7.0]),
    ],
)
def test_numbers_of_a_column_are_read_by_one_notation(cells: list[str], values: list[Value]) -> None:
    found, read = column("Amount", *cells)
    assert found.kind is ColumnKind.NUMBER
    assert read == values


def test_a_column_that_leaves_its_decimal_mark_open_follows_the_others() -> None:
    table = typed(["Weight", "Price"], [["1.234", "1,50"], ["2.345", "2,75"]])
    assert [row[0] for row in table.rows] == [1234.0, 2345.0]


def test_numbers_of_two_notations_at_once_stay_text() -> None:
    assert column("Amount", "1,50", "2.75")[0].kind is ColumnKind.TEXT


@pytest.mark.parametrize(
    ("name", "cells", "unit"),
    [
        ("Cost (£)", ["5.20"], "GBP"),
        ("Price", ["5.20 €", "3 €", "4"], "EUR"),
        ("Price", ["$5.20"], "USD"),
        ("unit_price_eur", ["5.20"], "EUR"),
        ("delay_minutes", ["5"], "minute"),
        ("temperature_c", ["5"], "°C"),
        ("wind_kmh", ["5"], "km/h"),
        ("Hours per week", ["5"], "hour"),
        ("Speed", ["5 km/h"], "km/h"),
        ("Flat", ["5"], None),
    ],
)
def test_a_unit_is_found_in_header_or_cells(name: str, cells: list[str], unit: str | None) -> None:
    found, _ = column(name, *cells)
    assert (found.kind, found.unit) == (ColumnKind.NUMBER, unit)


@pytest.mark.parametrize("cells", [["5 €", "6 $"], ["007", "012"], ["5 apples", "3 pears"], ["2-4", "3-5"]])
def test_what_cannot_be_added_up_stays_text(cells: list[str]) -> None:
    assert column("Thing", *cells)[0].kind is ColumnKind.TEXT


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["2024-03-01"], "2024-03-01"),
        (["31/01/2025", "02/03/2025"], "2025-01-31"),
        (["02/03/2025", "01/31/2025"], "2025-02-03"),
        (["02.03.2025"], "2025-03-02"),
        (["03-Mar-2025"], "2025-03-03"),
        (["3 March 2025"], "2025-03-03"),
        (["March 3, 2025"], "2025-03-03"),
        (["3. März 2025"], "2025-03-03"),
        (["2025. március 3."], "2025-03-03"),
        (["2025-03-03 14:30"], "2025-03-03"),
        (["5/1/24", "5/20/24"], "2024-05-01"),
        (["01/03/2024", "02/02/2024", "03/01/2024"], "2024-01-03"),
    ],
)
def test_a_date_is_read_by_what_its_column_says_of_day_and_month(cells: list[str], first: str) -> None:
    found, read = column("Date", *cells)
    assert (found.kind, read[0]) == (ColumnKind.DATE, first)


def test_dates_that_may_be_read_both_ways_stay_text() -> None:
    assert column("Date", "03/04/2025", "02/05/2025")[0].kind is ColumnKind.TEXT


def test_another_column_decides_which_figure_is_the_day() -> None:
    table = typed(["From", "To"], [["03/04/2025", "28/04/2025"], ["02/03/2025", "05/03/2025"]])
    assert table.rows[0] == ("2025-04-03", "2025-04-28")


@pytest.mark.parametrize("cells", [["yes", "no", ""], ["TRUE", "FALSE", ""], ["igen", "nem", ""], ["ja", "nein", ""]])
def test_yes_and_no_are_read_in_three_languages(cells: list[str]) -> None:
    found, read = column("Licence", *cells)
    assert (found.kind, read, found.blanks) == (ColumnKind.YES_NO, [True, False, None], 1)


def test_times_of_day_are_told_from_durations() -> None:
    assert column("Time", "7:55", "4:05 pm")[1] == ["07:55:00", "16:05:00"]
    assert column("Time", "27:55", "120:30")[0].kind is ColumnKind.TEXT


def test_rows_of_totals_are_left_out_and_numbers_of_rows_stay() -> None:
    table = typed(["Item", "Cost"], [["a", "1"], ["b", "2"], ["Total", "3"], ["c", "4"]])
    assert (table.numbers, [row[1] for row in table.rows]) == ((1, 2, 4), [1.0, 2.0, 4.0])


def test_a_last_row_that_words_its_total_is_left_out_and_a_thing_of_that_name_is_not() -> None:
    claims = [["4 May", "Bern", "1"], ["5 May", "Rome", "2"], ["", "Total claimed for May", "3"]]
    assert typed(["Date", "Place", "Cost"], claims).numbers == (1, 2)
    assert typed(["Firm", "Cost"], [["Shell", "1"], ["Total Energies", "2"]]).numbers == (1, 2)


def test_a_column_says_its_values_most_frequent_first() -> None:
    found, _ = column("Status", "open", "done", "done", "")
    assert (found.values, found.distinct, found.blanks, found.is_complete) == (("done", "open"), 2, 1, True)


def test_one_odd_cell_in_many_is_no_number_and_counts_as_none() -> None:
    found, read = column("Cost", "1", "2", "3", "4", "about 5")
    assert (found.kind, read[4], found.blanks) == (ColumnKind.NUMBER, None, 0)
