"""What goes on from a cell that was looked up."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from domain.tables import TableQuery
from tabular.planning import plan
from tabular.telling import tell
from tests.tabular.asking import TODAY, Asking, table

ROOMS = """
Room|Sleeps|Contact|Price 2024|Price 2025
Oak Room|40|Mia Lund|£120|£135
Elm Room|25|Per Holm|£90|£85
Chapel|60|Ada Quist|£150|£150
"""
FEES = """
Lesson|Children 2023/24|Children 2024/25|Adults 2023/24|Adults 2024/25
30 minutes|18.00|19.50|24.00|26.00
60 minutes|32.00|34.50|44.00|47.00
"""
SINGERS = """
Name|Voice|Phone|E-mail|Children
Ana Ruiz|alto|0170 1|ana@x.org|2
Ben Cole|bass||ben@x.org|0
Dan Ode|tenor|0170 4|dan@x.org|3
"""


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    with duckdb.connect() as connection:
        rooms, fees = table(connection, "rooms", ROOMS), table(connection, "lessons", FEES)
        made = [replace(one, section=one.title, document_name="guide.pdf") for one in (rooms, fees)]
        yield Asking(connection, [*made, table(connection, "singers", SINGERS)])


def _short(asking: Asking, *questions: str) -> str | None:
    *before, last = questions
    query = plan(last, asking.tables, before=before, today=TODAY)
    told = tell(query, asking.result(query)) if isinstance(query, TableQuery) else None
    return told.short if told is not None else None


@pytest.mark.parametrize(
    ("before", "question", "cell"),
    [
        ("how many does the elm room sleep", "who's the contact there?", "Per Holm"),
        ("how many does the elm room sleep", "and its price in 2025?", "£85"),
        ("what is the phone of Ana Ruiz", "and her e-mail?", "ana@x.org"),
        ("what is the phone of Ana Ruiz", "kids with her?", "2"),
        ("does Ana Ruiz sing on Fridays", "what's her phone", "0170 1"),
        ("is there a bar in the chapel", "who is the contact there", "Ada Quist"),
        ("who is the contact for the oak room", "and for the chapel?", "Ada Quist"),
        ("who is the contact for the oak room", "same for the chapel please", "Ada Quist"),
        ("how much is the oak room in 2025", "what was it the year before", "£120"),
        ("how much is the oak room in 2024", "and the year after?", "£135"),
        ("how much is the oak room in 2025", "and in 2024?", "£120"),
        ("how much is a 30 minutes lesson for adults in 2024/25", "and for children?", "19.50"),
    ],
)
def test_one_thing_is_exchanged_and_the_rest_kept(asking: Asking, before: str, question: str, cell: str) -> None:
    assert _short(asking, before, question) == cell


def test_it_goes_on_from_what_went_on(asking: Asking) -> None:
    assert (
        _short(asking, "how much is the oak room in 2025", "and the elm room?", "who's the contact there?")
        == "Per Holm"
    )


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("how many does the elm room sleep", "is there a bar there?"),
        ("how many does the elm room sleep", "what time does it open"),
        ("how much is the oak room in 2025", "what was it the year after"),
        ("how much is the oak room in 2025", "and in 2019?"),
        ("who is the contact for the oak room", "and for the barn?"),
        ("which singers are there", "what's her phone"),
        ("when do you open", "who is the contact there"),
    ],
)
def test_a_word_that_is_in_no_name_of_the_table_leaves_it_to_the_text(
    asking: Asking, before: str, question: str
) -> None:
    assert _short(asking, before, question) is None
