import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import MediaType
from domain.errors import Invalid, Unsupported
from ingest.formats import NAME_CHARACTERS, media_type_of, safe_name
from server.cli.commands.documents import _SUFFIXES
from ui.marks import ACCEPTED


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "content %PDF-1.7")
    return file.getvalue()


def odf(kind: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
    return file.getvalue()


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("report.pdf", b"%PDF-1.7\n", MediaType.PDF),
        ("report.PDF", b"rubbish\n%PDF-1.4\n", MediaType.PDF),
        ("headless.pdf", b"%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>", MediaType.PDF),
        ("really-a-pdf.txt", b"%PDF-1.7\n", MediaType.PDF),
        ("about-pdf.md", b"# The header\n\nA file starts with %PDF-1.7.", MediaType.MARKDOWN),
        ("staff.csv", b"a;b\n", MediaType.CSV),
        ("staff.tsv", b"a\tb\n", MediaType.CSV),
        ("notes.txt", b"hello", MediaType.TEXT),
        ("pep.rst", b"hello", MediaType.TEXT),
        ("LICENSE", b"hello", MediaType.TEXT),
        ("readme.markdown", b"hello", MediaType.MARKDOWN),
        ("letter.docx", zipped("[Content_Types].xml", "word/document.xml"), MediaType.DOCX),
        ("letter.txt", zipped("word/document.xml"), MediaType.DOCX),
        ("macros.docm", zipped("[Content_Types].xml", "docProps/thumbnail.jpeg"), MediaType.DOCX),
        ("sheet.csv", zipped("xl/workbook.xml"), MediaType.XLSX),
        ("talk.docx", zipped("[Content_Types].xml", "ppt/presentation.xml", "ppt/embeddings/xl/a"), MediaType.PPTX),
        ("text.odt", odf("text"), MediaType.ODT),
        ("page.html", b"<p>Hello", MediaType.HTML),
        ("table.xls", b"\xef\xbb\xbf <!DOCTYPE html><html>", MediaType.HTML),
        ("message.eml", b"Subject: hello", MediaType.EML),
    ],
)
def test_a_file_is_what_its_content_and_then_its_name_say(name: str, head: bytes, expected: MediaType) -> None:
    assert media_type_of(name, head) is expected


@pytest.mark.parametrize(
    ("name", "head", "named"),
    [
        ("invoice.pdf", zipped("a.txt"), "ZIP archive"),
        ("unknown.txt", zipped("[Content_Types].xml"), "an Office document"),
        ("sheet.ods", odf("spreadsheet"), "Save it as .xlsx"),
        ("talk.odp", odf("presentation"), "Save it as .pptx"),
        ("old.csv", OLD_OFFICE, "old Office document"),
        ("old.doc", OLD_OFFICE, "an old Word document (.doc)"),
        ("old.doc", OLD_OFFICE, "Save it as .docx and"),
        ("old.xls", OLD_OFFICE, "Save it as .xlsx and"),
        ("old.ppt", OLD_OFFICE, "Save it as .pptx and"),
        ("mail.msg", OLD_OFFICE, "Save it as .eml and"),
        ("locked.docx", OLD_OFFICE, "Save a copy without a password"),
        ("letter.rtf", b"{\\rtf1", "Save it as .docx"),
        ("letter.docx", b"hello", "named .docx but is none inside"),
        ("photo.pdf", b"\x89PNG\r\n\x1a\n", "PNG picture"),
        ("page.pdf", b"<!DOCTYPE html><html>", "not a PDF"),
        ("error.pdf", b"Not found", "not a PDF"),
        ("data.json", b"{}", ".json"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_can(name: str, head: bytes, named: str) -> None:
    with pytest.raises(Unsupported, match="PDF, DOCX, XLSX, PPTX, ODT, HTML, EML, CSV, TXT and Markdown") as refusal:
        media_type_of(name, head)
    assert named in str(refusal.value)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Invalid, match="empty"):
        media_type_of("report.pdf", b"")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\bér.csv", "bér.csv"),
        ("two\nlines\r.txt", "two lines .txt"),
        ("evil\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "evilfdp.exe"),
        ("\N{RIGHT-TO-LEFT MARK}\x00\x1bplain.txt", "plain.txt"),
        ("", "document"),
        ("../..", "document"),
        (" ... ", "document"),
        ("\ud800.txt", "txt"),
        ("a  \u2028 b.txt", "a b.txt"),
    ],
)
def test_a_name_is_shown_without_folders_and_tricks(name: str, shown: str) -> None:
    assert safe_name(name) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = safe_name("x" * 300 + ".pdf")
    assert len(shown) == NAME_CHARACTERS
    assert shown.endswith("….pdf")


@given(st.text())
def test_a_safe_name_is_short_visible_and_stays_as_it_is(name: str) -> None:
    shown = safe_name(name)
    assert 0 < len(shown) <= NAME_CHARACTERS
    assert not any(unicodedata.category(character).startswith("C") for character in shown)
    assert "/" not in shown
    assert "\\" not in shown
    assert safe_name(shown) == shown


def test_page_and_command_line_offer_what_can_be_read_and_nothing_else() -> None:
    assert set(ACCEPTED.split(",")) == _SUFFIXES
    beginnings = {".docx": zipped("word/"), ".docm": zipped("word/"), ".odt": odf("text"), ".pdf": b"%PDF-1.7"}
    beginnings |= dict.fromkeys([".xlsx", ".xlsm"], zipped("xl/")) | dict.fromkeys([".pptx", ".pptm"], zipped("ppt/"))
    for suffix in _SUFFIXES:
        assert media_type_of(f"file{suffix}", beginnings.get(suffix, b"text"))
