"""PDF: opened by PDFium, or mended by pypdf first where PDFium refuses it."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pypdf
import pypdfium2
from pypdf.errors import DependencyError, PyPdfError

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Mark, Page, Place
from ingest.fields import with_fields
from ingest.footnotes import at_their_marks
from ingest.glyphs import read_glyphs
from ingest.headings import places, with_weights
from ingest.hyphens import Vocabulary
from ingest.limits import Limits, too_much_text
from ingest.page_lines import Line, note_lines, page_lines
from ingest.page_tables import Names
from ingest.page_text import PageText, page_text
from ingest.rulings import read_rulings
from ingest.running import without_running_lines
from ingest.saying import numbered_pages

# What pypdf raises, beside its own errors, on files that are broken on purpose.
_BROKEN = (
    PyPdfError,
    DependencyError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OSError,
)

_PASSWORD = "The PDF is locked with a password. Save a copy without one and upload that."  # noqa: S105  # a message
_NO_PAGES = "The PDF has no pages."
_DAMAGED = "The PDF is damaged or cut off and cannot be opened. Open it in a viewer, save it again and upload that."


def read_pdf(path: Path, limits: Limits) -> ParsedDocument:
    """The text of all pages, with a mark for each. Raises `UnreadableDocument`."""
    with opened(path) as document:
        count = len(document)
        if count == 0:
            raise UnreadableDocument(_NO_PAGES)
        if count > limits.pages:
            raise UnreadableDocument(f"The PDF has {count:,} pages; at most {limits.pages:,} can be read. Split it.")
        pages, broken = read_pages(document, limits)
    text = "".join(page.text + page.after for page in pages)[: -len(pages[-1].after)]
    silent = [number for number, page in enumerate(pages, 1) if not page.text and number not in broken]
    if not re.search(r"\w", text):
        raise UnreadableDocument(_without_text(broken))
    return ParsedDocument(text, MediaType.PDF, tuple(_marks(pages)), count, tuple(_warnings(silent, broken)))


@contextmanager
def opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed afterwards. Raises `UnreadableDocument`."""
    document = _open(path)
    try:
        if document.get_formtype() != pypdfium2.raw.FORMTYPE_NONE:
            document.init_forms()
        yield document
    finally:
        document.close()


def read_pages(document: pypdfium2.PdfDocument, limits: Limits) -> tuple[list[PageText], list[int]]:
    """The text of each page, and the numbers of those that could not be read.

    How a page is read depends on all of them: on the words that they have and the lines that they repeat.
    """
    pages, broken = _lines(document, limits)
    vocabulary = Vocabulary(line.text for lines in pages for line in lines)
    pages = [at_their_marks(lines) for lines in without_running_lines(pages)]
    following = [lines[0] if lines else None for lines in pages[1:]] + [None]
    found = zip(pages, following, places(pages), strict=True)
    return [replace(page_text(lines, vocabulary, first), places=tuple(of)) for lines, first, of in found], broken


def page_starts(pages: Sequence[PageText]) -> list[int]:
    """Where each page begins in the document's text."""
    return [0, *accumulate(len(page.text) + len(page.after) for page in pages[:-1])]


def _marks(pages: Sequence[PageText]) -> Iterator[Mark]:
    """One a page, and one where a section or a table's row begins on it."""
    last: Place | None = None
    for number, (begin, page) in enumerate(zip(page_starts(pages), pages, strict=True), 1):
        for start, place in zip(page.starts, page.places, strict=True) if page.starts else [(0, Page(number))]:
            if place != last:
                yield Mark(begin + start, place)
            last = place


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        # Its error code is no help: where opening fails without one, the last file's is still there.
        try:
            return pypdfium2.PdfDocument(_mended(path))
        except (pypdfium2.PdfiumError, *_BROKEN) as error:
            raise UnreadableDocument(_DAMAGED) from error


def _mended(path: Path) -> bytes:
    """The file as pypdf understands it, written anew without encryption. Raises `UnreadableDocument`."""
    with pypdf.PdfReader(path) as reader:
        if reader.is_encrypted:
            _unlock(reader)
        if len(reader.pages) == 0:
            raise UnreadableDocument(_NO_PAGES)
        mended = io.BytesIO()
        pypdf.PdfWriter(clone_from=reader).write(mended)
    return mended.getvalue()


def _unlock(reader: pypdf.PdfReader) -> None:
    try:
        opened_by = reader.decrypt("")
    except _BROKEN as error:
        raise UnreadableDocument(_PASSWORD) from error
    if not opened_by:
        raise UnreadableDocument(_PASSWORD)


def _lines(document: pypdfium2.PdfDocument, limits: Limits) -> tuple[list[list[Line]], list[int]]:
    """The lines of each page, and the numbers of those that could not be read."""
    pages: list[list[Line]] = []
    broken: list[int] = []
    length, names = 0, None
    for index in range(len(document)):
        try:
            lines, names = _lines_of(document, index, names)
            pages.append(lines)
        except pypdfium2.PdfiumError:
            pages.append([])
            broken.append(index + 1)
        length += sum(len(line.text) + 1 for line in pages[-1])
        if length > limits.text_characters:
            raise too_much_text(length, limits)
    return pages, broken


def _lines_of(document: pypdfium2.PdfDocument, index: int, carried: Names | None) -> tuple[list[Line], Names | None]:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            glyphs, notes = with_fields(document, page, read_glyphs(page, textpage))
            lines, names = page_lines(glyphs, read_rulings(page), carried)
            return [*with_weights(textpage, lines), *note_lines(notes)], names
        finally:
            textpage.close()
    finally:
        page.close()


def _without_text(broken: Sequence[int]) -> str:
    if broken:
        damaged = numbered_pages(broken)
        return f"No text could be read: {damaged} damaged. Save the PDF again from a viewer and upload that."
    return (
        "The PDF holds no text; it seems to be scanned. Run OCR (text recognition) on it first and upload the result."
    )


def _warnings(silent: Sequence[int], broken: Sequence[int]) -> Iterator[str]:
    if silent:
        yield f"{numbered_pages(silent)} without text; what they show as pictures cannot be searched."
    if broken:
        yield f"{numbered_pages(broken)} damaged and could not be read."
