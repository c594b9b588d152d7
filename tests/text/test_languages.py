"""A text's language shows in its commonest words; names and short answers show none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.languages import likely_language


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
