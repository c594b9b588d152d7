"""The cells of tables, as they leave the parse child for those who compute over them."""

from pathlib import Path

import openpyxl

from domain.documents import MediaType
from domain.kept_tables import CellTable, unpacked
from ingest import cell_tables
from ingest.cell_tables import Cells, CellTables
from ingest.limits import Limits
from ingest.office.workbook import read_workbook
from ingest.plain import read_text
from ingest.tables import read_table
from ingest.web_page import read_web_page

CSV = "City;Orders;Note\nPécs;3;\nGyőr;4;late\nEger;0;n/a\n"


def tables_of(text: str) -> tuple[CellTable, ...]:
    return unpacked(read_table(text.encode(), Limits()).tables)


def test_a_csv_is_one_table_whose_cells_stay_as_they_are_written() -> None:
    [table] = tables_of(CSV)
    assert (table.title, table.sheet, table.names) == (None, None, ("City", "Orders", "Note"))
    assert table.rows == ((1, ("Pécs", "3", "")), (2, ("Győr", "4", "late")), (3, ("Eger", "0", "n/a")))


def test_a_table_knows_where_in_the_text_it_stands() -> None:
    document = read_table(("Report of May\n" + CSV).encode(), Limits())
    [table] = unpacked(document.tables)
    assert document.text[table.start : table.end].startswith("City: Pécs")
    assert table.end == len(document.text)


def test_what_is_merged_is_in_every_row_that_it_covers() -> None:
    [table] = tables_of("Region,City,Orders\nNorth,Eger,1\n,Miskolc,2\n,Ózd,3\nSouth,Pécs,4\n,Baja,5\n,Paks,6\n")
    assert [cells[0] for _, cells in table.rows] == ["North"] * 3 + ["South"] * 3


def test_rows_without_column_names_are_no_table() -> None:
    assert tables_of("1,2,3\n4,5,6\n7,8,9\n") == ()


def test_two_rows_are_no_table() -> None:
    assert tables_of("City;Orders\nPécs;3\nGyőr;4\n") == ()


def test_a_table_that_is_too_large_is_left_out_with_a_warning() -> None:
    tables = CellTables()
    cells = Cells(("a", "b"), start=0, title="Big")
    for number in range(cell_tables.MAX_ROWS + 1):
        cells.take(number, ("", ""))
    tables.add(cells)
    assert tables.packed() == b""
    [warning] = tables.warnings()
    assert "“Big” is too large to count and add up in" in warning


def test_each_sheet_is_a_table_with_the_numbers_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "May"
    second = book.create_sheet("June")
    for sheet in (first, second):
        for row in (["City", "Orders"], ["Pécs", 3], ["Győr", 4], ["Eger", 5]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    may, june = unpacked(read_workbook(tmp_path / "a.xlsx", Limits()).tables)
    assert (may.title, may.sheet, june.title) == ("May", "May", "June")
    assert may.rows == ((2, ("Pécs", "3")), (3, ("Győr", "4")), (4, ("Eger", "5")))


def test_parts_of_a_sheet_with_the_same_columns_are_one_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["City", "Orders"], ["Pécs", 3], ["Győr", 4], [], ["City", "Orders"], ["Eger", 5], ["Vác", 6]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    [table] = unpacked(read_workbook(tmp_path / "a.xlsx", Limits()).tables)
    assert [number for number, _ in table.rows] == [2, 3, 6, 7]


def test_a_table_of_a_web_page_is_called_by_its_heading(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{city}</td><td>{n}</td></tr>" for n, city in enumerate(("Pécs", "Győr", "Eger")))
    page = f"<h1>Orders</h1><p>By city.</p><table><tr><th>City</th><th>Open</th></tr>{rows}</table>"
    (tmp_path / "a.html").write_text(f"<html><body>{page}</body></html>")
    document = read_web_page(tmp_path / "a.html", Limits())
    [table] = unpacked(document.tables)
    assert (table.title, table.names) == ("Orders", ("City", "Open"))
    assert "Győr" in document.text[table.start : table.end]


MARKDOWN = """# Guide

What we offer.

## Prices

| Ticket | Adult | Child |
|---|---|---|
| Day | 5.00 | 2.50 |
| Week | 20.00 | 9.00 |
"""


def test_a_table_of_markdown_is_named_by_the_heading_above_it() -> None:
    document = read_text(MARKDOWN.encode(), MediaType.MARKDOWN, Limits())
    [table] = unpacked(document.tables)
    assert (table.title, table.section, table.names) == ("Prices", "Guide › Prices", ("Ticket", "Adult", "Child"))
    assert table.rows == ((1, ("Day", "5.00", "2.50")), (2, ("Week", "20.00", "9.00")))
    assert document.text[table.start : table.end].startswith("Ticket: Day; Adult: 5.00")
    assert table.subject.startswith("# Guide\n\nWhat we offer.")


def test_a_table_of_a_web_page_knows_its_headings_too(tmp_path: Path) -> None:
    rows = "<tr><th>What<th>Fee</tr><tr><td>Key<td>5</tr><tr><td>Card<td>3</tr>"
    (tmp_path / "a.html").write_text(f"<h1>Guide</h1><h2>Fees</h2><table>{rows}</table>")
    [table] = unpacked(read_web_page(tmp_path / "a.html", Limits()).tables)
    assert (table.title, table.section) == ("Fees", "Guide › Fees")


def test_a_file_of_tables_alone_has_no_section() -> None:
    [table] = tables_of(CSV)
    assert (table.section, table.subject, table.page) == (None, "", None)
