import io
import zipfile

import pytest

from domain.documents import ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Rows, Section, Whole
from ingest.limits import Limits
from ingest.office.open_document import read_open_document

NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "draw", "manifest")
)
STYLES = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="a" '
    'style:num-suffix=")"/><text:list-level-style-bullet text:level="2"/></text:list-style>'
    '<style:style style:name="Raised"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="Gone"><style:text-properties text:display="none"/></style:style>'
)


def read(body: str, *, manifest: str = "") -> ParsedDocument:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content{NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest{NAMES}>{manifest}</manifest:manifest>")
    return read_open_document(file, Limits())  # type: ignore[arg-type]  # a file will do where a path does


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def test_headings_open_sections() -> None:
    parsed = read(
        '<text:p text:style-name="Title">Guide</text:p><text:h text:outline-level="1">Prices</text:h>'
        "<text:p>Nine.</text:p>"
    )
    assert parsed.text == "Guide\n\nPrices\n\nNine."
    assert [mark.place for mark in parsed.marks] == [Section("Guide › Prices", Whole())]


def test_items_have_their_marks() -> None:
    inner = "<text:list><text:list-item><text:p>adult</text:p></text:list-item></text:list>"
    items = f"<text:list-item><text:p>ticket</text:p>{inner}</text:list-item>"
    items += "<text:list-item><text:p>dog</text:p></text:list-item>"
    parsed = read(f'<text:p>You need:</text:p><text:list text:style-name="L">{items}</text:list>')
    assert parsed.text == "You need:\na) ticket\n  - adult\nb) dog"


def test_merged_cells_count_at_each_place_that_they_cover() -> None:
    head = row(cell("Item"), cell("2024", 'table:number-columns-spanned="2"'), "<table:covered-table-cell/>")
    rows = row(cell("Single", 'table:number-rows-spanned="2"'), cell("9"), cell("4"))
    rows += row("<table:covered-table-cell/>", cell("10"), cell("5"))
    parsed = read(f"<table:table><table:table-header-rows>{head}</table:table-header-rows>{rows}</table:table>")
    assert parsed.text == "Item: Single; 2024: 9; 2024: 4\nItem: Single; 2024: 10; 2024: 5"
    assert [mark.place for mark in parsed.marks] == [Rows(1, 1), Rows(2, 2)]


def test_repeated_rows_and_cells_without_end_are_bounded() -> None:
    many = 'table:number-columns-repeated="1000000"'
    empty = f'<table:table-row table:number-rows-repeated="1000000">{cell("", many)}</table:table-row>'
    parsed = read(f"<table:table>{row(cell('a'), cell('b'))}{empty}</table:table>")
    assert parsed.text == "a: b"


def test_notes_boxes_raised_digits_and_blanks_are_read_and_what_was_deleted_or_is_hidden_is_not() -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>About.</text:p></text:note-body>"
        "</text:note>"
    )
    parsed = read(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        f'<text:p>10<text:span text:style-name="Raised">6</text:span><text:s/>m{note}\n'
        'wide<text:span text:style-name="Gone">secret</text:span>.<draw:frame><draw:text-box><text:p>Box.</text:p>'
        "</draw:text-box></draw:frame></text:p>"
    )
    assert parsed.text == "10⁶ m¹ wide.\n¹ About.\n\nBox."


def test_a_locked_document_says_so() -> None:
    locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    with pytest.raises(UnreadableDocument, match="locked with a password"):
        read("<text:p>x</text:p>", manifest=locked)
