"""What goes on from a question over a table is asked of the same rows, or of others in the same way."""

from collections.abc import Iterator

import duckdb
import pytest

from tabular.asked import PlannedQuery
from tabular.planning import plan
from tests.tabular.asking import EMPLOYEES, ORDERS, TODAY, Asking, table


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    with duckdb.connect() as connection:
        yield Asking(connection, [table(connection, "orders", ORDERS), table(connection, "employees", EMPLOYEES)])


def rows(asking: Asking, *questions: str) -> list[tuple[object, ...]] | None:
    *before, last = questions
    planned = plan(last, asking.tables, before=before, today=TODAY)
    if not isinstance(planned, PlannedQuery):
        return None
    return [tuple(row) for row in asking.connection.execute(planned.sql, list(planned.values)).fetchall()]


def alone(asking: Asking, question: str) -> list[tuple[object, ...]]:
    found = rows(asking, question)
    assert found is not None, question
    return found


def test_other_rows_are_asked_in_the_same_way(asking: Asking) -> None:
    before = "How many orders are from Hungary?"
    assert rows(asking, before, "and from the UK?") == alone(asking, "How many orders are from the UK?")
    assert rows(asking, before, "what about Germany?") == alone(asking, "How many orders are from Germany?")
    assert rows(asking, before, "and from the UK?", "and unpaid ones?") == alone(
        asking, "How many unpaid orders are from the UK?"
    )


def test_the_same_rows_are_asked_something_else(asking: Asking) -> None:
    before = "Which orders are not paid?"
    assert rows(asking, before, "how many of them are from Hungary") == alone(
        asking, "How many orders from Hungary are not paid?"
    )
    assert rows(asking, "How many orders are from Hungary?", "what did they come to in total?") == alone(
        asking, "What is the total of orders from Hungary?"
    )


def test_what_no_question_before_explains_is_not_computed_over_all_rows(asking: Asking) -> None:
    assert rows(asking, "When do you open?", "how many of them are from Hungary") is None
    assert rows(asking, "Which orders are not paid?", "how many of them are blue") is None


def test_a_new_question_is_its_own(asking: Asking) -> None:
    before = "How many orders are from Hungary?"
    new = "How many employees work in sales?"
    assert rows(asking, before, new) == alone(asking, new)
    assert rows(asking, before, "and where do I park?") is None
