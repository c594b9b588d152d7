"""A page of a PDF as a picture, with a passage of its text marked."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from domain.errors import NotFound, UnreadableDocument
from ingest.limits import Limits
from ingest.page_text import PageText, boxes
from ingest.pdf import Found, opened, page_starts, read_pages
from ingest.recognised import RecognisedPage, kept_pages
from ingest.recognised_words import Point, outlines

_POINTS_PER_INCH = 72
_RESOLUTION_DPI = 130
_MAX_SIDE_PIXELS = 2_400
_FILES_REMEMBERED = 2
_MARKER = (255, 226, 90)


class Drawing:
    """Draws pages, and remembers the text of the last files that were marked."""

    def __init__(self) -> None:
        self._read: dict[tuple[Path, int], tuple[list[PageText], Found]] = {}

    def draw(self, path: Path, *, number: int, highlight: tuple[int, int] | None) -> bytes:
        """A PNG. Raises `NotFound` for a page (from 1) that is not there, `UnreadableDocument`."""
        with opened(path) as document:
            if not 1 <= number <= len(document):
                raise NotFound(f"The document has {len(document):,} pages; there is no page {number}.")
            try:
                marked = None if highlight is None else self._marked(path, document, number, highlight)
                picture = _picture(document, number - 1, marked)
            except pypdfium2.PdfiumError as error:
                raise UnreadableDocument(f"Page {number} is damaged and cannot be shown.") from error
        png = io.BytesIO()
        picture.save(png, "PNG", compress_level=3)
        return png.getvalue()

    def _marked(
        self, path: Path, document: pypdfium2.PdfDocument, number: int, highlight: tuple[int, int]
    ) -> "_Marked":
        """The characters of the page that lie in `highlight`, whose offsets are the document's."""
        key = (path, path.stat().st_mtime_ns)
        read = self._read.pop(key) if key in self._read else read_pages(document, Limits(), kept_pages(path))
        self._read[key] = read
        pages, found = read
        while len(self._read) > _FILES_REMEMBERED:
            self._read.pop(next(iter(self._read)))
        start = page_starts(pages)[number - 1]
        sources = pages[number - 1].sources(highlight[0] - start, highlight[1] - start)
        return _Marked(list(sources), found.recognised.get(number))


@dataclass(frozen=True, slots=True)
class _Marked:
    """Characters of a page: PDFium's, or those of `recognised` where OCR has read it."""

    sources: list[int]
    recognised: RecognisedPage | None


def _picture(document: pypdfium2.PdfDocument, index: int, marked: _Marked | None) -> Image.Image:
    page = document[index]
    try:
        scale = min(_RESOLUTION_DPI / _POINTS_PER_INCH, _MAX_SIDE_PIXELS / max(1.0, *page.get_size()))
        bitmap = page.render(scale=scale, may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        if marked is not None and marked.sources:
            picture = _highlighted(picture, list(_areas(page, bitmap.get_posconv(page), marked, picture.size)))
        bitmap.close()
        return picture
    finally:
        page.close()


def _areas(
    page: pypdfium2.PdfPage, positions: pypdfium2.PdfPosConv, marked: _Marked, size: tuple[int, int]
) -> Iterator[tuple[Point, ...]]:
    """Corners in pixels, whichever way the page is turned."""
    if (recognised := marked.recognised) is not None:
        across, down = size[0] / recognised.width, size[1] / recognised.height
        for corners in outlines(recognised, iter(marked.sources)):
            yield tuple((x * across, y * down) for x, y in corners)
        return
    textpage = page.get_textpage()
    try:
        for box in boxes(textpage, iter(marked.sources)):
            (left, bottom), (right, top) = (
                positions.to_bitmap(x, y) for x, y in ((box.left, box.bottom), (box.right, box.top))
            )
            yield (left, bottom), (right, bottom), (right, top), (left, top)
    finally:
        textpage.close()


def _highlighted(picture: Image.Image, areas: Sequence[Sequence[Point]]) -> Image.Image:
    """As with a marker pen: what is dark stays dark."""
    marker = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(marker)
    for area in areas:
        pen.polygon(area, fill=_MARKER)
    return ImageChops.multiply(picture, marker)
