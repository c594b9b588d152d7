"""Questions are made only where a rule is sure, and read as a person would ask."""

import pytest

from domain.documents import Chunk
from domain.places import Page, Rows, Section, Spot, Whole
from domain.suggestions import QuestionKind
from generation.suggesting import proposed
from monitoring.claims.splitting import split_sentences


def questions(text: str, *, spot: Spot | None = None, heading: str = "Rules") -> list[str]:
    return [one.question for one in proposed([chunk(text, spot=spot, heading=heading)], split=split_sentences)]


def chunk(text: str, *, start: int = 0, spot: Spot | None = None, heading: str = "Rules") -> Chunk:
    return Chunk(text, start, start + len(text), Section(heading, spot or Whole()))


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The deposit is 50 euros.", "How much is the deposit?"),
        ("Quiet hours are from 22:00 to 07:00.", "When are the quiet hours?"),
        ("The library opens at 9:00.", "When does the library open?"),
        ("The reading room opens at nine in the morning.", "When does the reading room open?"),
        ("A late book costs 20 cents a day.", "How much does a late book cost?"),
        ("Helmets cost £2 a day.", "How much do helmets cost?"),
        ("The loan period is three weeks.", "How long is the loan period?"),
        ("The trial period lasts three months.", "How long does the trial period last?"),
        ("The speed limit is 3 knots.", "What is the speed limit?"),
        ("The viaduct is 84 metres long.", "How long is the viaduct?"),
        ("The station was built in 1908.", "When was the station built?"),
        ("The lunch club at Mill Lane opened in May 2024.", "When did the lunch club at Mill Lane open?"),
        ("The annual meeting takes place on Saturday at 10:30.", "When does the annual meeting take place?"),
        ("The charity shop is open from Tuesday to Saturday.", "When is the charity shop open?"),
        ("Complaints are answered within 15 working days.", "How soon are complaints answered?"),
        ("The application must be sent by 31 May.", "By when must the application be sent?"),
        ("Undergraduates may borrow up to 12 books.", "How many books may undergraduates borrow?"),
        ("The keys are kept in the safe of the office.", "Where are the keys kept?"),
        ("7.2 The resit fee is £45 per paper.", "How much is the resit fee?"),
        ("“Crew” means all who work on deck.", "What does “Crew” mean?"),
        ("Die Kaution beträgt 50 Euro und wird bei der Abreise zurückgezahlt.", "Wie viel beträgt die Kaution?"),
        ("Ein neuer Ausweis kostet 10 Euro und ist ein Jahr gültig.", "Was kostet ein neuer Ausweis?"),
        ("A bevizsgálás díja 4500 forint, és nem jár vissza.", "Mennyi a bevizsgálás díja?"),
    ],
)
def test_a_sentence_with_subject_verb_and_value_is_asked_for_its_value(sentence: str, question: str) -> None:
    assert questions(sentence) == [question]


@pytest.mark.parametrize(
    "text",
    [
        "It costs 20 euros.",
        "The rest is 30 euros.",
        "The cost is 400 euros.",
        "Each further hour costs £1.50.",
        "The youngest is 16.",
        "The village is 3 km from the sea.",
        "The repair of the storm damage cost 90,000 euros.",
        "Dogs are kept on a lead.",
        "If you are late, the fee is 5 euros.",
        "You may borrow up to 12 books.",
        "Does the library open at 9:00?",
        "Opening hours ............ 12",
        "4 Fees and deposits",
        "Page 3 of 17",
        "# The deposit is 50 euros",
        "- The deposit is 50",
        "Le dépôt est de 50 euros pour la durée du séjour et il est rendu.",
        "",
    ],
)
def test_nothing_is_asked_where_no_rule_is_sure(text: str) -> None:
    assert questions(text) == []


def test_a_name_keeps_its_capital_and_another_word_at_the_beginning_loses_it() -> None:
    text = "Please ask at Reception by night. Reception is open from 8:00. Night rest is from 22:30 to 7:00."
    assert questions(text) == ["When is Reception open?", "When is night rest?"]


def test_where_the_capital_may_be_a_names_nothing_is_asked() -> None:
    assert questions("Parking costs 9 euros a night.") == []


@pytest.mark.parametrize("written", ["## How do I end my membership?", "**How do I end my membership?**"])
def test_a_question_that_the_document_asks_is_answered_below_it(written: str) -> None:
    text = f"# FAQ\n\n{written}\n\nIn writing, at any time.\n\nSomething else."
    [one] = proposed([chunk(text, start=100)], split=split_sentences)
    assert (one.question, one.kind) == ("How do I end my membership?", QuestionKind.ASKED)
    assert text[one.start - 100 : one.end - 100] == "In writing, at any time."


@pytest.mark.parametrize(
    "text",
    [
        "**Can somebody else collect it?**\nYes, with a note.",
        "**And then?**\nYes, with a note.",
        "## How do I cancel my order?\n\n## What does it cost?\n\nNothing.",
        "- Can my child swim alone?\n- Badminton courts",
    ],
)
def test_a_question_that_leans_on_others_or_has_no_answer_below_it_is_not_asked(text: str) -> None:
    assert questions(text) == []


def test_a_row_is_asked_for_a_cell_by_its_name() -> None:
    text = "Part: Band brake; Price: €12.50; Supplier: Ferro\nPart: Spring; Price: €3; Supplier: Ferro"
    assert questions(text, spot=Rows(1, 2)) == [
        "What is the price of “Band brake”?",
        "What is the supplier of “Spring”?",
        "What is the supplier of “Band brake”?",
        "What is the price of “Spring”?",
    ]


def test_a_row_question_knows_its_row() -> None:
    text = "Part: Band brake; Price: 12\nPart: Spring; Price: 3"
    found = proposed([chunk(text, start=40, spot=Rows(1, 2))], split=split_sentences)
    assert [text[one.start - 40 : one.end - 40] for one in found] == text.split("\n")


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ("Name: Mina Okafor; Role: Driver", ["What is the role of Mina Okafor?"]),
        ("Branch: Harbour; Phone: 555-0131", ["What is the phone number of “Harbour”?"]),
        ("Meal: Light lunch; Price per adult: €19", ["What is the price per adult of “Light lunch”?"]),
        ("Part: Spring; Unit price (EUR): 3.20", ["What is the unit price of “Spring”?"]),
        ("Treatment: Travel advice; Duration: 20 min", ["How long does “Travel advice” take?"]),
        ("Part: Spring; Paid: €3", []),
        ("Day: Monday; Price: €3", []),
        ("No: T4101; Price: €3", []),
        ("Part: Spring; Price: –", []),
        ("Night rest: 22:30", []),
    ],
)
def test_only_headers_that_are_sure_to_be_nouns_are_asked_for(row: str, asked: list[str]) -> None:
    assert questions(row, spot=Rows(1, 1)) == asked


def test_a_name_that_two_rows_share_asks_for_neither() -> None:
    rows = [chunk(f"Name: Mina Okafor; Role: {role}", spot=Rows(n, n)) for n, role in enumerate(("Driver", "Clerk"), 1)]
    assert proposed(rows, split=split_sentences) == []


def test_other_sections_and_kinds_come_before_more_of_the_same() -> None:
    fees = chunk("The deposit is 50 euros. The fine is 9 euros.", heading="Fees")
    table = chunk("Part: Spring; Price: 3", start=100, spot=Rows(1, 1), heading="Fees")
    hours = chunk("The library opens at 9:00.", start=200, spot=Page(2), heading="Hours")
    found = proposed([fees, table, hours], split=split_sentences)
    assert [one.question for one in found] == [
        "How much is the deposit?",
        "When does the library open?",
        "What is the price of “Spring”?",
        "How much is the fine?",
    ]
