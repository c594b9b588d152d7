"""Notes of a table are told beside the cells that they are of, and computed in the case that they are of."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from domain.tables import TableQuery
from monitoring.verdict.computed import tells
from tests.tabular.asking import Asking, table

FEES = """
Session|Ducks 2024/25|Ducks 2025/26|Geese 2024/25|Geese 2025/26
Morning|42.00|45.00|36.00|38.00
Afternoon (a)|39.00|42.50|33.00|35.00
Evening (b)|20.00|22.00|18.00|20.00
"""
HALLS = """
Hall|Seats|Lead
Boat hall|148|Ken Hale
Net loft|96|Sian Moss
"""
NOTES = {
    "fees": (
        ("(a)", "Friday afternoons cost 4 pounds less in every room."),
        ("(b)", "Summer evenings cost 10 per cent more."),
        ("(c)", "Lunch costs £3 more for each child."),
    ),
    "halls": (("*", "The Boat hall loses 20 of its seats when the stage is up."),),
}


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    with duckdb.connect() as connection:
        named = (("fees", FEES), ("halls", HALLS))
        made = (replace(table(connection, name, text), section=name, notes=NOTES[name]) for name, text in named)
        yield Asking(connection, [*made])


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("geese afternoon 2025/26", "Afternoon (a), Geese 2025/26: 35.00 (fees; fees.csv). Friday afternoons cost"),
        ("geese morning 2025/26", "Morning, Geese 2025/26: 38.00 (fees; fees.csv)."),
        ("how many seats has the boat hall", "Boat hall, Seats: 148 (halls; halls.csv). The Boat hall loses 20"),
        ("how many seats has the net loft", "Net loft, Seats: 96 (halls; halls.csv)."),
    ],
)
def test_a_note_is_told_beside_its_cell_alone(asking: Asking, question: str, said: str) -> None:
    text = asking.told(question).text
    assert text.startswith(said)
    assert text.count(". ") == ("." not in said[-1])


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("geese, friday afternoon, price 2025/26?", "31.00"),
        ("how much is a friday afternoon for ducks in 2025/26", "38.50"),
        ("geese, summer evening, price 2025/26?", "22.00"),
    ],
)
def test_it_is_computed_in_its_case(asking: Asking, question: str, short: str) -> None:
    query = asking.query(question)
    told, result = asking.told(question), asking.result(query)
    assert told.short == short
    named = [query.told, *(column.name for column in query.table.columns), *(note for _, note in query.table.notes)]
    assert tells(told.text, result, given=[question, *named])


@pytest.mark.parametrize(
    "question",
    ["geese, monday afternoon, price 2025/26?", "geese, friday morning, price 2025/26", "geese evening 2025/26 lunch"],
)
def test_a_case_that_no_note_of_the_cell_is_of_has_no_figure(asking: Asking, question: str) -> None:
    assert not isinstance(asking.planned(question), TableQuery)
