from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from domain.documents import ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Mark, SheetRows
from ingest.limits import Limits
from ingest.office import workbook
from ingest.office.workbook import read_workbook

PRICES = [("Item", "Adult", "Child"), ("Single", 9, 4.5), ("Return", 15, 7)]


Read = Callable[[Any], ParsedDocument]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(book: Any) -> ParsedDocument:
        path = tmp_path / "as-kept-by-its-hash"
        book.save(path)
        return read_workbook(path, Limits())

    return read


def filled(*rows: Sequence[object], title: str = "Prices") -> Any:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def test_a_sheet_is_named_and_its_rows_are_numbered_as_the_spreadsheet_shows_them(read: Read) -> None:
    book = filled(*PRICES)
    other = book.create_sheet("Dogs")
    other["B3"] = "Dogs are free."
    parsed = read(book)
    assert parsed.text == (
        "Prices\n\nItem: Single; Adult: 9; Child: 4.5\nItem: Return; Adult: 15; Child: 7\n\nDogs\n\nDogs are free."
    )
    assert [mark.place for mark in parsed.marks] == [
        SheetRows("Prices", 1, 1),
        SheetRows("Prices", 2, 2),
        SheetRows("Prices", 3, 3),
        SheetRows("Dogs", 3, 3),
    ]
    assert parsed.marks[0] == Mark(0, SheetRows("Prices", 1, 1))


def test_values_are_as_the_sheet_shows_them(read: Read) -> None:
    book = filled(("Item", "Share", "Since", "Fee"), ("Single", 0.155, datetime.fromisoformat("2024-03-05"), 1234.5))
    for place, number_format in {"B2": "0.0%", "C2": "d mmmm yyyy", "D2": '#,##0.00 "Ft"'}.items():
        book.active[place].number_format = number_format
    assert read(book).text.endswith("Item: Single; Share: 15.5%; Since: 5 March 2024; Fee: 1,234.50 Ft")


def test_a_merged_header_names_all_columns_that_it_covers_and_a_merged_category_all_rows(read: Read) -> None:
    book = filled(
        ("Price list of the railway",),
        ("Zone", "2024", None, "Note"),
        (None, "Adult", "Child", None),
        ("Inner", 9, 4, "one way"),
        (None, 15, 7, "return"),
    )
    for merged in ("A1:D1", "A2:A3", "B2:C2", "D2:D3", "A4:A5"):
        book.active.merge_cells(merged)
    assert read(book).text == (
        "Prices\n\nPrice list of the railway\nZone: Inner; 2024 Adult: 9; 2024 Child: 4; Note: one way\n"
        "Zone: Inner; 2024 Adult: 15; 2024 Child: 7; Note: return"
    )


def test_tables_below_one_another_have_their_own_headers_and_a_gap_keeps_the_one_above(read: Read) -> None:
    book = filled(*PRICES, (), ("Group", 99, 50), (), ("Station", "Platforms", "Lifts"), ("Top", 2, 1), ("Foot", 4, 2))
    assert read(book).text.split("\n\n")[2:] == [
        "Item: Group; Adult: 99; Child: 50",
        "Station: Top; Platforms: 2; Lifts: 1\nStation: Foot; Platforms: 4; Lifts: 2",
    ]


def test_hidden_sheets_and_formulas_that_were_never_computed_are_said(read: Read) -> None:
    book = filled(*PRICES, ("Sum", "=B2+B3"))
    book.create_sheet("Salaries").sheet_state = "hidden"
    book["Salaries"]["A1"] = "secret"
    parsed = read(book)
    assert "secret" not in parsed.text
    assert parsed.warnings[0] == "Hidden sheets were not read: “Salaries”."
    assert parsed.warnings[1].startswith("1 formula has no stored value.")


def test_a_workbook_with_too_many_cells_says_what_to_do(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MAX_CELLS", 5)
    with pytest.raises(UnreadableDocument, match="as CSV"):
        read(filled(*PRICES))


def test_an_empty_workbook_holds_no_text(read: Read) -> None:
    with pytest.raises(UnreadableDocument, match="holds no text"):
        read(openpyxl.Workbook())
