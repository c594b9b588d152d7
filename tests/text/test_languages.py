"""A text's language shows in its commonest words; names and short answers show none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.languages import foreign, likely_language, speaks_foreign


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The museum is closed on Mondays.", "en"),
        ("Sales rose by 5 percent.", "en"),
        ("Some rooms have a balcony.", "en"),
        ("Yes.", "en"),
        ("Das Museum ist montags geschlossen.", "de"),
        ("Der Eintritt kostet fünf Euro.", "de"),
        ("Kinder zahlen die Hälfte und fahren frei.", "de"),
        ("Öffnet um acht Uhr.", "de"),
        ("Nein.", "de"),
        ("A múzeum hétfőnként zárva tart.", "hu"),
        ("A könyvtár nyolckor nyit.", "hu"),
        ("A belépő 2400 Ft, és gyerekeknek ingyenes.", "hu"),
        ("Igen.", "hu"),
        ("图书馆六点关闭。", "und"),
        ("Музей закрыт по понедельникам.", "und"),
    ],
)
def test_common_words_and_letters_show_a_language(text: str, language: str) -> None:
    assert likely_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "45 euros",
        "10 am–5 pm",
        "World War II.",
        "Paul Erdős",
        "Zürich",
        "John von Neumann",
        "Rio de Janeiro",
        "El Paso",
        "Meg Ryan",
        "MIT",
        "5 ha",
        "220 volt",
        "👍",
    ],
)
def test_a_name_or_a_figure_alone_shows_none(text: str) -> None:
    assert likely_language(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "A single ticket costs 38 euros.",
        "A van costs 50 euros.",
        "A dog needs a muzzle.",
        "Anna lives in Zürich.",
        "A café opened.",
        "Open 10 am to 5 pm.",
        "Erdős was born in 1913.",
    ],
)
def test_english_with_words_and_names_that_others_have_too_stays_english(text: str) -> None:
    assert likely_language(text) == "en"


@given(st.text())
def test_any_text_has_a_language_of_the_known_ones_or_none(text: str) -> None:
    assert likely_language(text) in {"en", "de", "hu", "und", None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The reading room is open until nine.", False),
        ("Az olvasóterem kilencig van nyitva.", True),
        ("Der Lesesaal ist bis neun geöffnet.", True),
        ("La salle de lecture est ouverte jusqu'à neuf heures.", True),
        ("La sala de lectura está abierta hasta las nueve.", True),
        ("Czytelnia jest otwarta do dziewiątej.", True),
        ("Читальный зал открыт до девяти.", True),
        ("Το αναγνωστήριο είναι ανοιχτό ως τις εννέα.", True),
        ("Tarnbeck 4410; 12.50", None),
    ],
)
def test_a_text_in_another_language_than_english_is_told(text: str, expected: bool | None) -> None:  # noqa: FBT001
    assert foreign(text) is expected


def test_a_foreign_word_makes_no_foreign_document() -> None:
    english = ["The rooms are at the back of the house."] * 9
    assert not speaks_foreign([*english, "Hotel zur Post, das Haus und der Garten."])
    assert speaks_foreign([*english, *["A szobák a ház mögött vannak, és nem zárhatók."] * 4])
