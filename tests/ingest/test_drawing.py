import io
from pathlib import Path

import pytest
from PIL import Image

from domain.documents import MediaType
from domain.errors import NotFound, UnreadableDocument
from ingest.parser import ChildParser, ChildRenderer
from tests.ingest.pdf_files import pdf_of, turned

PAGES = [["Nothing to see here.", "Nor here."], ["Alpha beta gamma.", "Delta epsilon zeta."]]


def marked_box(png: bytes) -> tuple[float, float, float, float] | None:
    """Where the marker was, as shares of the picture's width and height: left, top, right, bottom."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    blue = picture.getchannel("B").point(lambda value: 255 if value < 130 else 0)
    red = picture.getchannel("R").point(lambda value: 255 if value > 230 else 0)
    box = Image.composite(blue, Image.new("L", picture.size), red).getbbox()
    if box is None:
        return None
    return box[0] / picture.width, box[1] / picture.height, box[2] / picture.width, box[3] / picture.height


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file.pdf"
    path.write_bytes(pdf_of(PAGES))
    return path


def test_a_page_is_drawn_without_marks(path: Path, renderer: ChildRenderer) -> None:
    png = renderer.render(path, page=1, highlight=None)
    assert png.startswith(b"\x89PNG")
    assert marked_box(png) is None


def test_offsets_of_the_document_mark_the_words_on_their_page(
    path: Path, parser: ChildParser, renderer: ChildRenderer
) -> None:
    text = parser.parse(path, MediaType.PDF).text
    start = text.index("epsilon")
    box = marked_box(renderer.render(path, page=2, highlight=(start, start + len("epsilon"))))
    assert box is not None
    left, top, right, bottom = box
    assert 72 / 595 < left < right < 160 / 595
    assert 100 / 842 < top < 114 / 842 < bottom < 122 / 842
    assert marked_box(renderer.render(path, page=1, highlight=(start, start + 7))) is None


def test_a_turned_page_is_marked_where_the_words_are(
    tmp_path: Path, parser: ChildParser, renderer: ChildRenderer
) -> None:
    path = tmp_path / "turned.pdf"
    path.write_bytes(turned(pdf_of([["Alpha beta gamma."]]), degrees=90))
    start = parser.parse(path, MediaType.PDF).text.index("beta")
    box = marked_box(renderer.render(path, page=1, highlight=(start, start + 4)))
    assert box is not None
    assert 1 - 112 / 842 < box[0] < box[2] < 1 - 86 / 842
    assert 90 / 595 < box[1] < box[3] < 140 / 595


def test_offsets_beyond_the_text_mark_nothing(path: Path, renderer: ChildRenderer) -> None:
    assert marked_box(renderer.render(path, page=2, highlight=(10_000, 20_000))) is None
    assert marked_box(renderer.render(path, page=2, highlight=(50, 10))) is None


@pytest.mark.parametrize("page", [0, -1, 3])
def test_a_page_that_is_not_there_is_not_found(path: Path, renderer: ChildRenderer, page: int) -> None:
    with pytest.raises(NotFound, match="2 pages"):
        renderer.render(path, page=page, highlight=None)


def test_what_is_no_pdf_cannot_be_drawn(tmp_path: Path, renderer: ChildRenderer) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(UnreadableDocument, match="damaged"):
        renderer.render(path, page=1, highlight=None)
