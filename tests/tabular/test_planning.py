"""From a question's words to a query: what is computed, and what is not."""

import duckdb
import pytest

from domain.tables import TableQuery
from tabular.asked import NotComputable
from tests.tabular.asking import ORDERS, Asking, table


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many employees are there?", 6),
        ("How many people work in the workshop?", 3),
        ("How many employees earn more than 2,000 euros?", 3),
        ("What is the average salary in Sales?", 2825.0),
        ("How much do the welders earn on average?", 2100.0),
        ("What is the median salary?", 2100.0),
        ("What is the total salary of the workshop?", 4000.0),
        ("How much did Tisza spend altogether?", 826.0),
        ("What is the total value of orders from Germany?", 503.0),
        ("How many customers do we have?", 3),
        ("How many different products were ordered?", 4),
        ("How many places are there in total?", 70.0),
        ("How many desk lamps were ordered?", 40.0),
        ("How many orders came from Hungary or the UK?", 4),
        ("How many courses cost less than 150 euros?", 2),
        ("How many courses does Claire Petit teach?", 2),
        ("How many of A-3 do we have?", 2.0),
        ("How many courses have a fee of 95 euros?", 1),
        ("How many orders were made by Harbour?", 2),
    ],
)
def test_numbers_are_computed(asking: Asking, question: str, number: float) -> None:
    assert asking.value(question) == number


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many people were hired in 2022?", 2),
        ("How many employees were hired before 2020?", 2),
        ("How many employees were hired since May 2020?", 4),
        ("How many orders were shipped in March?", 2),
        ("How many orders were ordered between January 2024 and February 2024?", 4),
        ("How many orders in Q1 2024?", 6),
        ("How many orders last year?", 6),
        ("How many courses start this month?", 2),
        ("How many orders were ordered on a Saturday?", 1),
        ("How many orders were ordered in the first half of 2024?", 6),
        ("How many courses are on Monday?", 2),
        ("How many orders were ordered before March?", 4),
        ("How many orders were ordered between 15 January and 15 March 2024?", 4),
        ("How many orders were shipped on 1 March?", 1),
    ],
)
def test_dates_are_conditions(asking: Asking, question: str, number: float) -> None:
    assert asking.value(question) == number


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many employees are not full-time?", 2),
        ("How many orders are not yet shipped?", 2),
        ("How many orders are unpaid?", 3),
        ("How many orders are paid?", 3),
        ("How many employees have no e-mail?", 1),
        ("How many employees have left?", 1),
        ("How many employees are not in the workshop?", 3),
    ],
)
def test_negations_and_blanks_are_conditions(asking: Asking, question: str, number: float) -> None:
    assert asking.value(question) == number


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who earns most?", [(3900.0, "Péter Kovács")]),
        ("Who joined last?", [("2022-11-20", "Tom Hart")]),
        ("Who was hired first?", [("2018-03-01", "Anna Kovács")]),
        ("Which course is the cheapest?", [(95.0, "Yoga")]),
        ("What is the most expensive product?", [(310.0, "Desk")]),
        ("two cheapest courses", [(95.0, "Yoga"), (140.0, "Cooking")]),
        ("top 2 most expensive courses", [(240.0, "French B1"), (220.0, "French A1")]),
    ],
)
def test_the_highest_come_with_the_row_that_they_belong_to(
    asking: Asking, question: str, first: list[tuple[object, str]]
) -> None:
    assert [row[:2] for row in asking.rows(question)] == first


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("How many employees per department?", {"Accounting": 1, "Sales": 2, "Workshop": 3}),
        ("Which department has the most employees?", {"Workshop": 3}),
        ("Which department has the highest average salary?", {"Sales": 2825.0}),
        ("total quantity per product", {"Desk": 1, "Desk lamp": 40, "Monitor arm": 6, "Office chair": 6}),
        ("orders per month january to february 2024", {"2024-01": 2, "2024-02": 2}),
        ("What is the most common job title?", {"Welder": 2}),
        ("top 2 customers by Total", {"Harbour Ltd": 989.4, "Tisza Kft.": 826.0}),
        ("sum of Total by country", {"Germany": 503.0, "Hungary": 826.0, "UK": 989.4}),
    ],
)
def test_rows_are_grouped(asking: Asking, question: str, groups: dict[str, float]) -> None:
    assert {row[0]: row[1] for row in asking.rows(question)} == pytest.approx(groups)


def test_of_equal_highest_all_are_given(asking: Asking) -> None:
    assert [row[0] for row in asking.rows("Which teacher has the most courses?")] == ["Claire Petit", "Eva Nagy"]


def test_a_share_says_the_part_and_the_whole(asking: Asking) -> None:
    assert asking.rows("What percentage of orders are paid?") == [(3, 6)]


def test_two_are_compared(asking: Asking) -> None:
    assert asking.rows("How much more does Péter Kovács earn than Anna Kovács?") == [(1800.0, 3900.0, 2100.0)]
    assert asking.rows("How many more employees work in the workshop than in sales?") == [(1, 3, 2)]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who works in Sales?", ["Péter Kovács", "Lena Graf"]),
        ("List all welders", ["Anna Kovács", "Tom Hart"]),
        ("Which people in Győr earn less than 2000 euros?", ["John Marsh"]),
        ("Which employees have no end date?", ["Anna Kovács", "Péter Kovács", "Mary O'Neil", "Lena Graf", "Tom Hart"]),
        ("Which orders are over 300 euros?", ["A-2", "A-4", "A-5", "A-6"]),
        ("Who teaches French?", ["Claire Petit"]),
        ("A-3 country", ["A-3"]),
        ("When does cooking start?", ["Cooking"]),
    ],
)
def test_rows_are_listed(asking: Asking, question: str, names: list[str]) -> None:
    assert [row[0] for row in asking.rows(question)] == names


def test_a_name_that_two_people_have_means_both_and_says_so(asking: Asking) -> None:
    query = asking.query("How much does Kovács earn?")
    assert "Anna Kovács or Péter Kovács" in query.told
    assert len(asking.result(query).rows) == 2


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many emploees are in the worksop?", 3),
        ("average salery", 2490.0),
        ("Hány dolgozó van?", 6),
        ("Mennyi az átlagos fizetés?", 2490.0),
        ("Hány megrendelés van összesen?", 6),
        ("Wie viele Bestellungen sind nicht bezahlt?", 3),
        ("Wie hoch ist das durchschnittliche Gehalt?", 2490.0),
    ],
)
def test_slips_and_other_languages_are_understood(asking: Asking, question: str, number: float) -> None:
    assert asking.value(question) == number


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("How many orders are there from France?", "France"),
        ("How many employees earn more than Anna Kovács?", "earn more than"),
        ("What is the total number of employees at the end of 2022?", "at the end of"),
        ("How many orders are there and how many employees?", "how many"),
    ],
)
def test_a_word_that_nothing_explains_is_named_instead_of_left_out(asking: Asking, question: str, unknown: str) -> None:
    found = asking.planned(question)
    assert isinstance(found, NotComputable)
    assert f"“{unknown}" in found.reason


@pytest.mark.parametrize(
    "question",
    [
        "Which order is the largest?",
        "Which customer ordered the most?",
        "How many employees are paid or full-time?",
        "How many people were hired before March?",
        "How many places are left in Yoga?",
    ],
)
def test_what_can_be_meant_in_several_ways_is_not_computed(asking: Asking, question: str) -> None:
    assert not isinstance(asking.planned(question), TableQuery)


def test_a_cell_of_one_letter_is_seen_beside_its_columns_name() -> None:
    with duckdb.connect() as connection:
        readings = "Date|Fridge|Temperature (°C)\n2025-01-01|A|3\n2025-01-01|B|9\n2025-01-02|A|5\n2025-01-02|B|9"
        asking = Asking(connection, [table(connection, "readings", readings)])
        assert asking.value("What was the average temperature of fridge A?") == 4.0
        assert asking.value("how often was fridge a warmer than 4 degrees") == 1


def test_of_a_time_that_the_table_does_not_reach_nothing_is_said_but_what_it_reaches(asking: Asking) -> None:
    found = asking.planned("How many orders were ordered this year?")
    assert isinstance(found, NotComputable)
    assert found.reason.startswith("“Ordered” in the table runs from 2024-01-03 to 2024-03-30.")


def test_this_year_is_the_year_in_the_name_of_a_table_that_ends_with_it() -> None:
    with duckdb.connect() as connection:
        asking = Asking(connection, [table(connection, "orders_2024", ORDERS)])
        told = asking.told("How many orders were ordered this year?").text
        assert told.startswith("6 ")
        assert "from 1 January 2024 to 31 December 2024" in told
        assert isinstance(asking.planned("How many orders were ordered this month?"), NotComputable)


def test_who_has_worked_longest_came_first(asking: Asking) -> None:
    assert asking.rows("Who has worked longest?")[0][1] == "Anna Kovács"
    assert asking.rows("Who has worked longest for the company?")[0][1] == "Anna Kovács"


def test_units_of_one_kind_are_converted() -> None:
    with duckdb.connect() as connection:
        trips = "Trip|Duration (min)|Distance (km)\nx|50|1,5\ny|70|0,4\nz|130|12,0"
        asking = Asking(connection, [table(connection, "trips", trips)])
        assert asking.value("How many trips were longer than an hour?") == 2
        assert asking.value("How many trips have a distance under 800 m?") == 1


def test_a_date_of_two_columns_goes_to_the_one_that_every_row_has_unless_the_other_is_named(asking: Asking) -> None:
    assert "Ordered" in asking.query("How many orders were there in March?").told
    assert "Shipped" in asking.query("How many orders were shipped in March?").told


def test_parts_of_different_cells_are_no_cell(asking: Asking) -> None:
    assert not isinstance(asking.planned("How many Nordwind Tisza GmbH Kft chair lamp orders are there?"), TableQuery)


@pytest.mark.parametrize(
    "question",
    [
        "How do I apply for leave?",
        "What is the notice period?",
        "How much does delivery cost?",
        "Who do I call if the heating fails?",
        "What is the fee for late payment?",
        "How many days notice must I give?",
        "By how many days was the desk lamp of Tisza shipped late?",
        "Thanks, that helps!",
        "",
    ],
)
def test_a_question_of_another_kind_asks_for_nothing_that_is_computed(asking: Asking, question: str) -> None:
    assert asking.planned(question) is None


def test_two_tables_that_could_answer_alike_are_both_named(asking: Asking) -> None:
    orders = asking.tables[1]
    found = Asking(asking.connection, [orders, orders]).planned("How many orders are paid?")
    assert isinstance(found, NotComputable)
    assert found.reason.count("“orders”") == 2


@pytest.mark.parametrize(
    "question", ["How many orders are from Tisza'); DROP TABLE orders; --?", "Who works in Sales?"]
)
def test_no_word_of_the_question_stands_in_the_sql(asking: Asking, question: str) -> None:
    found = asking.planned(question)
    if isinstance(found, TableQuery):
        assert "Sales" not in found.sql + found.rows_sql
        assert found.values == ("sales",)
    else:
        assert isinstance(found, NotComputable)


def test_the_rows_behind_a_number_carry_their_place_in_the_file(asking: Asking) -> None:
    result = asking.result(asking.query("How many people work in the workshop?"))
    assert [row[0] for row in result.sources] == [1, 3, 6]
    assert result.sources[0][2] == "Anna Kovács"
