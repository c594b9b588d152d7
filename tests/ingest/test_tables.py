import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Mark, Rows, Whole
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


def test_one_column_is_not_torn_at_blanks_or_commas() -> None:
    assert lines("Allowed pets\nCats\nSmall dogs\nFish\n") == [
        "Allowed pets: Cats",
        "Allowed pets: Small dogs",
        "Allowed pets: Fish",
    ]
    assert lines("Remark\nGood\nClean, but cold\nBad\n")[1] == "Remark: Clean, but cold"
    assert lines('Remark\n"Clean, but cold"\nBad\n')[0] == "Remark: Clean, but cold"


def test_columns_of_values_may_be_set_apart_by_blanks() -> None:
    assert lines("day time degrees\n2020-01-01 12:00 3.5\n2020-01-02 12:00 4.5\n")[0] == (
        "day: 2020-01-01; time: 12:00; degrees: 3.5"
    )


@pytest.mark.parametrize("hint", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n"])
def test_a_line_that_names_the_delimiter_is_no_text(hint: str) -> None:
    document = read(hint + "Station;Lift, stairs\nAlder;yes, no\nBirch;no, yes\n")
    assert document.text.splitlines() == [
        "Station: Alder; Lift, stairs: yes, no",
        "Station: Birch; Lift, stairs: no, yes",
    ]
    assert document.marks[0].place == Rows(1, 1)


def test_a_second_header_row_goes_below_the_groups_of_the_first() -> None:
    document = read(
        "Branch,2023,,2024,\n,Visitors,Income,Visitors,Income\nHarbour,1200,5400,1350,6100\nMill,640,2900,700,3200\n"
    )
    assert document.text.splitlines()[0] == (
        "Branch: Harbour; 2023 Visitors: 1200; 2023 Income: 5400; 2024 Visitors: 1350; 2024 Income: 6100"
    )
    assert [mark.place for mark in document.marks] == [Rows(1, 1), Rows(2, 2)]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("Name,Weight,Price\n,kg,EUR\nPipe,3,4.5\nTube,5,6.5\n", "Name: Pipe; Weight kg: 3; Price EUR: 4.5"),
        (
            ",2023,2023,2024,2024\nTown,In,Out,In,Out\nBay,1,2,3,4\nLea,5,6,7,8\n",
            "Town: Bay; 2023 In: 1; 2023 Out: 2; 2024 In: 3; 2024 Out: 4",
        ),
        (
            ",Home,,Away,\nTeam,Coach,Captain,Coach,Captain\nOwls,Ada,Bea,Cy,Dan\nLynx,Eve,Flo,Gus,Hal\n",
            "Team: Owls; Home Coach: Ada; Home Captain: Bea; Away Coach: Cy; Away Captain: Dan",
        ),
        (
            "Sales,,,,\n,2023,,2024,\nTown,In,Out,In,Out\nBay,1,2,3,4\nLea,5,6,7,8\n",
            "Town: Bay; 2023 In: 1; 2023 Out: 2; 2024 In: 3; 2024 Out: 4",
        ),
    ],
)
def test_header_rows_are_read_together(table: str, row: str) -> None:
    assert row in lines(table)


@pytest.mark.parametrize(
    "table",
    [
        "Name,,Age\nAnna,x,n/a\nBéla,y,40\nCili,z,50\n",
        "Name,Town\nAnna,Bay\nBéla,Lea\n",
        "Name,,Town\nAnna,x,Bay\nBéla,y,Lea\n",
    ],
)
def test_a_first_row_of_data_is_no_second_header(table: str) -> None:
    assert lines(table)[0].startswith("Name: Anna")


def test_columns_without_a_name_do_not_hide_the_header() -> None:
    assert lines("Name,,,,Town,,,\nAnna,,,,Bay,,,\nBéla,,,,Lea,,,\n") == [
        "Name: Anna; Town: Bay",
        "Name: Béla; Town: Lea",
    ]


def test_what_is_written_at_a_group_s_first_row_only_holds_for_all_of_it() -> None:
    document = read("Region,Town,Sales\nNorth,Bay,5\n,Lea,6\n,Fen,7\n,Ash,8\nSouth,Oak,4\n,Elm,3\n,Fir,2\n,Total,35\n")
    assert document.text.splitlines() == [
        "Region: North; Town: Bay; Sales: 5",
        "Region: North; Town: Lea; Sales: 6",
        "Region: North; Town: Fen; Sales: 7",
        "Region: North; Town: Ash; Sales: 8",
        "Region: South; Town: Oak; Sales: 4",
        "Region: South; Town: Elm; Sales: 3",
        "Region: South; Town: Fir; Sales: 2",
        "Town: Total; Sales: 35",
    ]
    assert document.warnings == ("Empty cells of “Region” were read as the value above them.",)


def test_a_group_within_a_group_ends_with_it() -> None:
    found = lines("Year,Region,Town\n2023,North,Bay\n,,Lea\n,South,Fen\n,,Ash\n2024,North,Oak\n,,Elm\n")
    assert found[3:5] == ["Year: 2023; Region: South; Town: Ash", "Year: 2024; Region: North; Town: Oak"]
    assert found[5] == "Year: 2024; Region: North; Town: Elm"


@pytest.mark.parametrize(
    "table",
    [
        "Name,Town\nAnna,Bay\n,Lea\nBéla,Fen\nCili,Ash\n",
        "Name,Town\nAnna,Bay\n,Lea\nAnna,Fen\n,Ash\n",
        "Name,Town\n,Bay\nAnna,Lea\n,Fen\n,Ash\n",
    ],
)
def test_a_cell_that_is_merely_empty_stays_so(table: str) -> None:
    assert sum(line.startswith("Town: ") for line in lines(table)) == table.count("\n,")
    assert read(table).warnings == ()


def test_a_row_too_long_for_a_passage_is_told_in_pieces_that_all_name_it() -> None:
    header = ",".join(["Person", *(f"Question {number}" for number in range(1, 61))])
    rows = [
        ",".join([f"Respondent {row}", *(f"answer {row}-{number} in a few more words" for number in range(1, 61))])
        for row in range(1, 4)
    ]
    document = read("\n".join([header, *rows]))
    found = document.text.splitlines()
    assert len(found) > 6
    assert all(re.match(r"Person: Respondent \d; Question", line) for line in found)
    assert all(f"Question {number}: answer 2-{number} in" in document.text for number in range(1, 61))
    assert [mark.place for mark in document.marks] == [Rows(1, 1), Rows(2, 2), Rows(3, 3)]
    assert all(
        document.text.startswith(f"Person: Respondent {row}", mark.start) for row, mark in enumerate(document.marks, 1)
    )


def test_a_long_cell_is_told_in_parts_that_name_row_and_column() -> None:
    story = " ".join(f"This is sentence number {number} of the story." for number in range(100))
    found = lines(f"Id,Title,Story\n1,Owls,{story}\n2,Lynx,short\n")
    assert len(found) > 3
    assert all(line.startswith("Id: 1; Title: Owls; Story: This is") for line in found[:-1])
    assert "".join(line.removeprefix("Id: 1; Title: Owls; Story: ") + " " for line in found[:-1]).rstrip() == story


def test_the_key_of_a_long_row_is_as_many_columns_as_tell_rows_apart() -> None:
    note = "some words that go on and on " * 40
    found = lines(f"Town,Year,Note\nBay,2023,{note}\nBay,2024,{note}\nLea,2023,{note}\n")
    assert all(re.match(r"Town: (Bay|Lea); Year: 202[34]; Note: ", line) for line in found)


def test_quotation_marks_that_stand_alone_swallow_no_rows() -> None:
    document = read('Part,Size\nPipe,"5 inch\nTube,"7 inch\n"Rod, long",9\nBar,"two\nlines"\n')
    assert document.text.splitlines() == [
        'Part: Pipe; Size: "5 inch',
        'Part: Tube; Size: "7 inch',
        "Part: Rod, long; Size: 9",
        "Part: Bar; Size: two lines",
    ]
    assert "Quotation marks" in document.warnings[0]


def test_a_doubtful_encoding_is_said_beside_the_table() -> None:
    [warning] = read("Név;Város\nÁrvíztűrő;Győr\nŐrült;Pécs\n".encode("cp1250")).warnings
    assert "Windows-1250" in warning
    assert "guess" in warning


CELLS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=20), st.sampled_from(",;\t|"))
def test_every_cell_of_a_tidy_table_is_found_again(rows: list[list[str]], delimiter: str) -> None:
    file = io.StringIO()
    header = ["First one", "Second one", "Third one"]
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    assert detect_dialect(file.getvalue()).delimiter == delimiter
    document = read(file.getvalue())
    kept = document.text
    assert all(cell in kept for row in rows for cell in row)
    assert len(document.marks) == len(rows)
