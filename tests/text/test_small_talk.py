"""Small talk is told from questions, and taken off around them."""

import pytest

from text.small_talk import Spoken, Talk, spoken, without_talk
from text.wording import Language

EN, DE, HU = Language.ENGLISH, Language.GERMAN, Language.HUNGARIAN


@pytest.mark.parametrize(
    ("message", "talk", "language"),
    [
        ("Hello!", Talk.GREETING, EN),
        ("hi there, how are you?", Talk.GREETING, EN),
        ("Thanks a lot!", Talk.THANKS, EN),
        ("ok thank you", Talk.THANKS, EN),
        ("Bye", Talk.GOODBYE, EN),
        ("who are you?", Talk.IDENTITY, EN),
        ("What can you do", Talk.IDENTITY, EN),
        ("Hello, are you a robot?", Talk.IDENTITY, EN),
        ("what’s in this file?", Talk.OUTLINE, EN),
        ("Which documents do you have?", Talk.OUTLINE, EN),
        ("what can I ask?", Talk.OUTLINE, EN),
        ("Can I talk to a human?", Talk.PERSON, EN),
        ("I want to speak with a real person please", Talk.PERSON, EN),
        ("you are stupid", Talk.COMPLAINT, EN),
        ("This is not what I asked for", Talk.COMPLAINT, EN),
        ("Danke schön!", Talk.THANKS, DE),
        ("Guten Tag", Talk.GREETING, DE),
        ("Wer bist du?", Talk.IDENTITY, DE),
        ("Welche Dokumente gibt es hier?", Talk.OUTLINE, DE),
        ("Kann ich mit einem Menschen sprechen?", Talk.PERSON, DE),
        ("Köszönöm szépen!", Talk.THANKS, HU),
        ("Jó napot kívánok!", Talk.GREETING, HU),
        ("Ki vagy?", Talk.IDENTITY, HU),
        ("Milyen dokumentumok vannak?", Talk.OUTLINE, HU),
        ("Beszélhetek egy emberrel?", Talk.PERSON, HU),
        ("ok", Talk.REMARK, None),
        ("?", Talk.NOTHING, None),
        ("🙂🙂", Talk.NOTHING, None),
    ],
)
def test_what_is_nothing_but_talk(message: str, talk: Talk, language: Language | None) -> None:
    assert spoken(message) == Spoken(talk, language)


@pytest.mark.parametrize(
    "message",
    [
        "What documents do I need?",
        "Can I talk to a person at the clinic on Sunday?",
        "help with uniforms",
        "What is in the sauna?",
        "Who are the trustees?",
        "Hello, what does it cost?",
        "Thanks. And for children?",
        "wifi password",
        "Welche Dokumente brauche ich?",
        "Milyen dokumentumok kellenek?",
    ],
)
def test_what_asks_something_is_no_talk(message: str) -> None:
    assert spoken(message) is None


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Hi, what does it cost?", "what does it cost?"),
        ("hi what does it cost", "what does it cost"),
        ("Hello Candor! When do you open?", "When do you open?"),
        ("Thanks. And for children?", "And for children?"),
        ("What is the wifi password? Thanks!", "What is the wifi password?"),
        ("Hallo, was kostet der Eintritt?", "was kostet der Eintritt?"),
        ("Szia! Mennyi a díj?", "Mennyi a díj?"),
        ("good morning america", "good morning america"),
        ("Dr. Hill opens at 9.30. When?", "Dr. Hill opens at 9.30. When?"),
        ("thanks", "thanks"),
    ],
)
def test_talk_around_a_question_is_dropped(message: str, question: str) -> None:
    assert without_talk(message) == question
