"""PDF: opened by PDFium, or mended by pypdf first where PDFium refuses it."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from pathlib import Path

import pypdf
import pypdfium2
from pypdf.errors import DependencyError, PyPdfError

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Mark, Page, Place
from ingest.cell_tables import CellTables
from ingest.fields import with_fields
from ingest.footnotes import at_their_marks
from ingest.glyphs import Glyphs, read_glyphs
from ingest.headings import places, with_weights
from ingest.hyphens import Vocabulary
from ingest.limits import Limits, too_much_text
from ingest.lines import Line
from ingest.page_cells import tables_of
from ingest.page_lines import note_lines, page_lines, rows_at_top_of
from ingest.page_tables import Names, Places
from ingest.page_text import PageText, page_text
from ingest.recognised import RecognisedPage, kept_pages
from ingest.recognised_words import glyphs_of
from ingest.rulings import Rulings, read_rulings
from ingest.running import without_running_lines
from ingest.saying import numbered_pages
from ingest.scans import better, is_scan

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
_OFF = (
    "Text recognition (OCR) is switched off: set CANDOR_OCR=auto, or run text recognition first and upload the result."
)
_DAMAGED = "The PDF is damaged or cut off and cannot be opened. Open it in a viewer, save it again and upload that."


def read_pdf(path: Path, limits: Limits, *, scans_wanted: bool = False) -> ParsedDocument:
    """The text of all pages, with a mark for each.

    With `scans_wanted`, pages that OCR could read are named; a document of these alone has no text until it did.
    Raises `UnreadableDocument`.
    """
    with opened(path) as document:
        count = len(document)
        if count == 0:
            raise UnreadableDocument(_NO_PAGES)
        if count > limits.pages:
            raise UnreadableDocument(f"The PDF has {count:,} pages; at most {limits.pages:,} can be read. Split it.")
        recognised = kept_pages(path)
        pages, found = read_pages(document, limits, recognised)
    text = "".join(page.text + page.after for page in pages)[: -len(pages[-1].after)]
    scans = tuple(number for number in found.scans if number not in recognised) if scans_wanted else ()
    if not re.search(r"\w", text) and not scans:
        raise UnreadableDocument(_without_text(found, off=not scans_wanted))
    warnings = tuple(_warnings(pages, found, off=not scans_wanted))
    tables = CellTables.of(tables_of(pages, page_starts(pages)), text)
    return ParsedDocument(
        text=text,
        media_type=MediaType.PDF,
        marks=tuple(_marks(pages)),
        pages=count,
        warnings=(*warnings, *tables.warnings()),
        scans=scans,
        tables=tables.packed(),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """Pages by number: those that cannot be read, pictures of text, and what OCR did with these."""

    broken: list[int] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    recognised: dict[int, RecognisedPage] = field(default_factory=dict)

    @property
    def troubled(self) -> set[int]:
        """Those that have a warning of their own."""
        return {*self.broken, *self.failed, *self.recognised}


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


def read_pages(
    document: pypdfium2.PdfDocument, limits: Limits, recognised: Mapping[int, RecognisedPage] | None = None
) -> tuple[list[PageText], Found]:
    """The text of each page, from `recognised` where it has none of its own, and which those are.

    How a page is read depends on all of them: on the words that they have and the lines that they repeat.
    """
    pages, found = _lines(document, limits, recognised or {})
    vocabulary = Vocabulary(line.text for lines in pages for line in lines)
    pages = [at_their_marks(lines) for lines in without_running_lines(pages)]
    following = [lines[0] if lines else None for lines in pages[1:]] + [None]
    read = zip(pages, following, places(pages), strict=True)
    return [replace(page_text(lines, vocabulary, first), places=tuple(of)) for lines, first, of in read], found


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


def _lines(
    document: pypdfium2.PdfDocument, limits: Limits, recognised: Mapping[int, RecognisedPage]
) -> tuple[list[list[Line]], Found]:
    """The lines of each page, and which are damaged or scanned."""
    pages: list[list[Line]] = []
    found = Found()
    length, names = 0, None
    for number in range(1, len(document) + 1):
        try:
            lines, names = _lines_of(document, number, names, found, recognised.get(number))
            pages.append(lines)
        except pypdfium2.PdfiumError:
            pages.append([])
            found.broken.append(number)
        length += sum(len(line.text) + 1 for line in pages[-1])
        if length > limits.text_characters:
            raise too_much_text(length, limits)
    return pages, found


def _lines_of(
    document: pypdfium2.PdfDocument,
    number: int,
    carried: Names | None,
    found: Found,
    recognised: RecognisedPage | None,
) -> tuple[list[Line], Names | None]:
    page = document[number - 1]
    try:
        textpage = page.get_textpage()
        try:
            own = read_glyphs(page, textpage)
            glyphs, notes = with_fields(document, page, own)
            read = _recognised(page, own, number, found, recognised)
            if read is not None:
                lines, names = page_lines(glyphs_of(read), Rulings([], []), carried)
            else:
                below = partial(_rows_at_top, document, number)
                lines, names = page_lines(glyphs, read_rulings(page), carried, below)
                lines = with_weights(textpage, lines)
            return [*lines, *note_lines(notes)], names
        finally:
            textpage.close()
    finally:
        page.close()


def _rows_at_top(document: pypdfium2.PdfDocument, number: int, places: Places) -> int:
    """How many rows in the columns at `places` the page after this one begins with; none of one that cannot be read,
    which is told when its turn comes."""
    if number >= len(document):
        return 0
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            return rows_at_top_of(read_glyphs(page, textpage), places)
        finally:
            textpage.close()
    except pypdfium2.PdfiumError:
        return 0
    finally:
        page.close()


def _recognised(
    page: pypdfium2.PdfPage, own: Glyphs, number: int, found: Found, recognised: RecognisedPage | None
) -> RecognisedPage | None:
    """What OCR read of a page that is a scan, where that is more than its own text; `found` is told."""
    if not is_scan(page, own):
        return None
    found.scans.append(number)
    if recognised is not None and recognised.failed:
        found.failed.append(number)
    read = better(recognised, own)
    if read is not None:
        found.recognised[number] = read
    return read


def _without_text(found: Found, *, off: bool) -> str:
    if found.broken:
        damaged = numbered_pages(found.broken)
        return f"No text could be read: {damaged} damaged. Save the PDF again from a viewer and upload that."
    if found.failed:
        return f"No text could be read: {numbered_pages(found.failed)} too much for text recognition (OCR)."
    if off:
        return f"The PDF holds no text; it seems to be scanned. {_OFF}"
    return (
        "The PDF holds no text, and text recognition (OCR) found none either. "
        "If it is a scan, scan it anew, straight and at 200 dpi or more."
    )


def _warnings(pages: Sequence[PageText], found: Found, *, off: bool) -> Iterator[str]:
    if found.recognised:
        yield f"{numbered_pages([*found.recognised])} scanned and read by text recognition (OCR): letters may be wrong."
    if found.failed:
        yield f"{numbered_pages(found.failed)} scanned, and text recognition (OCR) did not get through."
    unread = [number for number, page in enumerate(pages, 1) if not page.text and number not in found.troubled]
    if unread:
        yield f"{numbered_pages(unread)} without text; what they show as pictures cannot be searched."
    if off and set(unread) & set(found.scans):
        yield _OFF
    if found.broken:
        yield f"{numbered_pages(found.broken)} damaged and could not be read."
