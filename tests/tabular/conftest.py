"""Three tables that every test of questions asks."""

from collections.abc import Iterator

import duckdb
import pytest

from tests.tabular.asking import COURSES, EMPLOYEES, ORDERS, Asking, table


@pytest.fixture(scope="session")
def asking() -> Iterator[Asking]:
    """Employees, orders and courses."""
    with duckdb.connect() as connection:
        named = (("employees", EMPLOYEES), ("orders", ORDERS), ("courses", COURSES))
        yield Asking(connection, [table(connection, title, text) for title, text in named])
