"""A document's own date and version are found in its head, its end and its name; a date that it tells of is not."""

import pytest

from domain.stated import Stated
from text.stating import stated


def values(found: Stated) -> dict[str, str]:
    return {name: fact.value for name, fact in found.facts() if name != "title"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Library rules\nValid from 1 March 2024\n\nBooks are lent.", {"valid_from": "2024-03-01"}),
        ("Library rules\nEffective date: 2024-03-01", {"valid_from": "2024-03-01"}),
        ("Library rules\nIn force since March 2024", {"valid_from": "2024-03"}),
        ("Library rules\nEffective 03/04/2024", {"valid_from": "2024"}),
        ("Library\n\nThese rules come into force on 1 March 2024.", {"valid_from": "2024-03-01"}),
        ("# Library rules\n\n**Fourth edition, valid from 2024**", {"valid_from": "2024", "version": "4"}),
        ("Library rules\nVersion 3.1, January 2025", {"version": "3.1", "dated": "2025-01"}),
        ("Library rules v2.0\nlast updated: 5 May 2023", {"version": "2.0", "dated": "2023-05-05"}),
        ("Library rules 2024\n\nBooks are lent.", {"dated": "2024"}),
        ("Minutes of the council\nMonday, 3 March 2025, 18:00", {"dated": "2025-03-03"}),
        ("Library rules\nValid until 31 December 2024", {"valid_until": "2024-12-31"}),
        (
            "Library rules\nValid from 1 March 2024 until 30 June 2025",
            {"valid_from": "2024-03-01", "valid_until": "2025-06-30"},
        ),
        ("Library rules\n\nThis edition replaces the rules of 2022.", {"replaces": "the rules of 2022"}),
        ("Bibliotheksordnung\nGültig ab 1. März 2024", {"valid_from": "2024-03-01"}),
        ("Bibliotheksordnung\nStand: 03/2024", {"dated": "2024-03"}),
        ("Satzung\n\nDiese Satzung tritt am 1. März 2024 in Kraft.", {"valid_from": "2024-03-01"}),
        ("Ordnung\n3. Auflage\nSie ersetzt die Ordnung von 2022.", {"version": "3"}),
        ("Ordnung\n\nDiese Fassung ersetzt die Ordnung von 2022.", {"replaces": "die Ordnung von 2022"}),
        ("Könyvtári szabályzat\nÉrvényes: 2024. március 1-jétől", {"valid_from": "2024-03-01"}),
        ("Könyvtári szabályzat\n2024. március 1-jétől hatályos", {"valid_from": "2024-03-01"}),
        ("Szabályzat\n\nJelen szabályzat 2024. március 1-jén lép hatályba.", {"valid_from": "2024-03-01"}),
        ("Szabályzat\n2. kiadás\nUtolsó módosítás: 2024. 03. 01.", {"version": "2", "dated": "2024-03-01"}),
        ("Szabályzat\n\nEz a szabályzat felváltja a 2022-es szabályzatot.", {"replaces": "a 2022-es szabályzatot"}),
    ],
)
def test_what_a_document_says_of_itself_is_found(text: str, expected: dict[str, str]) -> None:
    assert values(stated("rules.txt", text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "History of the town\n\nThe bridge was opened on 3 May 1998 and closed in 2010.",
        "Library rules\n\nA season ticket is valid from 1 March 2024 for a year.",
        "Library rules\n\nThe discount applies from 1 March 2024.",
        "Library rules\n\nA new card replaces the old card.",
        "Library rules\n\nValid cards are shown at the desk. Since 2019 there are two desks.",
        "Library rules\n\nUnder the contract with Archive Ltd, an edition of 2023 is valid until 2030.",
        "Software manual\n\nIt needs the program Lend, version 5.2, and Windows 11.",
        "Letter\n\nBooks were bought. The shelf of 12 March 2024 is full, he said, and the date 5 May 2023 is wrong.",
    ],
)
def test_the_date_of_what_a_document_tells_is_not_its_own(text: str) -> None:
    assert values(stated("library.txt", text)) == {}


def test_a_rule_at_the_end_says_when_all_of_it_comes_into_force() -> None:
    long = "Statutes of the club\n\n" + "Members pay a fee. " * 500 + "\n\n§ 14 These statutes apply from 1 May 2024.\n"
    found = stated("statutes.txt", long)
    assert values(found) == {"valid_from": "2024-05-01"}
    assert found.valid_from is not None
    assert long[found.valid_from.start :].startswith("§ 14 These statutes")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("handbook 2025.pdf", {"dated": "2025"}),
        ("leave-rules-2022.txt", {"dated": "2022"}),
        ("rules_20240301.txt", {"dated": "2024-03-01"}),
        ("minutes of 12 March 2025.docx", {"dated": "2025-03-12"}),
        ("rules2024.pdf", {"dated": "2024"}),
        ("Preisliste Stand 03-2024.pdf", {"dated": "2024-03"}),
        ("policy_v1.2_final.docx", {"version": "1.2"}),
        ("IMG_2041.pdf", {}),
        ("invoice-1029384.pdf", {}),
    ],
)
def test_a_files_name_speaks_where_the_text_is_silent(name: str, expected: dict[str, str]) -> None:
    assert values(stated(name, "Some words of no date at all, in a sentence.")) == expected


def test_what_the_text_says_goes_before_the_name() -> None:
    found = stated("handbook 2023.pdf", "Staff handbook\nRevised in May 2024")
    assert found.dated is not None
    assert (found.dated.value, found.dated.quote, found.dated.start) == ("2024-05", "Revised in May 2024", 15)


def test_the_title_is_what_stands_on_top_and_no_date() -> None:
    found = stated("a.md", "# Opening hours\n\n*Last changed in May 2024*\n\n## Desk\n\nWe open at nine.")
    assert found.title is not None
    assert found.title.value == "Opening hours"
