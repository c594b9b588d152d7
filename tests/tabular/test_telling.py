"""What is said of results."""

import pytest

from domain.tables import TableQuery, TableResult
from tabular.founding import unfounded
from tabular.telling import MOST_ROWS_TOLD, tell
from tests.tabular.asking import Asking


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many orders are not yet shipped?", "2 orders in orders.csv: Shipped is empty."),
        ("How many employees are there?", "employees.csv has 6 employees."),
        (
            "What is the average salary?",
            "The average of Salary (EUR/month) is €2490 (5 rows in employees.csv). "
            "1 cell without a number is left out.",
        ),
        ("How many courses cost less than 50 euros?", "No row of courses.csv matches: Fee is under €50."),
        ("What percentage of orders are paid?", "50% of the rows of orders.csv (3 of 6): Paid is yes."),
        (
            "How much more does Péter Kovács earn than Anna Kovács?",
            "€1800 more: €3900 (Full name is Péter Kovács) against €2100 (Full name is Anna Kovács) in employees.csv.",
        ),
        (
            "Which month had the most orders?",
            "Month (Ordered) with the highest number of rows in orders.csv: "
            "January 2024: 2; February 2024: 2; March 2024: 2.",
        ),
        ("What does pottery cost?", "Fee: 180 EUR where Course is Pottery (courses.csv)."),
        (
            "Which department has the most employees?",
            "Department with the highest number of rows in employees.csv: Workshop: 3.",
        ),
        (
            "How many customers do we have?",
            "orders.csv has 3 different values of Customer. They stand in 6 rows.",
        ),
        (
            "Wie viele Bestellungen sind nicht bezahlt?",
            "3 Bestellungen in orders.csv: Paid ist nicht ja (nein oder leer).",
        ),
        ("Hány megrendelés van összesen?", "6 megrendelés van benne (orders.csv)."),
        (
            "Mennyi az átlagos fizetés?",
            "Az átlag (Salary (EUR/month)): 2490 EUR (5 sor, employees.csv). 1 szám nélküli cella kimaradt.",
        ),
    ],
)
def test_a_result_is_said_with_its_unit_and_what_it_is_over(asking: Asking, question: str, text: str) -> None:
    assert asking.told(question).text == text


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("How many orders are not yet shipped?", "2 orders"),
        ("How many employees are there?", "6 employees"),
        ("How many courses cost less than 50 euros?", None),
        ("What is the average salary?", "€2490"),
        ("What percentage of orders are paid?", "50%"),
        ("How much more does Péter Kovács earn than Anna Kovács?", "€1800"),
        ("Which month had the most orders?", None),
        ("Which department has the most employees?", "Workshop"),
        ("What does pottery cost?", "180 EUR"),
        ("How many customers do we have?", "3"),
        ("two cheapest courses", None),
        ("Which orders are over 300 euros?", None),
        ("Wie viele Bestellungen sind nicht bezahlt?", "3 Bestellungen"),
        ("Hány megrendelés van összesen?", "6 megrendelés"),
        ("Mennyi az átlagos fizetés?", "2490 EUR"),
    ],
)
def test_the_one_value_of_it_answers_by_itself(asking: Asking, question: str, short: str | None) -> None:
    told = asking.told(question)
    assert told.short == short
    assert short is None or short in told.text


def test_the_highest_are_lines_with_their_rows(asking: Asking) -> None:
    told = asking.told("two cheapest courses")
    assert told.text == "The 2 lowest of Fee in courses.csv:"
    assert told.lines == (
        "Course: Yoga; Teacher: Sam Lee; Fee: €95",
        "Course: Cooking; Teacher: Eva Nagy; Fee: €140",
    )


def test_a_list_says_how_many_there_are(asking: Asking) -> None:
    told = asking.told("Which orders are over 300 euros?")
    assert told.text == "4 rows in orders.csv: Total (€) is over €300."
    assert told.lines[0] == "Order no.: A-2; Customer: Tisza Kft.; Ordered: 17.01.2024; Total (€): 516,00"


def test_a_long_list_is_cut_and_says_so(asking: Asking) -> None:
    query = asking.query("List all welders")
    row = asking.result(query).rows[0]
    told = tell(query, TableResult(("a",), (row,) * (MOST_ROWS_TOLD + 5), (), MOST_ROWS_TOLD + 5))
    assert told is not None
    assert told.lines[-1] == "… and 5 more."
    assert len(told.lines) == MOST_ROWS_TOLD + 1


def test_a_cell_that_stands_in_too_many_rows_is_no_answer(asking: Asking) -> None:
    query = asking.query("What does pottery cost?")
    row = asking.result(query).rows[0]
    assert tell(query, TableResult(("a",), (row,) * 6, (), 6)) is None


def test_of_a_query_in_foreign_words_the_values_are_told(asking: Asking) -> None:
    table = asking.tables[2]
    query = TableQuery(table, "SELECT max(c7) AS highest FROM courses", (), "the highest fee", "SELECT 1", ())
    told = tell(query, TableResult(("highest",), ((240.0,),), (), 0))
    assert told is not None
    assert (told.text, told.lines, told.numbers) == ("the highest fee (courses.csv):", ("highest: 240",), ("240",))


@pytest.mark.parametrize(
    "question",
    [
        "What is the average salary?",
        "What percentage of orders are paid?",
        "How much more does Péter Kovács earn than Anna Kovács?",
        "sum of Total by country",
        "two cheapest courses",
        "Which orders are over 300 euros?",
        "How many people were hired in 2022?",
        "Mennyi az átlagos fizetés?",
    ],
)
def test_every_number_that_is_said_comes_from_the_result(asking: Asking, question: str) -> None:
    query = asking.query(question)
    result = asking.result(query)
    told = tell(query, result)
    assert told is not None
    assert unfounded("\n".join((told.text, *told.lines)), query, result) == ()
