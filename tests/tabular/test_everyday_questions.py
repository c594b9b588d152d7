"""Questions as people write them in a hurry: without apostrophes, with other words than the table's."""

from collections.abc import Iterator

import duckdb
import pytest

from domain.tables import TableQuery
from tabular.asked import NotComputable
from tests.tabular.asking import Asking, table

SALES = """
Date|Receipt|Product|Quantity|Unit price GBP|Total GBP|Member|Gift wrap|Returned on
02/01/2025|S-1|Teapot, blue|1|24.00|24.00|no|no|
09/01/2025|S-2|Mug|6|7.50|45.00|yes|yes|16/01/2025
20/01/2025|S-3|Mug|2|7.50|15.00||no|
03/02/2025|S-4|Teapot, blue|2|24.00|48.00|yes|no|
19/02/2025|S-5|Mug|1|7.50|7.50|no|yes|25/02/2025
04/03/2025|S-6|Plate|4|9.00|36.00|no|yes|
"""
GARDENS = """
Garden|Area m2|Holder|Holder since|Shed|Well|Rent GBP|Paid on|Remarks
G1|120|Carr, J.|2012-04-01|yes|no|34.00|2024-10-07|
G2|129|Birt, F.|2019-10-01|yes|yes|34.00||bees
G3|255|Thorn, G.|1993-10-01|no|yes|62.00||second notice sent
G4|122|||no|no|||vacant
G5|119|||no|yes|||vacant
G6|131|Marsh, K.|2022-07-01|no|no|34.00|2024-09-26|bees
"""
REPAIRS = """
Order|Reported|Finished on|Trade|Cost (£)
R-1|01/01/2025|20/01/2025|Plumbing|119.80
R-2|14/01/2025||Electrical|
R-3|02/02/2025|09/02/2025|Plumbing|77.40
"""


@pytest.fixture(scope="module")
def village() -> Iterator[Asking]:
    """What a shop sold, who holds which garden, and what was repaired."""
    with duckdb.connect() as connection:
        named = (("shop_sales", SALES), ("gardens", GARDENS), ("repairs", REPAIRS))
        yield Asking(connection, [table(connection, title, text) for title, text in named])


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("number of sales to people who arent members", 3),
        ("how many sales werent returned", 4),
        ("how many repairs havent been finished", 1),
        ("how many gardens dont have a shed", 4),
        ("how many gardens have got a well but no shed?", 2),
        ("how many gardens with a shed but without a well", 1),
        ("how many sales are still out", 4),
    ],
)
def test_negations_need_no_apostrophe(village: Asking, question: str, number: float) -> None:
    assert village.value(question) == number


def test_an_empty_cell_is_neither_yes_nor_no_unless_it_is_about_what_is_done_once(
    village: Asking, asking: Asking
) -> None:
    told = village.told("number of sales to people who are not members").text
    assert told == "3 sales in shop_sales.csv: Member is no (empty cells not counted)."
    assert asking.value("How many orders are not paid?") == 3


def test_what_was_brought_back_was_returned(village: Asking) -> None:
    assert village.value("how many sales were brought back") == 2
    assert village.value("how many sales were sent back in february") == 1


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("how much did the shop take in january", 84.0),
        ("how much did the shop bring in altogether", 175.5),
        ("what were the takings of the shop in february?", 55.5),
        ("turnover of mugs", 67.5),
        ("how many mugs did they sell altogether", 9.0),
        ("how many mugs were sold in january", 8.0),
    ],
)
def test_what_was_taken_in_is_the_sum_of_what_was_sold(village: Asking, question: str, number: float) -> None:
    assert village.value(question) == number


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("Which month was the best one for the shop, going by the takings?", {"2025-01": 84.0}),
        ("which month was the worst for the shop by turnover", {"2025-03": 36.0}),
        ("which month brought in the most for the shop", {"2025-01": 84.0}),
        ("which product had the highest takings", {"Teapot, blue": 72.0}),
    ],
)
def test_the_best_is_that_of_most_takings(village: Asking, question: str, groups: dict[str, float]) -> None:
    assert {row[0]: row[1] for row in village.rows(question)} == groups


@pytest.mark.parametrize(
    "question",
    [
        "which month was the best one for the shop",
        "how much did the repairs take in january",
        "how much does it take",
        "what is the revenue",
        "what are the average takings per month of the shop",
        "what were the highest takings of the shop",
        "how much did the coffee shop take in january",
    ],
)
def test_what_may_be_no_takings_or_those_of_others_is_not_computed(village: Asking, question: str) -> None:
    assert not isinstance(village.planned(question), TableQuery)


def test_the_biggest_sale_is_that_of_most_money(village: Asking) -> None:
    found = village.rows("whats the biggest single sale in the list and what was it")
    assert found == [(48.0, "S-4", "Teapot, blue")]


def test_what_was_paid_is_the_sum_of_rows_with_a_day_of_payment(village: Asking) -> None:
    assert village.value("how much rent has been paid so far") == 68.0


@pytest.mark.parametrize("question", ["how much rent is still outstanding alltogether", "how much rent is unpaid"])
def test_what_is_owed_is_the_sum_of_rows_without_a_day_of_payment(village: Asking, question: str) -> None:
    told = village.told(question).text
    assert told.startswith("The sum of Rent GBP is £96 where Paid on is empty (2 rows in gardens.csv).")
    assert "2 cells without a number are left out" in told


def test_a_unit_may_be_several_words(village: Asking) -> None:
    assert village.value("how many square metres is garden G3") == 255.0
    assert village.value("how many gardens have more than 125 sq m") == 3


def test_an_article_behind_a_unit_is_no_number() -> None:
    with duckdb.connect() as connection:
        staff = "Name|Hours per week|Note\nAnn Lee|25|came back late\nBo Ray|40|\nCy Orr|30|"
        asking = Asking(connection, [table(connection, "staff", staff)])
        assert [row[0] for row in asking.rows("who does fewer than 28 hours a week")] == ["Ann Lee"]
        assert asking.value("how many staff came back late") == 1
        assert not isinstance(asking.planned("how many staff arent back yet"), TableQuery)


def test_since_when_asks_for_the_date_that_is_called_so(village: Asking, asking: Asking) -> None:
    told = village.told("since when has Thorn had his garden").text
    assert told == "Holder since: 1993-10-01 where Holder is Thorn, G. (gardens.csv)."
    assert asking.told("since when has Lena Graf been with us").short == "2022-02-01"
    assert not isinstance(village.planned("since when have we had plates"), TableQuery)


def test_a_negation_denies_what_stands_behind_it(village: Asking) -> None:
    assert [row[0] for row in village.rows("which mugs have not been returned")] == ["S-3"]
    assert village.value("how many repairs werent plumbing") == 1


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which gardens have bees according to the list", ["G2", "G6"]),
        ("gardens that got a second notice", ["G3"]),
        ("the gardens with a well", ["G2", "G3", "G5"]),
        ("sales that were brought back", ["S-2", "S-5"]),
        ("mugs that were brought back", ["S-2", "S-5"]),
        ("repairs that havent been done yet", ["R-2"]),
        ("who hasnt paid", ["G2", "G3"]),
        ("who has garden G6", ["G6"]),
        ("whats the biggest garden", [255.0]),
        ("how big is garden G5", ["G5"]),
        ("which sales were brought back", ["S-2", "S-5"]),
    ],
)
def test_rows_are_listed_without_a_word_that_asks(village: Asking, question: str, names: list[str]) -> None:
    assert [row[0] for row in village.rows(question)] == names


@pytest.mark.parametrize("question", ["how many of them have a shed", "and how many of those are vacant?"])
def test_rows_that_were_spoken_of_earlier_are_not_all_rows(village: Asking, question: str) -> None:
    assert village.planned(question) is None


def test_they_may_be_named_in_the_same_question(village: Asking) -> None:
    assert village.value("Gardens, vacant: how many of them have a well?") == 1


def test_no_row_both_is_and_is_not(village: Asking) -> None:
    found = village.planned("how many gardens have got a shed but no shed")
    assert isinstance(found, NotComputable)
    assert found.reason.startswith("“Shed” cannot be both yes and no.")
