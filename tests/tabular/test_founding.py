"""Numbers of an answer against the result that it tells."""

import pytest

from domain.tables import TableQuery, TableResult
from tabular.founding import unfounded
from tests.tabular.asking import Asking


@pytest.fixture(scope="module")
def query(asking: Asking) -> TableQuery:
    return TableQuery(asking.tables[0], "SELECT 1", (200.0,), "sum where Cost is over 200", "SELECT 1", ())


RESULT = TableResult(("sum", "cells"), ((12345.678, 14),), (), 14)


@pytest.mark.parametrize(
    "text",
    [
        "The sum is 12,345.68.",
        "Es sind 12.345,68.",
        "Az összeg 12 345,68.",
        "14 rows over 200.",
        "About 12345.7 in all.",
    ],
)
def test_a_number_of_the_result_may_be_written_in_any_notation(query: TableQuery, text: str) -> None:
    assert unfounded(text, query, RESULT) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [("The sum is 12,354.68.", "12,354.68"), ("15 rows over 200.", "15"), ("14 rows over 300.", "300")],
)
def test_another_number_is_named(query: TableQuery, text: str, number: str) -> None:
    assert unfounded(text, query, RESULT) == (number,)
