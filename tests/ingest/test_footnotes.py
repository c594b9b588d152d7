"""What a footnote changes is read together with it."""

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ingest.chunker import TokenChunker
from ingest.limits import Limits
from ingest.pdf import read_pdf
from tests.ingest.page_drawing import drawn, lines, with_mark
from tests.ingest.tiny_tokenizer import TinyTokenizer

NOTE = "Machines built before May 2024 have a motor of 800 W."


def note(canvas: Canvas, mark: str = "1") -> None:
    canvas.setFont("Helvetica", 8)
    with_mark(canvas, 60, 100, "", mark, f" {NOTE}", rise=3)


def paragraphs(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)
    with_mark(canvas, 60, 760, "The motor takes 900 W", "1", " from the mains.")
    lines(canvas, 60, 700, "The cord is long.", "It is grey.")
    note(canvas)


def table(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)
    for row, cells in enumerate([("Part", "Small", "Large"), ("Motor", "900 W", "1200 W"), ("Bowl", "4 l", "6 l")]):
        for left, cell in zip((60, 260, 400), cells, strict=True):
            canvas.drawString(left, 760 - 14 * row, cell)
    for left, cell in zip((60, 260, 400), ("Cord", "1 m", "2 m"), strict=True):
        canvas.drawString(left, 760 - 14 * 3, cell)
    canvas.setFont("Helvetica", 6)
    canvas.drawString(292, 750, "1")
    note(canvas)


def text_of(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    return read_pdf(path, Limits()).text


def test_a_footnote_comes_right_below_the_paragraph_with_its_mark(tmp_path: Path) -> None:
    first, second, *_ = text_of(tmp_path, drawn(paragraphs)).split("\n\n")
    assert first.startswith("The motor takes 900 W")
    assert second == f"¹ {NOTE}"


def test_a_footnote_comes_right_below_the_row_with_its_mark_and_is_no_row_itself(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(table))
    document = read_pdf(path, Limits())
    rows = document.text.split("\n")
    assert rows.index(f"¹ {NOTE}") == next(at for at, row in enumerate(rows) if "900 W" in row) + 1
    [chunk] = TokenChunker(TinyTokenizer(), max_tokens=400, overlap_tokens=0).chunk(document)
    assert NOTE in chunk.text


def test_a_note_whose_mark_stands_nowhere_stays_where_it_is(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, 60, 760, "The motor takes 900 W from the mains.", "The cord is long.")
        note(canvas, "3")

    assert text_of(tmp_path, drawn(draw)).endswith(f"³ {NOTE}")
