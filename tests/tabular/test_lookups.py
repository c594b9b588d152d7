"""Cells and rows that are looked up in tables within a text, and questions that no table answers."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from domain.tables import TableQuery
from tabular.asked import NotComputable
from tests.tabular.asking import Asking, table

FEES = """
Service|Duration|Adults|Children
Eye test|20 min|£30|£15
Hearing test|30 min|£42|£21
Driver's check|40 min|£80|–
Skin check, first visit|25 min|£50|£35
Skin check, further visits|15 min|£28|£20
"""
OVERTIME = """
Group|Monday to Friday|Saturday|Sunday and public holiday
Cooks|1.25|1.50|2.00
Cleaners|1.30|1.60|1.90
Office|time off|time off|1.40
"""
LEAVE = """
Completed years of service|Cooks|Office
under 2|24|25
2 to 4|26|26
5 to 9|29|27
10 and more|32|29
"""
FAULTS = """
Code|Meaning|Remedy
E3|Motor too hot|Let it cool for 20 minutes.
E4|Too much dough|Take out a third.
E12|Fault in the electronics|Call the service.
"""
PARTS = """
Accessory|Article|M-20|M-40|Price in €
Mincer|Z-1|yes|yes|89.00
Grain mill|Z-2|no|yes|139.00
Citrus press|Z-3|yes|no|35.00
"""
BEERS = """
Beer|Barley|Vegan
Bitter|yes|no (5)
Stout|yes|yes
Lager|yes|yes
Sour|no|no
"""
HOURS = """
|Tap room|Shop
Friday|16:00 – 23:00|closed
Saturday|12:00 – 23:00|10:00 – 18:00
Sunday|12:00 – 19:00|closed
"""
LINES = """
Line|First bus|Last bus|Class
3|05:20|23:40|town
14|06:05|22:25|country
N1|00:15|03:15|night
"""
MONEY = """
£ thousand|2023|2024
Medicines and vaccines|388|417
Rent|296|318
Spending|684|735
"""
REPAIRS = """
Repair|Class|We come within
Burst pipe|emergency|4 hours
No hot water|urgent|2 working days
Lift out of order|urgent|1 working day
Light bulb|not done by us|-
Curtain rail|not done by us|-
"""
TABLES = {
    "fees": (FEES, "Table 4: Prices from 2025", "Private services"),
    "overtime": (OVERTIME, "Table 1: Overtime factors", "Pay"),
    "leave": (LEAVE, "Days of annual leave", "Leave"),
    "faults": (FAULTS, "Codes on the display", "When something is wrong"),
    "parts": (PARTS, "Accessories", "What fits"),
    "lines": (LINES, "Routes", "Times"),
    "beers": (BEERS, "Allergens", "Diets"),
    "hours": (HOURS, "Opening hours", "Visiting"),
    "repairs": (REPAIRS, "Table B: Repairs", "Repairs"),
    "money": (MONEY, "Income and spending", "Money"),
}
SUBJECT = "Hill House. A clinic with a kitchen, a mixer and a bus since 2019."


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    with duckdb.connect() as connection:
        made = []
        for name, (text, title, section) in TABLES.items():
            bare = table(connection, name, text)
            made.append(replace(bare, title=title, section=section, subject=SUBJECT, document_name="house.pdf"))
        yield Asking(connection, made)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("overtime rate cleaners on a sunday", "Cleaners, Sunday and public holiday: 1.90"),
        ("What is the overtime factor for cooks on Saturdays?", "Cooks, Saturday: 1.50"),
        ("how much is a hearing test for an adult", "Hearing test, Adults: £42"),
        ("What's the price of an eye test for my 9 year old?", "Eye test, Children: £15"),
        ("how long does the hearing test take", "Hearing test, Duration: 30 min"),
        ("How many days of leave does a cook have after 12 years?", "10 and more, Cooks: 32"),
        ("days of leave in the office after 5 years", "5 to 9, Office: 27"),
        ("last bus line 14", "14, Last bus: 22:25"),
        ("when does the tap room close on saturdays", "Saturday, Tap room: 12:00 – 23:00"),
        ("When does the first bus of line N1 go?", None),
        ("clinic spending on medicines 2024", "Medicines and vaccines, 2024: 417 £ thousand"),
        ("price of the grain mill", "Grain mill, Price in €: 139.00"),
        ("my mixer shows E3", "E3: Meaning: Motor too hot; Remedy: Let it cool for 20 minutes"),
    ],
)
def test_a_cell_is_found_by_the_words_of_its_row_and_column(asking: Asking, question: str, cell: str | None) -> None:
    if cell is None:
        assert asking.planned(question) is None
        return
    assert asking.told(question).text.startswith(f"{cell} (")


def test_the_answer_names_the_table_and_the_file(asking: Asking) -> None:
    told = asking.told("overtime rate cleaners on a sunday")
    assert told.text.endswith("(Table 1: Overtime factors; house.pdf).")
    assert (
        asking.query("overtime rate cleaners on a sunday").told == "Sunday and public holiday where Group is Cleaners"
    )


@pytest.mark.parametrize(
    "question",
    [
        "overtime rate gardeners on a sunday",
        "overtime rate cleaners not on a sunday",
        "What is the price of a skin check for an adult?",
        "What's the price of an eye test for my 15 year old?",
        "price of a hearing test for adults in Leeds",
        "How many cooks are there?",
        "how many days of paternity leave do cooks get",
        "When do cleaners work on Sunday?",
        "clinic spending on medicines 2022",
        "What is the average price of the tests for adults?",
        "how much do cooks and cleaners get on Saturday",
        "Is the kitchen open in 2019?",
    ],
)
def test_a_question_with_a_word_that_no_table_explains_is_left_to_quoting(asking: Asking, question: str) -> None:
    assert not isinstance(asking.planned(question), TableQuery)


def test_an_empty_cell_says_nothing(asking: Asking) -> None:
    with pytest.raises(AssertionError):
        asking.told("price of the driver's check for a child")


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which accessories can I use on the M-20?", ["Mincer", "Citrus press"]),
        ("which accessories fit the M-40", ["Mincer", "Grain mill"]),
        ("Which lines are of the class country?", ["14"]),
        ("which beers are vegan", ["Stout", "Lager"]),
        ("which repairs are urgent", ["No hot water", "Lift out of order"]),
        ("Which repairs does Hill House not do at all?", ["Light bulb", "Curtain rail"]),
    ],
)
def test_rows_are_listed_by_what_one_column_says(asking: Asking, question: str, rows: list[str]) -> None:
    assert [row[0] for row in asking.rows(question)] == rows


def test_a_list_names_its_table(asking: Asking) -> None:
    told = asking.told("Which accessories can I use on the M-20?")
    assert told.text == "2 rows in Accessories; house.pdf: M-20 is yes."


def test_a_number_that_no_row_has_is_said_to_be_missing(asking: Asking) -> None:
    found = asking.planned("last bus line 9?")
    assert isinstance(found, NotComputable)
    assert found.reason == "No row of “Routes” has “9” as “Line” (house.pdf)."


def test_the_same_cell_in_two_tables_is_none(asking: Asking) -> None:
    old = replace(asking.tables[1], id="overtime", document_name="old.pdf")
    both = Asking(asking.connection, [*asking.tables, old])
    assert both.planned("overtime rate cleaners on a sunday") is None


def test_rows_of_a_text_are_never_added_up(asking: Asking) -> None:
    assert asking.planned("What is the total of 2024?") is None


SERVICES = """
Code|Service|Bike type|Member price|Public price|Note
W1|Small service|electric|€49|€65|Bring the battery.
W2|Large service|city|€79|€99|Only one bike at a time.
W3|Large service|electric|€98|€124|Two bikes at a time.
W4|Bench|any|€4 per hour|€9 per hour|
W5|Stand|any|€2 per hour|€3|
W6|Tyre|any|€18|€22|
"""


def test_a_price_among_other_cells_is_looked_up_and_no_other_price_added_up_for_it() -> None:
    with duckdb.connect() as connection:
        asking = Asking(connection, [table(connection, "services", SERVICES)])
        told = asking.told("How much do members pay for a large service on an electric bike?")
        assert told.text == "Large service, electric, Member price: €98 (services.csv)."
