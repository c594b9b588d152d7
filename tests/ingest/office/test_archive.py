import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from domain.documents import MediaType
from domain.errors import UnreadableDocument
from ingest.office.archive import Archive
from ingest.parser import ChildParser

OFFICE = (MediaType.DOCX, MediaType.XLSX, MediaType.PPTX, MediaType.ODT)


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def word(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("All is well.")
    document.save(str(path))
    return path


@pytest.mark.parametrize("media_type", OFFICE)
@pytest.mark.parametrize("data", [b"PK\x03\x04 and nothing else", b"PK\x05\x06" + bytes(18)], ids=["cut", "empty"])
def test_a_broken_file_says_what_to_do(parser: ChildParser, tmp_path: Path, media_type: MediaType, data: bytes) -> None:
    path = tmp_path / "broken"
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument, match="save it again"):
        parser.parse(path, media_type)


@pytest.mark.parametrize("media_type", OFFICE)
def test_a_document_of_another_kind_is_no_crash(parser: ChildParser, tmp_path: Path, media_type: MediaType) -> None:
    path = packed(tmp_path / "other.zip", {"[Content_Types].xml": b"<Types/>", "a.txt": b"a"})
    with pytest.raises(UnreadableDocument, match="save it again"):
        parser.parse(path, media_type)


def test_a_part_that_unpacks_to_too_much_is_given_up(parser: ChildParser, tmp_path: Path) -> None:
    path = word(tmp_path / "bomb.docx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = packed(path, {**parts, "word/styles.xml": b"<a>" + bytes(129 << 20)})
    with pytest.raises(UnreadableDocument, match="unpacks to more than 128 MiB"):
        parser.parse(bomb, MediaType.DOCX)


def test_a_locked_archive_says_so() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "")
    data = bytearray(file.getvalue())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    with (
        zipfile.ZipFile(io.BytesIO(bytes(data))) as locked,
        pytest.raises(UnreadableDocument, match="locked with a password"),
    ):
        Archive(locked)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_a_document_type_is_refused(
    parser: ChildParser, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "entities.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "value"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = '<!DOCTYPE a [<!ENTITY b "c">]>' + parts["xl/worksheets/sheet1.xml"].decode()
    packed(path, {**parts, "xl/worksheets/sheet1.xml": sheet.encode(encoding)})
    with pytest.raises(UnreadableDocument, match="save it again"):
        parser.parse(path, MediaType.XLSX)


def test_elements_nested_without_end_are_refused(parser: ChildParser, tmp_path: Path) -> None:
    path = word(tmp_path / "deep.docx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    packed(path, {**parts, "word/document.xml": b"<a>" * 100_000 + b"</a>" * 100_000})
    with pytest.raises(UnreadableDocument, match="save it again"):
        parser.parse(path, MediaType.DOCX)


def test_a_document_is_read_in_a_child(parser: ChildParser, tmp_path: Path) -> None:
    assert parser.parse(word(tmp_path / "good.docx"), MediaType.DOCX).text == "All is well."
