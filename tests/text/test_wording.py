"""What is said to people is said in their language."""

import pytest

from monitoring.claims.splitting import is_abstention, split_claims
from text.wording import Language, language_of, no_answer_to, reply_to_no_question


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "?!", "Hello!", "Good morning", "thanks a", "Szia!", "Jó napot!"])
def test_a_greeting_is_met_politely(text: str) -> None:
    reply = reply_to_no_question(text)
    assert (reply is None) == (text == "thanks a")


def test_languages_are_told_apart() -> None:
    english = ["What is the fee?", "Who is Péter Kovács?", "OK", "A fee?"]
    hungarian = ["Mennyi a díj?", "Mikor nyit?", "mennyi az ára", "Szűrő csere", "Köszönöm"]
    assert {language_of(text) for text in english} == {Language.ENGLISH}
    assert {language_of(text) for text in hungarian} >= {Language.HUNGARIAN}


@pytest.mark.parametrize(
    "part",
    [
        "What does a new one cost?",
        "How long does “it” take?",
        "Wann öffnet das Bad?",
        "Mikor nyit a strand?",
        "The sauna?",
    ],
)
def test_that_a_part_was_not_found_is_no_claim(part: str) -> None:
    assert is_abstention(no_answer_to(part))
    assert split_claims(f"It costs 5 euros [1].\n\n{no_answer_to(part)}\n\nIt is free [2].") == (
        *split_claims("It costs 5 euros [1]."),
        split_claims(f"It costs 5 euros [1].\n\n{no_answer_to(part)}\n\nIt is free [2].")[-1],
    )


def test_what_somebody_says_in_such_words_is_a_claim() -> None:
    assert split_claims("No answer to “the riddle” was found in the documents, but it is 42.")
