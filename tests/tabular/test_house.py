"""Words for the house say nothing of its rows; of prices of one, totals are added up; a date goes by its verb."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from tabular.asked import NotComputable
from tabular.planning import plan
from tests.tabular.asking import TODAY, Asking, table

ORDERS = """
order_no|order_date|customer|quantity|unit_price|total|delivered|delivery_date|paid
25001|2025-01-09|Wheatsheaf|4|20.00|80.00|yes|2025-01-14|yes
25002|2025-01-20|Old Ferry|2|30.00|60.00|yes|2025-01-25|no
25003|2025-02-03|Wheatsheaf|1|30.00|30.00|no||no
25004|2025-02-04|Old Ferry|3|20.00|60.00|no||yes
"""
GUIDE = """
Tour|Price
Short|8.00
Long|14.00
"""


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    with duckdb.connect() as connection:
        orders = replace(table(connection, "orders", ORDERS), document_name="oxcombe-orders.csv")
        guide = replace(
            table(connection, "guide", GUIDE),
            document_name="oxcombe-guide.pdf",
            document_id="guide",
            section="Tours",
            subject="Oxcombe Brewery\nGuide for visitors",
        )
        yield Asking(connection, [orders, guide])


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many orders did the brewery get in January?", 2),
        ("How many brewery orders are not delivered?", 2),
        ("How many orders did the Oxcombe brewery deliver?", 2),
    ],
)
def test_the_house_of_a_table_says_nothing_of_its_rows(asking: Asking, question: str, value: int) -> None:
    assert asking.value(question) == value


@pytest.mark.parametrize(
    "question", ["How many orders did the school get in January?", "How many hotel orders are not delivered?"]
)
def test_another_house_is_not_left_out(asking: Asking, question: str) -> None:
    found = plan(question, asking.tables, today=TODAY)
    assert found is None or isinstance(found, NotComputable)


def test_of_prices_of_one_the_totals_are_added_up(asking: Asking) -> None:
    assert asking.value("What is the total value of orders that are not paid?") == 90
    assert asking.value("What is the sum of unit_price?") == 100


def test_prices_of_one_are_not_added_up_where_nothing_says_what_a_row_comes_to() -> None:
    bare = "\n".join("|".join(line.split("|")[:5]) for line in ORDERS.strip().splitlines())
    with duckdb.connect() as connection:
        found = plan("How much did Wheatsheaf pay altogether?", [table(connection, "bare", bare)], today=TODAY)
    assert isinstance(found, NotComputable)
    assert "the price of one" in found.reason


def test_when_something_was_delivered_is_its_date_of_delivery(asking: Asking) -> None:
    assert "delivery_date: 2025-01-25" in asking.told("When was order 25002 delivered?").text


def test_orders_are_rows_though_columns_are_called_so(asking: Asking) -> None:
    assert [row[0] for row in asking.rows("which orders are not delivered")] == ["25003", "25004"]
