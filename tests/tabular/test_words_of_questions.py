"""How words of a question find columns, values and tables, and which of them say nothing more."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from domain.tables import TableQuery
from tabular.asked import NotComputable
from tests.tabular.asking import Asking, table

VISITS = """
visit|pet|species|owner|vet|booked_on|seen_on|due|fee_gbp|settled_on|weight_kg
V-01|Biscuit|dog|Sue Langley|June Halloran|2025-01-03|2025-01-05|2025-01-30|48.00|2025-01-05|12.4
V-02|Mog|cat|Peter Ames|P. Whitmore|2025-01-09|2025-01-10|2025-02-20|160.00|2025-02-01|4.1
V-03|Rex|dog|Carla Voss|June Halloran|2025-02-02|2025-02-04|2025-03-10|210.00||31.0
V-04|Duchess|rabbit|Sue Langley|S. Whitmore|2025-02-20|2025-03-02|2025-03-30|18.00|2025-03-02|1.9
V-05|Otto|dog|May Fenwick|P. Whitmore|2025-03-11|2025-03-12|2025-04-02|48.00|2025-03-12|22.5
V-06|Tigger|cat|Jan Sorley|June Halloran|2025-03-15|2025-03-15|2025-04-12|175.50|2025-04-02|5.2
"""
LOANS_2023 = """
Loan|Title|Reader|Branch|Lent on|Due back|Returned on|Fine
23-1|The Salt Road|A. Pryce|Market Square|2023-01-04|2023-01-25|2023-01-20|
23-2|Winter Bees|B. Ogden|Station Road|2023-02-10|2023-03-03|2023-03-10|1.40
23-3|Clay|T. Ogden|Market Square|2023-05-02|2023-05-23|2023-05-20|
"""
LOANS_2024 = """
Loan|Title|Reader|Branch|Lent on|Due back|Returned on|Fine
24-1|Clay|A. Pryce|Market Square|2024-01-08|2024-01-29|2024-01-28|
24-2|Winter Bees|B. Ogden|Market Square|2024-03-05|2024-03-26|2024-04-02|1.40
24-3|Low Tide|C. Lunt|Station Road|2024-04-10|2024-05-01||
24-4|Glass Harbour|T. Ogden|Market Square|2024-04-20|2024-05-11|2024-06-11|6.20
"""
HIRES = """
Hire|Customer|Bike|Picked up|Brought back|Helmets|Child seats|Charge EUR|Stars|Extras
H101|Nina Brandt|tandem|2025-06-02|2025-06-04|2|0|70.00|4|
H102|Lars Holm|city|2025-06-03|2025-06-03|0|1|18.00|5|
H103|Ada Quist|e-bike|2025-06-10|2025-06-13|1|0|135.00||panniers
H104|Nina Brandt|e-bike|2025-07-01|2025-07-06|2|1|225.00|2|panniers
H105|Jon Vik|city|2025-07-14|2025-07-16|0|0|36.00|4|
"""


@pytest.fixture(scope="module")
def registers() -> Iterator[Asking]:
    """A practice's visits, a library's loans with a sheet a year, and the hires of a firm."""
    with duckdb.connect() as connection:

        def named(key: str, title: str, document: str, text: str) -> object:
            found = table(connection, key, text)
            return replace(found, title=title, document_name=document, document_id=document)

        yield Asking(
            connection,
            [
                named("visits", "ashgrove-visits-2025", "ashgrove-visits-2025.csv", VISITS),  # type: ignore[list-item]
                named("loans23", "Loans 2023", "marstonvale-loans.xlsx", LOANS_2023),  # type: ignore[list-item]
                named("loans24", "Loans 2024", "marstonvale-loans.xlsx", LOANS_2024),  # type: ignore[list-item]
                named("hires", "beacon-bikes-hires-2025", "beacon-bikes-hires-2025.csv", HIRES),  # type: ignore[list-item]
            ],
        )


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("how many 2024 loans were from Market Square", 3),
        ("total fines 2023", 1.4),
        ("marston vale loans in 2024: how many", 4),
        ("How many of the ashgrove visits in 2025 were with June Halloran?", 3),
    ],
)
def test_a_year_picks_the_sheet_and_the_file(registers: Asking, question: str, number: float) -> None:
    assert registers.value(question) == pytest.approx(number)


@pytest.mark.parametrize("question", ["how many loans in 2022", "how many visits were there at ashgrove in 2024"])
def test_a_year_of_no_file_is_none(registers: Asking, question: str) -> None:
    assert not isinstance(registers.planned(question), TableQuery)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("how many visits did Jan Sorley make", 1),
        ("how many visits did june halloran do in 2025", 3),
        ("how much did May Fenwick pay", 48.0),
        ("how many visits were booked in march", 2),
        ("how many visits were booked in January", 2),
    ],
)
def test_names_of_months_are_those_of_people_too(registers: Asking, question: str, number: float) -> None:
    assert registers.value(question) == number


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("how many loans did t ogden have in 2024", 1),
        ("how many loans did Terry Ogden have in 2024", 1),
        ("p whitmores visits: how many", 2),
        ("how many visits did Paula Whitmore do", 2),
    ],
)
def test_initials_stand_for_first_names(registers: Asking, question: str, number: float) -> None:
    assert registers.value(question) == number


def test_a_first_name_that_no_initial_fits_is_nobody(registers: Asking) -> None:
    assert isinstance(registers.planned("how many visits did Karla Whitmore do"), NotComputable)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("when should loan 24-3 have been back", "2024-05-01"),
        ("by which date should 24-4 have been returned", "2024-05-11"),
        ("when was loan 24-4 brought back", "2024-06-11"),
        ("on what day did Peter Ames pay his fee", "2025-02-01"),
        ("when did Jon Vik pick up his bike", "2025-07-14"),
        ("Jon Vik, when did he bring his bike back?", "2025-07-16"),
    ],
)
def test_a_verb_says_which_day_is_meant(registers: Asking, question: str, day: str) -> None:
    (row,) = registers.rows(question)
    assert day in row


def test_the_day_and_a_number_of_somebody_are_found_together(registers: Asking) -> None:
    (row,) = registers.rows("Ada Quist, when did she pick up her bike and how many helmets did she take?")
    assert {"2025-06-10", "1"} <= set(row)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("how many hires w/o helmets", 2),
        ("how many hires without any child seats", 3),
        ("how many hires had a child seat", 2),
        ("number of hires with extras", 2),
        ("how many loans in 2024 without a fine", 2),
        ("how many loans without a fine at Station Road in 2024", 1),
    ],
)
def test_none_of_a_thing_is_a_zero_or_an_empty_cell(registers: Asking, question: str, number: float) -> None:
    assert registers.value(question) == number


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("avg charge per e-bike hire", 180.0),
        ("average stars of all hires, whatever the bike", 3.75),
        ("average stars of the hires (leave out the ones nobody rated)", 3.75),
        ("sum of all hire charges in euros pls", 484.0),
        ("total fines of 2024 in pounds please", 7.6),
        ("what did the tandem hires bring in", 70.0),
        ("how many hires in June (not Lars Holm)", 2),
    ],
)
def test_asides_and_units_change_nothing(registers: Asking, question: str, number: float) -> None:
    assert registers.value(question) == pytest.approx(number)


@pytest.mark.parametrize(
    "question",
    [
        "total charge of the hires in dollars",
        "how many hires were cancelled",
        "when did she pick it up",
        "how many hamsters were seen in 2025",
        "how many hires did the city council pay for",
        "how much do we pay for a tandem",
        "how much did the helmets pay",
        "which bike has the best stars",
        "how many helmets are left",
    ],
)
def test_what_no_table_says_is_not_computed(registers: Asking, question: str) -> None:
    assert not isinstance(registers.planned(question), TableQuery)


def test_of_the_biggest_it_is_said_whose_it_is(registers: Asking) -> None:
    ((charge, *shown),) = registers.rows("biggest charge of the hires, and who for?")
    assert charge == 225
    assert "Nina Brandt" in shown


TRIPS = """
Trip|Member no.|Class|Hours|Note
1|1145|van|4.0|
2|1164|small|2.0|child seat left in car
3|1145|van|6.0|dirty
4|1180|small|1.0|
"""


@pytest.fixture(scope="module")
def trips() -> Iterator[Asking]:
    """What members of a club did with cars."""
    with duckdb.connect() as connection:
        yield Asking(connection, [replace(table(connection, "trips", TRIPS), title="trips", document_name="trips.csv")])


def test_what_is_an_idle_word_of_another_language_is_a_thing_in_english(trips: Asking) -> None:
    assert trips.value("average hours of the van trips") == 5.0


@pytest.mark.parametrize("question", ["how many members does the car club have", "how many members are there?"])
def test_members_are_not_the_rows_of_what_they_did(trips: Asking, question: str) -> None:
    assert trips.planned(question) is None


def test_one_word_of_a_note_is_not_the_note(trips: Asking) -> None:
    assert not isinstance(trips.planned("how many car trips"), TableQuery)
