"""Which kind of document a file is, by its name and its first bytes, and what it may be called."""

import re
import unicodedata
from pathlib import PurePosixPath

from domain.documents import MediaType
from domain.errors import Invalid, Unsupported

HEAD_BYTES = 4096
"""How many of a file's first bytes `media_type_of` wants to see."""

NAME_CHARACTERS = 150
_FALLBACK_NAME = "document"
_SUFFIX_CHARACTERS = 10

_READABLE = "PDF, CSV, TXT and Markdown can be read"

_BY_SUFFIX = {
    ".pdf": MediaType.PDF,
    ".csv": MediaType.CSV,
    ".tsv": MediaType.CSV,
    ".tab": MediaType.CSV,
    ".psv": MediaType.CSV,
    ".ssv": MediaType.CSV,
    ".txt": MediaType.TEXT,
    ".text": MediaType.TEXT,
    ".log": MediaType.TEXT,
    ".rst": MediaType.TEXT,
    ".adoc": MediaType.TEXT,
    ".org": MediaType.TEXT,
    "": MediaType.TEXT,
    ".md": MediaType.MARKDOWN,
    ".markdown": MediaType.MARKDOWN,
}

_ZIP = b"PK\x03\x04"
# What tells the formats apart that are ZIP archives underneath: a part that stands near the front.
_ZIP_KINDS = {
    b"word/": "a Word document (.docx)",
    b"xl/": "an Excel workbook (.xlsx)",
    b"ppt/": "a PowerPoint presentation (.pptx)",
    b"opendocument.text": "an OpenDocument text (.odt)",
    b"opendocument.spreadsheet": "an OpenDocument spreadsheet (.ods)",
    b"opendocument.presentation": "an OpenDocument presentation (.odp)",
    b"epub+zip": "an e-book (.epub)",
    b"[Content_Types].xml": "an Office document",
}
_SIGNATURES = {
    b"PK\x05\x06": "an empty ZIP archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document (.doc, .xls, .ppt)",
    b"{\\rtf": "an RTF document",
    b"\x89PNG\r\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "a database",
    b"%!PS": "a PostScript file",
}


def media_type_of(name: str, head: bytes) -> MediaType:
    """The kind of a file called `name` that begins with `head` (`HEAD_BYTES` of it, all where it is shorter).

    Content goes before the name: a PDF is one whatever it is called. Raises `Invalid` for an empty file and
    `Unsupported`, which says what it is instead.
    """
    shown = safe_name(name)
    if not head:
        raise Invalid(f"“{shown}” is empty (0 bytes).")
    if head.lstrip().startswith(b"%PDF-"):
        return MediaType.PDF
    foreign = _foreign_kind(head)
    if foreign is not None:
        raise Unsupported(f"“{shown}” is {foreign}; {_READABLE}. {_way_out(foreign)}")
    suffix = PurePosixPath(shown).suffix.lower()
    media_type = _BY_SUFFIX.get(suffix)
    if media_type is None:
        raise Unsupported(f"“{shown}”: files of the kind “{suffix}” cannot be read; {_READABLE}.")
    if media_type is MediaType.PDF and not _like_pdf(head):
        raise Unsupported(f"“{shown}” is named .pdf but is not a PDF inside; {_READABLE}.")
    return media_type


def safe_name(name: str) -> str:
    """`name` as it may be shown: no folders, no control or direction marks, at most `NAME_CHARACTERS`, never empty.

    Bytes are kept by their hash, so two documents may share a name.
    """
    visible = "".join(_visible(character) for character in unicodedata.normalize("NFC", name))
    last = re.split(r"[/\\]", visible)[-1]
    shown = re.sub(r"\s+", " ", last).strip(" .") if last.strip(" .") else ""
    if not shown:
        return _FALLBACK_NAME
    if len(shown) <= NAME_CHARACTERS:
        return shown
    suffix = PurePosixPath(shown).suffix
    if len(suffix) > _SUFFIX_CHARACTERS:
        suffix = ""
    return shown[: NAME_CHARACTERS - 1 - len(suffix)].rstrip() + "…" + suffix


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Zl", "Zp"} or character in "\t\r\n\v\f":
        return " "
    return "" if category.startswith("C") else character


def _foreign_kind(head: bytes) -> str | None:
    if head.startswith(_ZIP):
        return next((kind for part, kind in _ZIP_KINDS.items() if part in head), "a ZIP archive")
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            return kind
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    return "a web page (HTML)" if start.startswith((b"<!doctype html", b"<html")) else None


def _way_out(kind: str) -> str:
    if "archive" in kind:
        return "Unpack it and upload the files in it."
    if "picture" in kind:
        return "Run text recognition (OCR) on it and upload the PDF that this gives."
    if "xls" in kind or "spreadsheet" in kind:
        return "Save it as CSV or PDF and upload that."
    return "Save it as PDF and upload that."


def _like_pdf(head: bytes) -> bool:
    """PDFs may have rubbish before their header, or have lost it."""
    return b"%PDF-" in head[:1024] or re.search(rb"\d+ \d+ obj\b", head) is not None
