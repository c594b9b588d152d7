"""A page of a PDF as a picture, with a passage of its text marked."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from domain.errors import NotFound, UnreadableDocument
from ingest.page_text import Box, boxes
from ingest.pdf import PAGE_SEPARATOR, opened, text_of

_POINTS_PER_INCH = 72
_RESOLUTION_DPI = 130
_MAX_SIDE_PIXELS = 2_400
_MARKER = (255, 226, 90)


class Drawing:
    """Draws pages, and remembers where the pages of the last files begin in their text."""

    def __init__(self) -> None:
        self._starts: dict[tuple[Path, int], list[int]] = {}

    def draw(self, path: Path, *, number: int, highlight: tuple[int, int] | None) -> bytes:
        """A PNG. Raises `NotFound` for a page (from 1) that is not there, `UnreadableDocument`."""
        with opened(path) as document:
            if not 1 <= number <= len(document):
                raise NotFound(f"The document has {len(document):,} pages; there is no page {number}.")
            try:
                marked = self._on_page(path, document, number, highlight)
                picture = _picture(document, number - 1, marked)
            except pypdfium2.PdfiumError as error:
                raise UnreadableDocument(f"Page {number} is damaged and cannot be shown.") from error
        png = io.BytesIO()
        picture.save(png, "PNG", compress_level=3)
        return png.getvalue()

    def _on_page(
        self, path: Path, document: pypdfium2.PdfDocument, number: int, highlight: tuple[int, int] | None
    ) -> tuple[int, int] | None:
        """The part of `highlight` that lies on the page, from offsets into the document's text to the page's."""
        if highlight is None:
            return None
        starts = self._starts.setdefault((path, path.stat().st_mtime_ns), [0])
        while len(starts) < number:
            starts.append(starts[-1] + _text_length(document, len(starts) - 1) + len(PAGE_SEPARATOR))
        start = starts[number - 1]
        while len(self._starts) > 8:
            self._starts.pop(next(iter(self._starts)))
        return max(0, highlight[0] - start), max(0, highlight[1] - start)


def _text_length(document: pypdfium2.PdfDocument, index: int) -> int:
    try:
        return len(text_of(document, index).text)
    except pypdfium2.PdfiumError:
        return 0  # as in the parsed document, where a broken page is empty


def _picture(document: pypdfium2.PdfDocument, index: int, marked: tuple[int, int] | None) -> Image.Image:
    page = document[index]
    try:
        scale = min(_RESOLUTION_DPI / _POINTS_PER_INCH, _MAX_SIDE_PIXELS / max(1.0, *page.get_size()))
        bitmap = page.render(scale=scale, may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        if marked is not None:
            positions = bitmap.get_posconv(page)
            areas = [_area(positions, box) for box in _marked_boxes(document, page, index, marked)]
            picture = _highlighted(picture, areas)
        bitmap.close()
        return picture
    finally:
        page.close()


def _marked_boxes(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, index: int, marked: tuple[int, int]
) -> list[Box]:
    sources: Iterator[int] = text_of(document, index).sources(*marked)
    textpage = page.get_textpage()
    try:
        return boxes(textpage, sources)
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
