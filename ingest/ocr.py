"""A page as a picture, read by OCR."""

from pathlib import Path

from PIL import Image

from domain.errors import NotFound
from inference.ocr.page_reader import PageReader, ReadPage, load_page_reader
from ingest.limits import Recognition
from ingest.pdf import opened
from ingest.recognised import RecognisedLine, RecognisedPage

_POINTS_PER_INCH = 72
_RESOLUTION_DPI = 200
_MAX_SIDE_PIXELS = 3_000


def open_page_reader(recognition: Recognition) -> PageReader:
    """The models, loaded. Raises `Misconfigured`."""
    return load_page_reader(Path(recognition.models), threads=recognition.threads or None)


def recognised_page(path: Path, number: int, reader: PageReader) -> RecognisedPage:
    """What stands on a page (from 1) of a PDF. Raises `NotFound` and `UnreadableDocument`."""
    with opened(path) as document:
        if not 1 <= number <= len(document):
            raise NotFound(f"The document has {len(document):,} pages; there is no page {number}.")
        page = document[number - 1]
        try:
            width, height = page.get_size()
            scale = min(_RESOLUTION_DPI / _POINTS_PER_INCH, _MAX_SIDE_PIXELS / max(1.0, width, height))
            bitmap = page.render(scale=scale)
            picture: Image.Image = bitmap.to_pil().convert("RGB")
            bitmap.close()
        finally:
            page.close()
    return _in_points(reader.read(picture), width, height, width / picture.width)


def _in_points(read: ReadPage, width: float, height: float, points_a_pixel: float) -> RecognisedPage:
    lines = tuple(
        RecognisedLine(
            line.text,
            tuple(round(edge * points_a_pixel, 2) for edge in line.edges),
            round(line.top * points_a_pixel, 2),
            round(line.bottom * points_a_pixel, 2),
        )
        for line in read.lines
    )
    return RecognisedPage(lines, width, height, read.turned_degrees, round(read.skew_degrees, 3))
