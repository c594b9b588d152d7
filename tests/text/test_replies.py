"""What we say ourselves claims nothing of the documents, in each language."""

import pytest

from monitoring.claims.splitting import is_abstention
from text.replies import NearPlace, nearest, no_documents, outline, perhaps, reply_to, still_reading
from text.small_talk import Talk
from text.wording import Language, as_question, not_in_documents

QUESTIONS = {
    Language.ENGLISH: "What does it cost?",
    Language.GERMAN: "Was kostet der Eintritt?",
    Language.HUNGARIAN: "Mennyibe kerül a belépő?",
}
PLACES = (
    NearPlace(1, "guide.pdf", "Wages of drivers", (("page", "12"),)),
    NearPlace(3, "prices.xlsx", None, (("sheet", "2026"), ("rows", "4–5"))),
)


@pytest.mark.parametrize("language", Language)
def test_an_abstention_with_what_stands_near_it_is_an_abstention(language: Language) -> None:
    said = not_in_documents(QUESTIONS[language])
    assert is_abstention(f"{said} {nearest(PLACES, language)}")
    assert is_abstention(f"{said} {nearest(PLACES[:1], language)} {still_reading(['a.pdf', 'b.pdf'], language)}")
    assert is_abstention(f"{perhaps(PLACES[0], language)} {still_reading(['a.pdf'], language)}")


@pytest.mark.parametrize("language", Language)
def test_so_is_that_there_are_no_documents(language: Language) -> None:
    assert is_abstention(no_documents(language))


def test_a_claim_that_begins_like_ours_is_a_claim() -> None:
    assert not is_abstention("Nearest to it: the fee is 5 euros for members and 6 euros for guests.")


def test_places_are_named_as_people_say_them() -> None:
    assert nearest(PLACES, Language.ENGLISH) == (
        "Nearest to it: “Wages of drivers” (guide.pdf, page 12) [1]; prices.xlsx, sheet “2026”, rows 4–5 [3]."
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("talk", Talk)
def test_each_talk_has_a_reply_in_each_language(talk: Talk, language: Language) -> None:
    assert reply_to(talk, language)


def test_an_outline_names_sections_and_what_it_leaves_out() -> None:
    told = outline([("guide.md", [str(n) for n in range(10)]), ("b.txt", [])], Language.ENGLISH, left_out=3)
    assert told.splitlines()[2:] == ["- guide.md: 0, 1, 2, 3, 4, 5, 6, 7, and 2 more", "- b.txt", "- and 3 more"]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("wifi password", "Tell me about wifi password."),
        ("Öffnungszeiten für Kinder", "Sagen Sie mir etwas über Öffnungszeiten für Kinder."),
        ("When does it open", "When does it open"),
        ("the fee for members who come in the evening", "the fee for members who come in the evening"),
    ],
)
def test_key_words_are_a_question_about_them(text: str, question: str) -> None:
    assert as_question(text) == question
