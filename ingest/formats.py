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

_READABLE = "PDF, DOCX, XLSX, PPTX, ODT, HTML, EML, CSV, TXT and Markdown can be read"

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
    ".docx": MediaType.DOCX,
    ".docm": MediaType.DOCX,
    ".dotx": MediaType.DOCX,
    ".xlsx": MediaType.XLSX,
    ".xlsm": MediaType.XLSX,
    ".xltx": MediaType.XLSX,
    ".pptx": MediaType.PPTX,
    ".pptm": MediaType.PPTX,
    ".ppsx": MediaType.PPTX,
    ".potx": MediaType.PPTX,
    ".odt": MediaType.ODT,
    ".ott": MediaType.ODT,
    ".html": MediaType.HTML,
    ".htm": MediaType.HTML,
    ".xhtml": MediaType.HTML,
    ".eml": MediaType.EML,
}
# Formats that are no text at their beginning, so that a file of such a name must look like one.
_ARCHIVES = {MediaType.DOCX, MediaType.XLSX, MediaType.PPTX, MediaType.ODT}

_ZIP = b"PK\x03\x04"
# What tells the formats apart that are ZIP archives underneath: a part that stands near the front.
_ZIP_TYPES = {
    b"word/": MediaType.DOCX,
    b"xl/": MediaType.XLSX,
    b"ppt/": MediaType.PPTX,
    b"opendocument.text": MediaType.ODT,
}
_ZIP_KINDS = {
    b"opendocument.spreadsheet": "an OpenDocument spreadsheet (.ods)",
    b"opendocument.presentation": "an OpenDocument presentation (.odp)",
    b"epub+zip": "an e-book (.epub)",
    b"[Content_Types].xml": "an Office document",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What to save a file as that is of a kind which cannot be read.
_NEW_FORMATS = {
    "spreadsheet": ".xlsx",
    "presentation": ".pptx",
    ".msg": ".eml",
    "old Word": ".docx",
    "old Excel": ".xlsx",
    "old PowerPoint": ".pptx",
    "old Office": ".docx, .xlsx or .pptx",
    "RTF": ".docx",
}
_SIGNATURES = {
    b"PK\x05\x06": "an empty ZIP archive",
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
    `Unsupported`, which says what it is instead and what to do.
    """
    shown = safe_name(name)
    if not head:
        raise Invalid(f"“{shown}” is empty (0 bytes).")
    if head.lstrip().startswith(b"%PDF-"):
        return MediaType.PDF
    suffix = PurePosixPath(shown).suffix.lower()
    named = _BY_SUFFIX.get(suffix)
    if head.startswith(_ZIP):
        return _archived(shown, head, named)
    foreign = _foreign_kind(head, suffix)
    if foreign is not None:
        raise Unsupported(f"“{shown}” is {foreign}; {_READABLE}. {_way_out(foreign)}")
    if named is not MediaType.PDF and _like_web_page(head):
        return MediaType.HTML
    return _as_named(shown, suffix, named, head)


def _as_named(shown: str, suffix: str, named: MediaType | None, head: bytes) -> MediaType:
    """What the name says, where the content does not speak against it. Raises `Unsupported`."""
    if named is None:
        raise Unsupported(f"“{shown}”: files of the kind “{suffix}” cannot be read; {_READABLE}.")
    if named in _ARCHIVES:
        raise Unsupported(
            f"“{shown}” is named {suffix} but is none inside; {_READABLE}. Open it in the program that made it, "
            "save it again and upload that."
        )
    if named is MediaType.PDF and not _like_pdf(head):
        raise Unsupported(f"“{shown}” is named .pdf but is not a PDF inside; {_READABLE}.")
    return named


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


def _archived(shown: str, head: bytes, named: MediaType | None) -> MediaType:
    """Which document an archive is; where its beginning does not tell, its name does. Raises `Unsupported`."""
    found = [(head.index(part), media_type) for part, media_type in _ZIP_TYPES.items() if part in head]
    if found:
        return min(found)[1]
    kind = next((kind for part, kind in _ZIP_KINDS.items() if part in head), "a ZIP archive")
    if named in _ARCHIVES and kind in {"an Office document", "a ZIP archive"}:
        return named
    raise Unsupported(f"“{shown}” is {kind}; {_READABLE}. {_way_out(kind)}")


def _foreign_kind(head: bytes, suffix: str) -> str | None:
    if head.startswith(_OLD_OFFICE):
        return _old_office(suffix)
    return next((kind for signature, kind in _SIGNATURES.items() if head.startswith(signature)), None)


def _old_office(suffix: str) -> str:
    """The same container holds the old formats, messages, and the new formats where they are locked."""
    if _BY_SUFFIX.get(suffix) in _ARCHIVES:
        return "locked with a password, or an old Office document under a new name"
    kinds = {
        ".doc": "Word",
        ".dot": "Word",
        ".xls": "Excel",
        ".xlt": "Excel",
        ".ppt": "PowerPoint",
        ".pps": "PowerPoint",
    }
    if suffix == ".msg":
        return "an Outlook message (.msg)"
    return (
        f"an old {kinds[suffix]} document ({suffix})"
        if suffix in kinds
        else "an old Office document (.doc, .xls, .ppt)"
    )


def _like_web_page(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _way_out(kind: str) -> str:
    if "archive" in kind:
        return "Unpack it and upload the files in it."
    if "picture" in kind:
        return "Run text recognition (OCR) on it and upload the PDF that this gives."
    if "password" in kind:
        return "Save a copy without a password as .docx, .xlsx or .pptx and upload that."
    for part, new in _NEW_FORMATS.items():
        if part in kind:
            return f"Save it as {new} and upload that."
    return "Save it as PDF and upload that."


def _like_pdf(head: bytes) -> bool:
    """PDFs may have rubbish before their header, or have lost it."""
    return b"%PDF-" in head[:1024] or re.search(rb"\d+ \d+ obj\b", head) is not None
