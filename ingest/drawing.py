"""A page of a PDF as a picture, with a passage of its text marked."""

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from domain.errors import NotFound, UnreadableDocument
from ingest.limits import Limits
from ingest.page_text import Box, PageText, boxes
from ingest.pdf import opened, page_starts, read_pages

_POINTS_PER_INCH = 72
_RESOLUTION_DPI = 130
_MAX_SIDE_PIXELS = 2_400
_FILES_REMEMBERED = 2
_MARKER = (255, 226, 90)


class Drawing:
    """Draws pages, and remembers the text of the last files that were marked."""

    def __init__(self) -> None:
        self._pages: dict[tuple[Path, int], list[PageText]] = {}

    def draw(self, path: Path, *, number: int, highlight: tuple[int, int] | None) -> bytes:
        """A PNG. Raises `NotFound` for a page (from 1) that is not there, `UnreadableDocument`."""
        with opened(path) as document:
            if not 1 <= number <= len(document):
                raise NotFound(f"The document has {len(document):,} pages; there is no page {number}.")
            try:
                marked = [] if highlight is None else self._sources(path, document, number, highlight)
                picture = _picture(document, number - 1, marked)
            except pypdfium2.PdfiumError as error:
                raise UnreadableDocument(f"Page {number} is damaged and cannot be shown.") from error
        png = io.BytesIO()
        picture.save(png, "PNG", compress_level=3)
        return png.getvalue()

    def _sources(
        self, path: Path, document: pypdfium2.PdfDocument, number: int, highlight: tuple[int, int]
    ) -> list[int]:
        """PDFium's characters of the page that lie in `highlight`, whose offsets are the document's."""
        key = (path, path.stat().st_mtime_ns)
        pages = self._pages[key] = self._pages.pop(key, []) or read_pages(document, Limits())[0]
        while len(self._pages) > _FILES_REMEMBERED:
            self._pages.pop(next(iter(self._pages)))
        start = page_starts(pages)[number - 1]
        return list(pages[number - 1].sources(highlight[0] - start, highlight[1] - start))


def _picture(document: pypdfium2.PdfDocument, index: int, marked: Sequence[int]) -> Image.Image:
    page = document[index]
    try:
        scale = min(_RESOLUTION_DPI / _POINTS_PER_INCH, _MAX_SIDE_PIXELS / max(1.0, *page.get_size()))
        bitmap = page.render(scale=scale, may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        if marked:
            positions = bitmap.get_posconv(page)
            areas = [_area(positions, box) for box in _marked_boxes(page, marked)]
            picture = _highlighted(picture, areas)
        bitmap.close()
        return picture
    finally:
        page.close()


def _marked_boxes(page: pypdfium2.PdfPage, marked: Sequence[int]) -> list[Box]:
    textpage = page.get_textpage()
    try:
        return boxes(textpage, iter(marked))
    finally:
        textpage.close()


def _area(positions: pypdfium2.PdfPosConv, box: Box) -> tuple[int, int, int, int]:
    """A box in pixels, whichever way the page is turned."""
    xs, ys = zip(positions.to_bitmap(box.left, box.bottom), positions.to_bitmap(box.right, box.top), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _highlighted(picture: Image.Image, areas: list[tuple[int, int, int, int]]) -> Image.Image:
    """As with a marker pen: what is dark stays dark."""
    marker = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(marker)
    for area in areas:
        pen.rectangle(area, fill=_MARKER)
    return ImageChops.multiply(picture, marker)
