"""What a question demands of a sentence before it may be quoted as the answer."""

import pytest

from generation.quoting.anchors import anchors, missing_marks, missing_names
from generation.quoting.answer_evidence import holds_answer
from generation.quoting.answer_types import AnswerType, expected_type
from generation.quoting.evidence import Demands
from text.numerals import numerals


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the telephone number of the library?", AnswerType.PHONE),
        ("Which e-mail address takes complaints?", AnswerType.EMAIL),
        ("How much does a locker cost?", AnswerType.MONEY),
        ("What is the yearly fee?", AnswerType.MONEY),
        ("Mennyibe kerül a belépő?", AnswerType.MONEY),
        ("Was kostet der Eintritt?", AnswerType.MONEY),
        ("what's the price of a locker", AnswerType.MONEY),
        ("price of the lockers", AnswerType.MONEY),
        ("price list", None),
        ("when's the next meeting?", AnswerType.TIME),
        ("Wie lange dauert die Reparatur?", AnswerType.TIME),
        ("whos the manager", AnswerType.PERSON),
        ("Whose bag is it?", None),
        ("How much engine power does the crane have?", AnswerType.POWER),
        ("How thick is the wall?", AnswerType.LENGTH),
        ("By when must it be paid?", AnswerType.TIME),
        ("It broke. How long does a repair take?", AnswerType.TIME),
        ("Meddig tart nyitva?", AnswerType.TIME),
        ("How often is it cleaned?", AnswerType.QUANTITY),
        ("Hány szoba van?", AnswerType.QUANTITY),
        ("Which supplier makes the lamp?", AnswerType.NAME),
        ("Who opened the museum?", AnswerType.PERSON),
        ("Ki vezette az építkezést?", AnswerType.PERSON),
        ("Why is it closed?", None),
        ("How do I get there?", None),
        ("Is there a lift?", None),
        ("", None),
    ],
)
def test_a_question_says_what_kind_of_answer_it_wants(question: str, kind: AnswerType | None) -> None:
    assert expected_type(question) is kind


@pytest.mark.parametrize(
    ("kind", "holding", "lacking"),
    [
        (AnswerType.PHONE, "Call 0600 44 12 30.", "Call us in 2024."),
        (AnswerType.EMAIL, "Write to desk@town.example.", "Write to the desk."),
        (AnswerType.MONEY, "It costs 5 euros.", "It has 5 rooms."),
        (AnswerType.MONEY, "unit_price_eur: 5.80", "stock: 5"),
        (AnswerType.MONEY, "Children travel free.", "The euro is accepted."),
        (AnswerType.MONEY, "A belépő négy euró.", "A belépő négy főnek szól."),
        (AnswerType.POWER, "The crane has 80 kW.", "The crane has 80 wheels."),
        (AnswerType.LENGTH, "It is 3 mm thick.", "Winds of 95 km/h."),
        (AnswerType.TIME, "It opens in May.", "It opens inwards."),
        (AnswerType.TIME, "Júniusban nyit.", "Befelé nyílik."),
        (AnswerType.TIME, "Sie dauert zwei Wochen.", "Sie dauert lang."),
        (AnswerType.MONEY, "Der Eintritt ist kostenlos.", "Der Eintritt ist neu."),
        (AnswerType.QUANTITY, "It has twelve rooms.", "It has rooms (section 12)."),
        (AnswerType.QUANTITY, "Harminchat ember alhat meg.", "Egy ember alhat meg."),
        (AnswerType.QUANTITY, "It is cleaned daily.", "It was cleaned in 1998 by R4."),
        (AnswerType.NAME, "supplier: Csillag Glass", "The supplier is known."),
        (AnswerType.PERSON, "It was opened by Anna Kis.", "It was opened late."),
        (AnswerType.PERSON, "The driver opens it.", "It opens late."),
        (AnswerType.PERSON, "Author: Anna Kis", "Title: The house"),
        (AnswerType.TIME, "It is open from 9 to 12.", "It has from 9 to 12.5 litres."),
    ],
)
def test_a_kind_of_answer_leaves_a_mark(kind: AnswerType, holding: str, lacking: str) -> None:
    assert holds_answer(kind, holding, question="?")
    assert not holds_answer(kind, lacking, question="?")


def test_what_the_question_says_itself_is_no_answer() -> None:
    assert not holds_answer(AnswerType.QUANTITY, "Members over 50.", question="How many members are over 50?")
    assert not holds_answer(AnswerType.NAME, "The tender of Almásd.", question="Which maker won the tender of Almásd?")


@pytest.mark.parametrize(
    "written", ["13 April 2024", "April 13, 2024", "13.04.2024", "2024-04-13", "2024. április 13-án"]
)
def test_a_date_is_the_same_however_it_is_written(written: str) -> None:
    assert anchors(f"What happened on {written}?").marks == {"2024-04-13"}
    assert not missing_marks(anchors("What happened in April 2024?"), written)
    assert not missing_marks(anchors("What happened in 2024?"), written)
    assert missing_marks(anchors("What happened on 14 April 2024?"), written) == {"2024-04-14"}


def test_codes_long_numbers_and_names_are_anchors() -> None:
    asked = anchors("Why was train 150 of class R4 held at Almásd after 5 minutes?")
    assert asked.marks == {"150", "r4"}
    assert missing_marks(asked, "train 150; R40") == {"r4"}
    assert missing_names(asked, "train 150")
    assert not missing_names(asked, "Almásdon")


def test_a_question_without_marks_lacks_none_and_has_no_other_of_their_kind() -> None:
    demands = Demands.of("How much is a berth?")
    assert demands.lacks_mark("R5 in 2019") == 0
    assert not demands.is_met_by_another("R5 in 2019")
    assert not Demands.of("What happened in 2019?").is_met_by_another("R5 in 2018")
    assert Demands.of("What is form R4 for?").is_met_by_another("R5 in 2019")


def test_demands_are_told_apart() -> None:
    demands = Demands.of("How much did the R4 cost in Almásd in 2019?")
    assert demands.holds_kind("It cost 5 euros.")
    assert not demands.holds_kind("It cost a lot.")
    assert demands.lacks_mark("R4 in 2019") == 0
    assert demands.lacks_mark("R4") == 1
    assert demands.lacks_mark("R5 in 2019") == 2
    assert not demands.lacks_name("Almásdon")
    assert demands.lacks_name("R4 in 2019")


def test_numbers_of_sections_and_items_are_no_quantities() -> None:
    assert numerals("7.2 Snow: see section 12 and rule 3, then wait 1,200 s or húsz perc") == ["1,200", "húsz"]


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("What does the KT-800 weigh?", "Weight; KT-400: 7.8 kg; KT-600: 10.4 kg", True),
        ("What does E15 mean?", "Code: E10; What it means: Scale not level", True),
        ("What does the KT-400 weigh?", "Weight; KT-400: 7.8 kg; KT-600: 10.4 kg", False),
        ("Which is heavier, KT-400 or KT-600?", "The KT-600 weighs 10.4 kg.", False),
        ("What does the KT-800 weigh?", "It weighs 7.8 kg.", False),
        ("What happened in 2024?", "In 2023 it burnt down.", False),
        ("When was alpha 3 released?", "3.2 alpha 1: August 1, 2010", True),
        ("When was alpha 3 released?", "3.2 alpha 3: October 12, 2010", False),
        ("What does zone 2 cost?", "Zone 1: 2.40; Zone 2: 3.10", False),
        ("What does zone 2 cost?", "In zones 1 to 3 a month costs 98.", False),
        ("May a child aged 12 ride alone?", "Children aged 10 and over may ride alone.", False),
        ("Is table 2 about buses?", "Every table has 4 legs.", False),
        ("When does gate 2 open?", "Gate 02 opens at 9.", False),
        ("Can I start leave in week 30?", "Leave may begin from week 29 on.", False),
    ],
)
def test_another_code_of_the_same_letters_is_another_thing(question: str, text: str, *, other: bool) -> None:
    assert Demands.of(question).is_met_by_another(text) is other


def test_by_how_much_something_is_less_is_no_price_and_a_date_no_telephone_number() -> None:
    rent = Demands.of("What should I have paid in rent, all reductions in?")
    assert not rent.holds_kind("Double plots pay 15 pounds less than shown.")
    assert rent.holds_kind("Double plots are 156 pounds.")
    assert Demands.of("How much is the discount on double plots?").holds_kind("They pay 15 pounds less.")
    phone = Demands.of("What is the phone number of the steward?")
    assert not phone.holds_kind("plot: O07; tenant_since: 2007-06-19")
    assert phone.holds_kind("Ring 01632 960 188.")
