"""Columns of a row compared, empty cells, all names of a small table, what a stock is worth."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from domain.tables import TableQuery
from tests.tabular.asking import Asking, table

PARTS = """
Part no|Description|On hand|Minimum level|Price each EUR|Category|Last counted
W-1|Brake pad, front|12|20|18.50|Brakes|2025-01-10
W-2|Brake pad, rear|30|20|16.00|Brakes|2025-01-10
W-3|Chain 9 speed|4|10|22.90|Drivetrain|
W-4|Chain 11 speed|15|10|38.00|Drivetrain|2025-02-03
W-6|Tyre 28|9|12|27.00|Tyres|
W-7|Bell|25||3.10|Bells|2025-02-03
"""
PROJECTS = """
Project|Manager|Budget GBP|Actual GBP|Planned end|Finished on
Harbour wall|Lena Graf|120000|131500|2025-03-31|2025-04-20
Library roof|Tom Hart|45000|42100|2025-02-28|2025-02-21
School fence|Lena Graf|8000|8000|2025-05-15|2025-05-15
Bus shelter|Ivo Benes|15000|17250|2025-06-30|
Car park|Tom Hart|60000|58000|2025-07-31|2025-08-12
"""
INVOICES = """
Invoice|Client|Amount EUR|Issued|Due|Paid on|Status
I-01|Mika Vets|240.00|2025-01-05|2025-02-04|2025-01-30|paid
I-02|Orchard Ltd|1250.00|2025-01-12|2025-02-11|2025-03-02|paid
I-03|Bell & Son|99.00|2025-02-01|2025-03-03||open
I-04|Mika Vets|410.00|2025-02-09|2025-03-11|2025-03-11|paid
I-05|Orchard Ltd|780.00|2025-03-15|2025-04-14|2025-04-30|disputed
"""
MOORINGS = """
Berth|Pontoon|Holder|Length m|Fee|Settled on|Rating
A1|A|Jo Marsh|7.5|410|2025-02-01|4
A2|A||6|340||
A3|A|Sam Pike|9|520||2
B1|B|Ida Noor|8|450|2025-03-04|
B2|B||8|450||
B3|B|Max Orr|6.5|355||5
"""
ROOMS = """
Room|Sleeps|Floor|Breakfast
Oak Room|40|ground|served
Elm Room|25|first|not served
Chapel|60|ground|served
"""


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    with duckdb.connect() as connection:
        named = (("parts", PARTS), ("projects", PROJECTS), ("invoices", INVOICES), ("moorings", MOORINGS))
        made = [table(connection, title, text) for title, text in named]
        rooms = table(connection, "rooms", ROOMS)
        yield Asking(connection, [*made, replace(rooms, section="Priory Hotel", document_name="guide.pdf")])


def _named(asking: Asking, question: str) -> list[object]:
    return [row[0] for row in asking.rows(question)]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("which parts are below their minimum level", ["W-1", "W-3", "W-6"]),
        ("which parts have fallen under the minimum", ["W-1", "W-3", "W-6"]),
        ("parts with fewer on hand than the minimum level", ["W-1", "W-3", "W-6"]),
        ("which parts have dropped below the minimum mark?", ["W-1", "W-3", "W-6"]),
        ("which projects went over budget", ["Harbour wall", "Bus shelter"]),
        ("which projects cost more than budgeted", ["Harbour wall", "Bus shelter"]),
        ("projects where the actual exceeds the budget", ["Harbour wall", "Bus shelter"]),
        ("which projects came in under budget?", ["Library roof", "Car park"]),
        ("which projects finished later than planned", ["Harbour wall", "Car park"]),
        ("which invoices were paid late", ["I-02", "I-05"]),
        ("which invoices were paid after the due date", ["I-02", "I-05"]),
        ("which invoices were paid before they were due", ["I-01"]),
        ("which invoices were paid on time", ["I-01", "I-04"]),
    ],
)
def test_two_columns_of_a_row_are_compared(asking: Asking, question: str, named: list[str]) -> None:
    assert _named(asking, question) == named


def test_both_columns_are_told(asking: Asking) -> None:
    told = asking.told("which projects finished later than planned")
    assert told.text == "2 rows in projects.csv: Finished on is after Planned end."
    assert told.lines[0].endswith("Finished on: 2025-04-20; Planned end: 2025-03-31")
    assert asking.told("how many parts have less on hand than their minimum").text.startswith("3 parts")


@pytest.mark.parametrize(
    "question", ["how many projects are over budget by 5000", "which invoices were paid late by Orchard and Mika"]
)
def test_what_is_said_beyond_the_two_columns_is_not_left_out(asking: Asking, question: str) -> None:
    assert not isinstance(asking.planned(question), TableQuery) or "I-01" not in _named(asking, question)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("for how many invoices is the paid on column empty", 1),
        ("for how many parts is the last count missing", 2),
        ("how many berths have no rating on file", 3),
        ("I must chase ratings. For how many berths is that column empty?", 3),
        ("how many berths did nobody rate", 3),
        ("how many berths have nobody on them", 2),
        ("how many berths are vacant", 2),
        ("how many berths on pontoon A have no holder", 1),
        ("how many berths have not been settled", 4),
        ("how many berths have not been settled (empty berths don't count)", 2),
        ("how many holders have not settled", 2),
    ],
)
def test_cells_that_are_empty_are_counted(asking: Asking, question: str, number: int) -> None:
    assert asking.value(question) == number


def test_what_has_no_number_is_left_out_of_an_average_anyway(asking: Asking) -> None:
    assert asking.value("average rating of the berths (leave out the ones nobody rated)") == pytest.approx(11 / 3)
    assert not isinstance(asking.planned("average rating of the berths, ignoring unwashed ones"), TableQuery)


@pytest.mark.parametrize(
    ("question", "worth"),
    [
        ("what is the stock of brake pads worth", 702.0),
        ("what are all the chains on hand worth together", 661.6),
        ("total value of the parts on hand", 1684.1),
        ("value of all the drivetrain parts we have", 661.6),
    ],
)
def test_a_stock_is_worth_what_one_costs_times_how_many_there_are(asking: Asking, question: str, worth: float) -> None:
    assert asking.value(question) == pytest.approx(worth)
    assert asking.told(question).text.startswith("The sum of On hand × Price each EUR is €")


@pytest.mark.parametrize(
    "question", ["name all rooms of the hotel", "which rooms are there", "give me the names of all the rooms"]
)
def test_a_small_table_is_listed_by_its_names(asking: Asking, question: str) -> None:
    assert asking.told(question).text == "Room: Oak Room; Elm Room; Chapel (rooms; guide.pdf)."


def test_a_list_is_of_all_rows_or_of_none(asking: Asking) -> None:
    assert asking.told("name all projects").text.startswith("Project: Harbour wall; Library roof")
    for question in ("which rooms have a bath", "which rooms are the largest", "name all rooms with a view"):
        assert not isinstance(asking.planned(question), TableQuery)


def test_a_cell_that_denies_is_not_what_a_question_asks_that_does_not(asking: Asking) -> None:
    assert _named(asking, "for which rooms is breakfast served") == ["Oak Room", "Chapel"]
    assert _named(asking, "for which rooms is breakfast not served") == ["Elm Room"]


def test_a_condition_that_is_waived_is_none(asking: Asking) -> None:
    whole = asking.value("average fee of the berths")
    assert asking.value("avg fee per berth, whatever the rating") == whole
    assert asking.value("average fee of the berths, all of them regardless of pontoon") == whole
    assert asking.value("how many berths w/o a rating") == 3


def test_who_it_is_for_is_a_client(asking: Asking) -> None:
    assert asking.told("biggest invoice, and who for?").lines == ("Client: Orchard Ltd; Invoice: I-02",)
