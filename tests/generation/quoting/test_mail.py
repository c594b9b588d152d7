"""Of a mail its own text is quoted: no line of its head, and no earlier mail in it, unless the question is of that."""

from dataclasses import replace

import pytest

from domain.answers import Claim
from domain.documents import Passage
from generation.quoting.mail import is_beside_its_text
from tests.generation.passages import passage

OWN = "The gate shuts at six."
HEAD = "From: Ann Lee <ann@oak.example>\nTo: wardens@oak.example"
QUOTED = "> The gate shuts at eight."
TEXT = f"{HEAD}\n\n{OWN}\n\nOn Tue, 3 Mar, Tom Reed <tom@oak.example> wrote:\n{QUOTED}"
MAIL = passage(TEXT, document="gate.eml")
WHEN = "When does the gate shut?"


def beside(part: str, question: str, mail: Passage = MAIL) -> bool:
    start = mail.text.index(part)
    return is_beside_its_text(mail, Claim(part, start, start + len(part)), question)


def test_its_own_text_is_no_other() -> None:
    assert [beside(part, WHEN) for part in (HEAD, OWN, QUOTED)] == [True, False, True]


def test_who_wrote_and_what_somebody_said_before_can_be_asked() -> None:
    assert not beside(HEAD, "Who sent the mail about the gate?")
    assert not beside(QUOTED, "When did Tom say the gate shuts?")


@pytest.mark.parametrize(
    "question", ["Who wrote about the gate?", "Wer hat das geschrieben?", "Ki küldte a levelet?", "Ann's address?"]
)
def test_its_head_answers_who_asks_for_it(question: str) -> None:
    assert not beside(HEAD, question)


def test_a_field_of_another_document_is_its_own_text() -> None:
    text = "From: Oldport\nThe ferry leaves at noon."
    assert not beside("From: Oldport", "Where does the ferry leave?", passage(text, document="timetable.txt"))


def test_a_quotation_in_another_document_is_its_own_text() -> None:
    text = "As the rule says:\n> The gate shuts at eight."
    plain = replace(MAIL, stored=passage(text, document="rules.md").stored)
    assert not beside(QUOTED, WHEN, plain)
