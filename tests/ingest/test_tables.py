import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import Mark, MediaType, ParsedDocument, Rows, Whole
from domain.errors import UnreadableDocument
from ingest.dialects import detect_dialect
from ingest.limits import Limits
from ingest.parser import ChildParser
from ingest.tables import read_table


def read(data: bytes | str) -> ParsedDocument:
    return read_table(data.encode() if isinstance(data, str) else data, Limits())


def lines(data: bytes | str) -> list[str]:
    return read(data).text.splitlines()


STAFF = "Name,Department,Salary\nAnna Kiss,Sales,450000.50\nBéla Nagy,Finance,007\n"
STAFF_LINES = [
    "Name: Anna Kiss; Department: Sales; Salary: 450000.50",
    "Name: Béla Nagy; Department: Finance; Salary: 007",
]


def test_a_row_becomes_text_with_its_column_names_and_number() -> None:
    document = read(STAFF)
    assert document.text.splitlines() == STAFF_LINES
    assert document.marks == (Mark(0, Rows(1, 1)), Mark(len(STAFF_LINES[0]) + 1, Rows(2, 2)))
    assert document.pages is None


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    assert lines(STAFF.replace(",", delimiter).encode(encoding)) == STAFF_LINES


def test_decimal_commas_do_not_part_cells() -> None:
    assert lines("Item;Price\nPen;1,50\nInk;2,75\n") == ["Item: Pen; Price: 1,50", "Item: Ink; Price: 2,75"]


@pytest.mark.parametrize("word", ["NA", "null", "NaN", "None", "1e5", "00012", "1.10", "TRUE"])
def test_values_stay_as_they_are_written(word: str) -> None:
    assert lines(f"Key,Value\nfirst,{word}\n") == [f"Key: first; Value: {word}"]


def test_a_table_without_header_has_numbered_columns() -> None:
    document = read("1,2.5,2020-01-01\n2,3.5,2020-01-02\n")
    assert document.text.splitlines()[0] == "column 1: 1; column 2: 2.5; column 3: 2020-01-01"
    assert document.marks[0].place == Rows(1, 1)


def test_ragged_rows_lose_nothing() -> None:
    assert lines("Name,Age\nAnna,31\nBéla\nCili,40,extra,more\n") == [
        "Name: Anna; Age: 31",
        "Name: Béla",
        "Name: Cili; Age: 40; column 3: extra; column 4: more",
    ]


def test_blank_lines_are_no_rows_and_empty_cells_are_left_out() -> None:
    document = read("Name,Age\n\nAnna,\n,,\n\nBéla,40\n")
    assert document.text.splitlines() == ["Name: Anna", "Name: Béla; Age: 40"]
    assert [mark.place for mark in document.marks] == [Rows(1, 1), Rows(2, 2)]


def test_nul_bytes_are_left_out() -> None:
    assert lines(STAFF.encode().replace(b"Kiss", b"Ki\x00ss")) == STAFF_LINES


def test_quoted_cells_may_hold_delimiters_quotes_and_lines() -> None:
    assert lines('Name,Note\n"Kiss, Anna","said ""yes""\nand left"\n') == [
        'Name: Kiss, Anna; Note: said "yes" and left'
    ]


def test_single_quotes_and_backslashes_are_found() -> None:
    text = "Name,Note\n'Kiss, Anna','it\\'s'\n'Nagy, Béla','he\\'s'\n"
    assert lines(text) == ["Name: Kiss, Anna; Note: it's", "Name: Nagy, Béla; Note: he's"]


def test_a_quotation_mark_that_is_never_closed_is_read_as_it_stands_with_a_warning() -> None:
    document = read('Name,Size\nPipe,"5 inch\nTube,7 inch\n')
    assert document.text.splitlines() == ['Name: Pipe; Size: "5 inch', "Name: Tube; Size: 7 inch"]
    assert "Quotation marks" in document.warnings[0]


def test_lines_above_the_header_keep_their_text_but_are_no_rows() -> None:
    document = read("Staff list 2024,,\nName,Department,Age\nAnna,Sales,31\nBéla,Finance,40\n")
    assert document.text.splitlines()[0] == "Staff list 2024"
    assert [mark.place for mark in document.marks] == [Whole(), Rows(1, 1), Rows(2, 2)]


def test_columns_of_one_name_are_told_apart() -> None:
    assert lines("Name,Age,Age,\nAnna,31,32,x\n") == ["Name: Anna; Age: 31; Age (2): 32; column 4: x"]


@pytest.mark.parametrize("data", ["", "\n\n", ",,\n,,\n"])
def test_an_empty_table_is_refused(data: str) -> None:
    with pytest.raises(UnreadableDocument, match="empty"):
        read(data)


def test_a_huge_cell_is_refused_with_the_figures() -> None:
    with pytest.raises(UnreadableDocument, match="at most 1,000 can be read"):
        read_table(b"Name,Note\nAnna," + b"x" * 2_000 + b"\n", Limits(text_characters=1_000))


def test_a_cell_of_100_megabytes_fails_alone(tmp_path: Path, parser: ChildParser) -> None:
    path = tmp_path / "huge.csv"
    path.write_bytes(b"Name,Note\nAnna," + b"x" * 100_000_000 + b"\n")
    with pytest.raises(UnreadableDocument, match=r"100,000,016 characters.*Split it"):
        parser.parse(path, MediaType.CSV)
    path.write_text(STAFF)
    assert parser.parse(path, MediaType.CSV).text.splitlines() == STAFF_LINES


def test_a_table_that_grows_too_long_by_its_column_names_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="at most 1,000 can be read"):
        read_table(b"A very long column name indeed,Other\n" + b"1,2\n" * 100, Limits(text_characters=1_000))


CELLS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=20), st.sampled_from(",;\t|"))
def test_every_cell_of_a_tidy_table_is_found_again(rows: list[list[str]], delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    assert detect_dialect(file.getvalue()).delimiter == delimiter
    document = read(file.getvalue())
    kept = document.text
    assert all(cell in kept for row in rows for cell in row)
    assert len(document.marks) in {len(rows), len(rows) - 1}
