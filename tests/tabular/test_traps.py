"""Questions that a word turns round: what is left out, nobody, two times at once. A wrong figure is worse than none."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from domain.tables import TableQuery
from tabular.leaving_out import left_out
from tabular.phrases import Sign, phrases
from tabular.tokens import tokens
from tests.tabular.asking import Asking, table

GARDENS = """
Garden|Site|Holder|Size|Hens|Over 65|Let on|Given up on
G1|Hill|Ada Quist|100|2|yes|2024-03-01|2024-05-02
G2|Hill||80|0||2024-03-09|2024-04-03
G3|Lane|Jon Vik|120|0|no|2024-04-02|2024-04-20
G4|Lane|Nina Brandt|140|4|no|2024-04-05|
G5|Brook|Ada Quist|60|0|yes|2024-05-01|2024-05-30
"""


@pytest.fixture(scope="module")
def gardens() -> Iterator[Asking]:
    """Gardens, one of them nobody's."""
    with duckdb.connect() as connection:
        found = table(connection, "gardens", GARDENS)
        yield Asking(connection, [replace(found, title="gardens", document_name="gardens.csv")])


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many gardens excluding Hill have no hens?", 2),
        ("What is the average size, not counting vacant gardens?", 105.0),
        ("What is the average size, ignoring the empty gardens?", 105.0),
        ("What is the average hens, ignoring gardens without hens?", 3.0),
    ],
)
def test_what_is_left_out_is_left_out_and_nothing_else(gardens: Asking, question: str, number: float) -> None:
    assert gardens.value(question) == pytest.approx(number)


@pytest.mark.parametrize(
    "question",
    [
        "How many gardens does nobody but Jon Vik have?",
        "How many gardens have nobody over 65?",
        "How many gardens were let in March but given up in April?",
        "How many gardens, regardless of whether over 65?",
        "How many gardens are not on Hill or Lane?",
    ],
)
def test_what_may_be_meant_in_two_ways_is_not_computed(gardens: Asking, question: str) -> None:
    assert not isinstance(gardens.planned(question), TableQuery)


def test_a_hostile_question_takes_no_time() -> None:
    hostile = "-empty " * 1000
    assert left_out(hostile) == (hostile, ())


def test_everyone_but_one_leaves_that_one_out() -> None:
    said = phrases(tokens("how many jobs did everyone but tom translate"))
    assert [one.sign for one in said if (one.start, one.end) == (4, 6)] == [Sign.NOT]
