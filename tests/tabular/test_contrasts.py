"""Two cells of a table that are compared: both are told, which is more, and how far they are apart."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from domain.tables import TableQuery
from generation.comparing import sides_of
from monitoring.verdict.computed import tells
from tabular.planning import plan
from tabular.telling import Told, tell
from tests.tabular.asking import Asking, table

FEES = """
Service|Duration|Adults|Children
Eye test|20 min|£30|£15
Hearing test|30 min|£42|£21
Driver's check|40 min|£80|–
Long walk|40 min|£42|nothing
"""
ACTIVITY = """
|2023|2024
New patients|3,120|2,870
Home visits|1,940|2,215
Punctual visits|84 %|91 %
"""
RENT = """
Type of plot|Rent 2021/22|Rent from 2022/23
Half plot|£30.00|£34.00
Full plot|£56.00|£62.00
"""
MIXERS = """
Model|Weight|Seats
M-20|7.8 kg|2
M-40|10.4 kg|3
"""
LEAVE = """
Group|Probation|Notice
Cooks|6 months|4 weeks
Drivers|12 weeks|4 weeks
"""
TABLES = {"fees": FEES, "activity": ACTIVITY, "rent": RENT, "mixers": MIXERS, "leave": LEAVE}
TITLES = {"fees": "Prices", "leave": "Terms of work"}


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    with duckdb.connect() as connection:
        made = [
            replace(
                table(connection, name, text), title=TITLES.get(name, name), section=name, document_name="house.pdf"
            )
            for name, text in TABLES.items()
        ]
        yield Asking(connection, made)


def _told(asking: Asking, question: str) -> Told:
    query = plan(question, asking.tables, sides_of=sides_of)
    assert isinstance(query, TableQuery), question
    result = asking.result(query)
    told = tell(query, result)
    assert told is not None
    named = [query.table.document_name, query.table.title, *(column.name for column in query.table.columns)]
    assert tells(told.text, result, given=[question, query.told, *named])
    return told


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Did they get more new patients in 2024 than in 2023?",
            "No, 250 fewer: 2,870 (New patients, 2024) against 3,120 (New patients, 2023)",
        ),
        (
            "were there more home visits in 2024 than in 2023",
            "Yes, 275 more: 2,215 (Home visits, 2024) against 1,940 (Home visits, 2023)",
        ),
        (
            "Is a hearing test dearer than an eye test for adults?",
            "Yes, £12 more: £42 (Hearing test, Adults) against £30 (Eye test, Adults)",
        ),
        (
            "is a hearing test cheaper than a long walk for adults",
            "No, the same: £42 (Hearing test, Adults) against £42 (Long walk, Adults)",
        ),
        (
            "which is cheaper for adults, an eye test or a hearing test",
            "Eye test, £12 less: £30 (Eye test, Adults) against £42 (Hearing test, Adults)",
        ),
        (
            "how much more is a full plot in 2022/23 compared to 2021/22",
            "£6 more: £62.00 (Full plot, Rent from 2022/23) against £56.00 (Full plot, Rent 2021/22)",
        ),
        ("has a full plot got dearer", "Yes, £6 more: £62.00 (Full plot, Rent from 2022/23) against £56.00"),
        ("did the rent of a half plot fall since 2021/22?", "No, £4 more: £34.00 (Half plot, Rent from 2022/23)"),
        ("by how much has a half plot gone up", "£4 more: £34.00 (Half plot, Rent from 2022/23) against £30.00"),
        ("have home visits changed since 2023", "275 more: 2,215 (Home visits, 2024) against 1,940"),
        ("has the full plot become cheaper? how much is the difference?", "No, £6 more: £62.00 (Full plot"),
        ("the M-40 or the M-20, which one has more seats", "M-40, 1 more: 3 (M-40, Seats) against 2 (M-20, Seats)"),
        (
            "price difference for a hearing test and an eye test for children",
            "£6 more: £21 (Hearing test, Children) against £15 (Eye test, Children)",
        ),
        ("is the M-40 heavier than the M-20", "Yes, 2.6 kg more: 10.4 kg (M-40, Weight) against 7.8 kg (M-20, Weight)"),
        ("which has fewer seats, the M-40 or the M-20", "M-20, 1 fewer: 3 (M-40, Seats) against 2 (M-20, Seats)"),
        (
            "were punctual visits higher in 2024 than in 2023",
            "Yes, 7 percentage points more: 91 % (Punctual visits, 2024) against 84 % (Punctual visits, 2023)",
        ),
        (
            "Is probation longer for cooks than for drivers?",
            "6 months (Cooks, Probation) against 12 weeks (Drivers, Probation)",
        ),
    ],
)
def test_both_cells_are_told_and_which_is_more(asking: Asking, question: str, said: str) -> None:
    told = _told(asking, question)
    assert told.text.startswith(said)
    assert told.text.endswith("; house.pdf).")


def test_what_answers_by_itself_is_the_verdict(asking: Asking) -> None:
    assert _told(asking, "is the M-40 heavier than the M-20").short == "Yes, 2.6 kg more"
    assert _told(asking, "Is probation longer for cooks than for drivers?").short is None


@pytest.mark.parametrize(
    "question",
    [
        "is a hearing test dearer than an eye test",
        "is a hearing test dearer than a blood test for adults",
        "is a hearing test at least £20 dearer than an eye test for adults",
        "isn't a hearing test dearer than an eye test for adults?",
        "is the M-40 bigger than the M-20",
        "is the M-40 dearer than the M-20",
        "is the M-40 faster than the M-20",
        "were there more new patients in 2024 than in 2022",
        "were there more new patients in Leeds in 2024 than in 2023",
        "is a hearing test dearer than it was",
        "has a hearing test got dearer",
        "has a full plot with a shed got dearer",
        "have home visits got dearer",
        "have home visits changed since 2019",
        "did home visits cost more in 2024 than in 2023",
        "which is cheaper, an eye test, a hearing test or a long walk",
    ],
)
def test_what_is_not_sure_on_both_sides_is_left_to_quoting(asking: Asking, question: str) -> None:
    assert not isinstance(plan(question, asking.tables, sides_of=sides_of), TableQuery)


def test_an_empty_cell_is_compared_with_nothing(asking: Asking) -> None:
    query = plan("is a driver's check dearer than an eye test for children", asking.tables, sides_of=sides_of)
    assert query is None or (isinstance(query, TableQuery) and tell(query, asking.result(query)) is None)
