"""What a document states is shown as people say it."""

import pytest

from domain.stated import NOTHING_STATED
from text.describing import described, spoken_date
from text.stating import stated


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rules\nVersion 3.1, valid from 1 March 2024", "version 3.1, valid from 1 March 2024"),
        ("Rules\nJanuary 2025", "of January 2025"),
        ("Rules 2025", "of 2025"),
        ("Rules 2024\nValid from 2024-03-01 until 31 May 2025", "valid from 1 March 2024, valid until 31 May 2025"),
    ],
)
def test_version_and_dates_are_said_in_a_few_words(text: str, said: str) -> None:
    assert described(stated("rules.txt", text)) == said


def test_of_nothing_stated_nothing_is_said() -> None:
    assert described(NOTHING_STATED) == ""


def test_a_date_is_said_in_the_language_of_the_reader() -> None:
    said = [
        spoken_date(iso, language) for language in ("en", "de", "hu", "fr") for iso in ("2024-03-01", "2024-03", "2024")
    ]
    assert said == [
        "1 March 2024", "March 2024", "2024", "1. März 2024", "März 2024", "2024",
        "2024. március 1.", "2024. március", "2024", "1 March 2024", "March 2024", "2024",
    ]  # fmt: skip
