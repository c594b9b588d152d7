import zlib
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Mark, Page
from ingest.limits import Limits
from ingest.parser import ChildParser
from ingest.pdf import read_pages, read_pdf
from tests.ingest.pdf_files import encrypted, from_objects, image_only_pdf, pdf_of, stream

PAGES = [["First page here.", "It has two lines."], ["Second page."]]


def read(tmp_path: Path, data: bytes, limits: Limits | None = None) -> ParsedDocument:
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    return read_pdf(path, limits or Limits())


def refusal(tmp_path: Path, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableDocument) as refused:
        read(tmp_path, data, limits)
    return str(refused.value)


def page_of(content: bytes) -> bytes:
    return from_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[1/fi/ffi/hyphen 173/softhyphen]>>>>",
    )


def test_pages_become_text_with_a_mark_each(tmp_path: Path) -> None:
    document = read(tmp_path, pdf_of(PAGES))
    assert document.text == "First page here.\nIt has two lines.\n\nSecond page."
    assert document.marks == (Mark(0, Page(1)), Mark(document.text.index("Second"), Page(2)))
    assert (document.pages, document.warnings, document.media_type) == (2, (), MediaType.PDF)


def test_a_wider_gap_makes_a_paragraph(tmp_path: Path) -> None:
    lines = ["One paragraph", "with two lines.", "", "Another one", "with two lines."]
    assert read(tmp_path, pdf_of([lines])).text == ("One paragraph\nwith two lines.\n\nAnother one\nwith two lines.")


def test_words_divided_at_a_line_end_are_whole_again(tmp_path: Path) -> None:
    text = read(tmp_path, pdf_of([["The commit-", "tee met on a Monday."]])).text
    assert text == "The committee met on a Monday."


def test_ligatures_are_spelt_out(tmp_path: Path) -> None:
    assert read(tmp_path, page_of(stream(b"BT /F 12 Tf 72 700 Td (\x01nal o\x02ce) Tj ET"))).text == "final office"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_file_locked_with_an_empty_password_is_read(tmp_path: Path, algorithm: str) -> None:
    data = encrypted(pdf_of(PAGES), user_password="", algorithm=algorithm)
    assert "Second page." in read(tmp_path, data).text


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_file_that_needs_a_password_says_so(tmp_path: Path, algorithm: str) -> None:
    assert "password" in refusal(tmp_path, encrypted(pdf_of(PAGES), user_password="secret", algorithm=algorithm))


def test_a_file_without_pages_says_so(tmp_path: Path) -> None:
    data = from_objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>")
    assert refusal(tmp_path, data) == "The PDF has no pages."


def test_pictures_without_text_are_never_ready(tmp_path: Path) -> None:
    assert "OCR" in refusal(tmp_path, image_only_pdf())


def test_a_page_without_text_is_named_in_a_warning(tmp_path: Path) -> None:
    document = read(tmp_path, pdf_of([["Words."], [], ["More words."], []]))
    assert document.warnings == ("Pages 2, 4 are without text; what they show as pictures cannot be searched.",)
    assert document.pages == len(document.marks) == 4


def test_a_file_cut_off_is_read_or_said_to_be_damaged(tmp_path: Path) -> None:
    whole = pdf_of(PAGES)
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        try:
            assert read(tmp_path, whole[: int(len(whole) * share)]).text
        except UnreadableDocument as error:
            assert "damaged" in str(error) or "no text" in str(error) or "no pages" in str(error)  # noqa: PT017


def test_a_header_alone_is_damaged(tmp_path: Path) -> None:
    assert "damaged" in refusal(tmp_path, b"%PDF-1.7\n")


def test_a_lost_header_is_mended(tmp_path: Path) -> None:
    assert "Second page." in read(tmp_path, pdf_of(PAGES).replace(b"%PDF-1.4", b"%\xe2\xe3\xcf\xd3", 1)).text


def test_a_file_that_unpacks_to_far_more_than_it_weighs_fails_alone(tmp_path: Path) -> None:
    packed = zlib.compress(b"q Q " * 20_000_000)
    path = tmp_path / "bomb.pdf"
    path.write_bytes(page_of(stream(packed, b"/Filter/FlateDecode")))
    with closing(ChildParser(Limits(memory_bytes=32 << 20))) as parser:
        with pytest.raises(UnreadableDocument, match="more than 32 MiB of memory"):
            parser.parse(path, MediaType.PDF)
        path.write_bytes(pdf_of(PAGES))
        assert parser.parse(path, MediaType.PDF).pages == 2


def test_two_thousand_pages_are_read_and_more_than_the_limit_are_not(tmp_path: Path, parser: ChildParser) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf_of([[f"This is page {number}."] for number in range(1, 2_001)]))
    document = parser.parse(path, MediaType.PDF)
    assert document.pages == 2_000
    assert document.marks[1_999] == Mark(document.text.index("This is page 2000."), Page(2_000))
    assert "2,000 pages; at most 1,999" in refusal(tmp_path, path.read_bytes(), Limits(pages=1_999))


def test_more_text_than_the_limit_is_refused(tmp_path: Path) -> None:
    assert "at most 20 can be read" in refusal(tmp_path, pdf_of(PAGES), Limits(text_characters=20))


LOOPS = {
    "page tree": from_objects(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"
    ),
    "form in itself": from_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        stream(b"/X Do"),
        stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"),
    ),
    "table before itself": pdf_of(PAGES).replace(b"startxref", b"/Prev 9\nstartxref"),
    "length that is itself": from_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length 4 0 R>>\nstream\nBT ET\nendstream",
    ),
}


@pytest.mark.parametrize("kind", LOOPS)
def test_a_file_that_loops_ends(kind: str, tmp_path: Path, parser: ChildParser) -> None:
    path = tmp_path / "loop.pdf"
    path.write_bytes(LOOPS[kind])
    try:
        assert parser.parse(path, MediaType.PDF).text
    except UnreadableDocument as error:
        assert len(str(error)) > 20  # noqa: PT017


def test_each_character_knows_where_pdfium_has_it(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(pdf_of([["  The commit-", "tee has met.", "", "Twice."]]))
    with pypdfium2.PdfDocument(path) as document:
        page = read_pages(document, Limits())[0][0]
        start = page.text.index("has met")
        sources = list(page.sources(start, start + len("has met")))
        textpage = document[0].get_textpage()
        assert textpage.get_text_range(sources[0], len(sources)) == "has met"
        textpage.close()
