"""Opening times, telephone numbers and lists that are looked up in one table within a text."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from domain.tables import TableQuery
from tests.tabular.asking import Asking, table

SUBJECT = "Hill House. A clinic with a kitchen, a mixer and a bus since 2019."
HOURS = """
Place|Mon–Fri|Saturday|Sunday, public holidays
Main kitchen|10:00–22:30|09:00–21:00|09:00–20:00
Mixing room|07:00–22:30|09:30–17:00|09:30–17:00
Café|11:00–21:30|10:00–20:00|10:00–18:00
Shop, hire|12:00–20:00|10:00–18:00|closed
"""
ZEITEN = """
Ort|Mo–Do|Fr|Sa und So
Werkstatt|08:00–17:00|08:00–14:00|geschlossen
Laden|09:00–18:00|09:00–19:00|10:00–13:00
"""
NYITVA = """
Hely|H–P|Szombat|Vasárnap
Üzlet|09:00–18:00|09:00–13:00|zárva
Konyha|11:00–20:00|12:00–21:00|12:00–16:00
"""
DAYS = """
Day|Swimming|Sauna
Monday to Thursday|07:00–20:00|12:00–20:00
Friday|07:00–22:00|12:00–22:00
Weekend|08:00–18:00|closed
"""
CONTACTS = """
For|Name|Telephone|E-mail
Manager|Moira Tennant|01632 960 411|moira@house.example
Courses, parties|Owen Tennant|01632 960 414|owen@house.example
Shop, hire|Petra Lisowski|01632 960 419|shop@house.example
"""


def _house(text: str, title: str) -> Iterator[Asking]:
    with duckdb.connect() as connection:
        bare = table(connection, "house", text)
        yield Asking(
            connection, [replace(bare, title=title, section=title, subject=SUBJECT, document_name="house.pdf")]
        )


@pytest.mark.parametrize(
    ("text", "question", "cell"),
    [
        (HOURS, "what time does the mixing room open on tuesdays", "Mixing room, Mon–Fri: 07:00–22:30"),
        (HOURS, "when does the cafe shut on sundays", "Café, Sunday, public holidays: 10:00–18:00"),
        (HOURS, "main kitchen opening times on weekdays", "Main kitchen, Mon–Fri: 10:00–22:30"),
        (HOURS, "is the shop open on sundays", "Shop, hire, Sunday, public holidays: closed"),
        (HOURS, "Wann schließt das Café samstags?", "Café, Saturday: 10:00–20:00"),
        (HOURS, "mikor nyit a café kedden", "Café, Mon–Fri: 11:00–21:30"),
        (ZEITEN, "wann öffnet der Laden mittwochs", "Laden, Mo–Do: 09:00–18:00"),
        (ZEITEN, "wann schließt die Werkstatt am Freitag", "Werkstatt, Fr: 08:00–14:00"),
        (ZEITEN, "Öffnungszeiten Laden am Wochenende", "Laden, Sa und So: 10:00–13:00"),
        (NYITVA, "mikor zár a konyha csütörtökön", "Konyha, H–P: 11:00–20:00"),
        (NYITVA, "mikor van nyitva az üzlet vasárnap", "Üzlet, Vasárnap: zárva"),
        (DAYS, "when does the sauna close on a wednesday", "Monday to Thursday, Sauna: 12:00–20:00"),
        (DAYS, "swimming times on friday", "Friday, Swimming: 07:00–22:00"),
        (DAYS, "swimming at the weekend?", "Weekend, Swimming: 08:00–18:00"),
        (CONTACTS, "phone number of the mixer shop pls", "Shop, hire, Telephone: 01632 960 419"),
        (CONTACTS, "whats the email for courses thx", "Courses, parties, E-mail: owen@house.example"),
        (CONTACTS, "e-mail of the manager", "Manager, E-mail: moira@house.example"),
    ],
)
def test_days_times_and_numbers_are_found_as_they_are_asked_for(text: str, question: str, cell: str) -> None:
    for asking in _house(text, "Öffnungszeiten" if text is ZEITEN else "Times"):
        assert asking.told(question).text.startswith(f"{cell} (")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (HOURS, "when does the mixing room close at the weekend"),
        (HOURS, "when does the swimming pool open on tuesdays"),
        (HOURS, "how long is the cafe open on sundays"),
        (HOURS, "is the cafe open at 10 on sundays"),
        (HOURS, "when does the cafe open on mondays in August"),
        (ZEITEN, "wann öffnet der Laden wochentags"),
        (DAYS, "what do you do on friday"),
        (CONTACTS, "phone number of the swimming pool"),
        (CONTACTS, "how much does the shop cost on the phone"),
    ],
)
def test_a_day_or_a_number_that_is_not_sure_is_left_to_quoting(text: str, question: str) -> None:
    for asking in _house(text, "Times"):
        assert not isinstance(asking.planned(question), TableQuery)


PAID = """
Repair|Class|Tenants pay|Leaseholders pay
Burst pipe|urgent|nothing|all
Roof leak|urgent|£0|nothing
Gas boiler|routine|nothing|inspection free, rest all
Lost key|routine|£22|£22
Smoke alarm|urgent|free|free
"""


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("which repairs are free for leaseholders", ["Roof leak", "Smoke alarm"]),
        ("which repairs do tenants pay nothing for", ["Burst pipe", "Roof leak", "Gas boiler", "Smoke alarm"]),
    ],
)
def test_free_and_nothing_are_the_same_and_a_part_of_a_cell_is_not_the_whole(question: str, rows: list[str]) -> None:
    for asking in _house(PAID, "Guide for tenants and leaseholders"):
        assert [row[0] for row in asking.rows(question)] == rows


@pytest.mark.parametrize("question", ["which repairs are free", "which repairs have a free inspection for tenants"])
def test_a_list_of_which_it_is_not_clear_whose_it_is_is_none(question: str) -> None:
    for asking in _house(PAID, "Guide for tenants and leaseholders"):
        assert asking.planned(question) is None
