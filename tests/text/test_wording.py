"""What is said to people is said in their language."""

import pytest

from text.wording import Language, language_of, reply_to_no_question


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "?!", "Hello!", "Good morning", "thanks a", "Szia!", "Jó napot!"])
def test_a_greeting_is_met_politely(text: str) -> None:
    reply = reply_to_no_question(text)
    assert (reply is None) == (text == "thanks a")


def test_languages_are_told_apart() -> None:
    english = ["What is the fee?", "Who is Péter Kovács?", "OK", "A fee?"]
    hungarian = ["Mennyi a díj?", "Mikor nyit?", "mennyi az ára", "Szűrő csere", "Köszönöm"]
    assert {language_of(text) for text in english} == {Language.ENGLISH}
    assert {language_of(text) for text in hungarian} >= {Language.HUNGARIAN}
