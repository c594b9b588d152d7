"""Glossaries in plain text."""

import pytest

from ingest.definitions import with_terms


def test_a_term_stands_before_its_meaning_on_one_line() -> None:
    glossary = (
        "Terms\n\nclone\n    A complete copy (or all).\n\nmerge\n  To apply the changes of one\n  branch to another.\n"
    )
    said = "Terms\n\nclone: A complete copy (or all).\n\nmerge: To apply the changes of one\n  branch to another.\n"
    assert with_terms(glossary) == said


@pytest.mark.parametrize(
    "text",
    [
        "Example\n    print(1) is what it says = one.\n",
        "Address\n    12 Mill Lane, Almsford.\n",
        "The days on which nobody works are\n    Sundays and all public holidays.\n",
        "Example\n    Some lines of text that never end",
        "A line of prose.\n    Another one that is indented below it.\n",
    ],
)
def test_what_is_no_term_with_its_meaning_stays_as_it_is(text: str) -> None:
    assert with_terms(text) == text
