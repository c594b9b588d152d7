import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Mark, Rows, Section, Whole
from ingest.limits import Limits
from ingest.office.word import read_word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(document: Any) -> ParsedDocument:
    file = io.BytesIO()
    document.save(file)
    return read_bytes(file)


def read_bytes(file: io.BytesIO) -> ParsedDocument:
    return read_word(file, Limits())  # type: ignore[arg-type]  # a file will do where a path does


def changed(document: Any, changes: dict[str, Callable[[str], str]], added: dict[str, str] | None = None) -> io.BytesIO:
    """The document with some of its parts rewritten, and others added."""
    file, new = io.BytesIO(), io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            text = old.read(name)
            archive.writestr(name, changes[name](text.decode()) if name in changes else text)
        for name, part in (added or {}).items():
            archive.writestr(name, part)
    return new


def body(document: Any, xml: str) -> None:
    """Adds a block as Word writes it."""
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml.replace(">", f" {W}>", 1)))


def table(document: Any, *rows: tuple[str, ...]) -> Any:
    made = document.add_table(len(rows), len(rows[0]))
    for line, row in zip(made.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    return made


@pytest.fixture
def document() -> Any:
    return docx.Document()


def test_headings_open_sections_which_the_marks_name(document: Any) -> None:
    document.add_heading("Railway", 0)
    document.add_heading("Opening hours", 1)
    document.add_heading("Summer", 2)
    document.add_paragraph("Open from 9 to 17.")
    document.add_heading("Holidays", 2)
    document.add_paragraph("Closed.")
    parsed = read(document)
    assert parsed.media_type is MediaType.DOCX
    assert parsed.text == "Railway\n\nOpening hours\n\nSummer\n\nOpen from 9 to 17.\n\nHolidays\n\nClosed."
    assert parsed.marks == (
        Mark(0, Section("Railway › Opening hours › Summer", Whole())),
        Mark(parsed.text.index("Holidays"), Section("Railway › Opening hours › Holidays", Whole())),
    )


def test_a_short_bold_line_is_a_heading_and_a_bold_sentence_is_none(document: Any) -> None:
    document.add_paragraph().add_run("Winter").bold = True
    document.add_paragraph().add_run("Mind the step.").bold = True
    parsed = read(document)
    assert parsed.marks == (Mark(0, Section("Winter", Whole())),)


def test_items_have_their_numbers_and_bullets_and_stay_with_what_opens_them(document: Any) -> None:
    document.add_paragraph("You need:")
    for text in ("ticket", "passport"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("dog", style="List Bullet")
    assert read(document).text == "You need:\n1. ticket\n2. passport\n- dog"


def test_levels_are_counted_and_written_as_the_list_says(document: Any) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (kind, pattern) in enumerate([("decimal", "§ %1."), ("lowerLetter", "%1.%2)"), ("upperRoman", "%3")])
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum w:abstractNumId="77" {W}>{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num w:numId="77" {W}><w:abstractNumId w:val="77"/></w:num>'))
    for depth, text in [(0, "a"), (1, "b"), (1, "c"), (2, "d"), (0, "e"), (1, "f")]:
        numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>'
        body(document, f"<w:p><w:pPr>{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    assert read(document).text == "§ 1. a\n  1.a) b\n  1.b) c\n    I d\n§ 2. e\n  2.a) f"


def test_a_table_is_a_line_a_row_with_its_header_and_rows_are_places(document: Any) -> None:
    document.add_heading("Prices", 1)
    table(document, ("Item", "Adult", "Child"), ("Single", "9", "4"), ("Return", "15", "7"))
    document.add_paragraph("Dogs are free.")
    parsed = read(document)
    assert parsed.text == (
        "Prices\n\nItem: Single; Adult: 9; Child: 4\nItem: Return; Adult: 15; Child: 7\n\nDogs are free."
    )
    assert [mark.place for mark in parsed.marks] == [
        Section("Prices", Rows(1, 1)),
        Section("Prices", Rows(2, 2)),
        Section("Prices", Whole()),
    ]


def test_merged_cells_count_at_each_place_that_they_cover(document: Any) -> None:
    made = table(
        document,
        ("Item", "2024", "", "Note"),
        ("", "Adult", "Child", ""),
        ("Single", "9", "4", "one way"),
        ("", "10", "5", "weekend"),
    )
    made.cell(0, 1).merge(made.cell(0, 2))
    made.cell(0, 0).merge(made.cell(1, 0))
    made.cell(2, 0).merge(made.cell(3, 0))
    assert read(document).text == (
        "Item: Single; 2024 Adult: 9; 2024 Child: 4; Note: one way\n"
        "Item: Single; 2024 Adult: 10; 2024 Child: 5; Note: weekend"
    )


def test_a_table_of_names_and_values_has_no_header(document: Any) -> None:
    table(document, ("Opening hours", "9 to 17"), ("Phone", "none"))
    assert read(document).text == "Opening hours: 9 to 17\nPhone: none"


def test_what_was_deleted_or_is_hidden_is_not_read_and_what_was_inserted_is(document: Any) -> None:
    body(
        document,
        "<w:p><w:r><w:t xml:space='preserve'>The fee is </w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>6</w:t></w:r></w:ins><w:r><w:t> EUR.</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>",
    )
    assert read(document).text == "The fee is 6 EUR."


def test_raised_digits_do_not_join_the_number_before_them(document: Any) -> None:
    paragraph = document.add_paragraph("10")
    paragraph.add_run("6").font.superscript = True
    paragraph.add_run(" people, the 1")
    paragraph.add_run("st").font.superscript = True
    paragraph.add_run(" of all.")
    assert read(document).text == "10⁶ people, the 1st of all."


def test_a_footnote_stands_below_its_paragraph_with_its_mark(document: Any) -> None:
    body(document, '<w:p><w:r><w:t>It costs 320</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    document.add_paragraph("Next.")
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        'Target="footnotes.xml"/></Relationships>'
    )
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Without tax.</w:t></w:r></w:p></w:footnote>'
    file = changed(
        document,
        {"word/_rels/document.xml.rels": lambda text: text.replace("</Relationships>", relation)},
        {"word/footnotes.xml": f"<w:footnotes {W}>{note}</w:footnotes>"},
    )
    assert read_bytes(file).text == "It costs 320¹\n¹ Without tax.\n\nNext."


def test_a_text_box_is_read_once_and_running_headers_are_not(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "Confidential"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body(
        document,
        f"<w:p><w:r><w:t>Beside it.</w:t><mc:AlternateContent xmlns:mc='{compatible}'><mc:Choice Requires='wps'>"
        f"<w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert read(document).text == "Beside it.\n\nIn a box."


def test_a_table_of_contents_is_no_text(document: Any) -> None:
    gallery = "<w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
    line = "<w:p><w:r><w:t>Prices 4</w:t></w:r></w:p>"
    body(document, f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{line}</w:sdtContent></w:sdt>")
    body(document, "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    assert read(document).text == "In a control."


def test_a_strict_document_reads_as_any_other(document: Any) -> None:
    document.add_heading("Prices", 1)
    document.add_paragraph("Nine.")

    def strict(text: str) -> str:
        text = text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/w"
        )
        return re.sub(r"http://schemas.openxmlformats.org/officeDocument/2006", "http://purl.oclc.org/ooxml/d", text)

    parts = ("word/document.xml", "word/styles.xml", "_rels/.rels", "word/_rels/document.xml.rels")
    parsed = read_bytes(changed(document, dict.fromkeys(parts, strict)))
    assert (parsed.text, parsed.marks[0].place) == ("Prices\n\nNine.", Section("Prices", Whole()))


def test_a_document_without_text_says_so(document: Any) -> None:
    with pytest.raises(UnreadableDocument, match="holds no text"):
        read(document)


def test_entities_are_neither_resolved_nor_fetched(document: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("heliotrope")
    document.add_paragraph("&secret;")
    declared = f'<!DOCTYPE d [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'
    file = changed(
        document,
        {"word/document.xml": lambda text: re.sub(r"(<w:document)", rf"{declared}\1", text).replace("&amp;", "&")},
    )
    with pytest.raises(UnreadableDocument, match="damaged"):
        read_bytes(file)


def test_a_note_right_below_a_table_that_has_its_mark_is_read_with_it_and_any_other_is_not(document: Any) -> None:
    document.add_heading("Ferries", 1)
    table(document, ("Line", "Summer"), ("Red*", "7:10"), ("Blue", "9:15"))
    document.add_paragraph("* Not on Sundays.")
    document.add_paragraph("† No dogs.")
    parsed = read(document)
    assert parsed.text.endswith("Line: Blue; Summer: 9:15\n* Not on Sundays.\n\n† No dogs.")
    assert [mark.place for mark in parsed.marks][-2:] == [Section("Ferries", Rows(2, 2)), Section("Ferries", Whole())]
