"""Passages of a PDF stand under its headings, told by their letters."""

from collections.abc import Callable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from domain.places import HEADING_PATH, Page, PageRows, heading_of, spot_of
from ingest.chunker import TokenChunker
from ingest.limits import Limits
from ingest.pdf import read_pdf
from tests.ingest.page_drawing import drawn, lines
from tests.ingest.tiny_tokenizer import TinyTokenizer

SUMMER = ("The bath opens at nine and closes at eight in the evening.", "On Mondays it stays closed.")
WINTER = ("The bath opens at eleven and closes at six in the evening.", "On Mondays it opens at two.")


def write(canvas: Canvas, top: float, font: str, size: float, *texts: str) -> None:
    canvas.setFont(font, size)
    lines(canvas, 60, top, *texts)


def sections(tmp_path: Path, *pages: Callable[[Canvas], None]) -> list[tuple[str, str]]:
    """The first line of each passage and the path of headings that it stands under."""
    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(*pages))
    chunks = TokenChunker(TinyTokenizer(), max_tokens=40, overlap_tokens=0).chunk(read_pdf(path, Limits()))
    return [(chunk.text.split("\n")[0], heading_of(chunk.place) or "") for chunk in chunks]


def bath(canvas: Canvas) -> None:
    write(canvas, 780, "Helvetica-Bold", 20, "Town bath")
    write(canvas, 740, "Helvetica-Bold", 14, "Summer hours")
    write(canvas, 720, "Helvetica", 10, *SUMMER)
    write(canvas, 680, "Helvetica-Bold", 14, "Winter hours")
    write(canvas, 660, "Helvetica", 10, *WINTER)


def test_text_stands_under_title_and_section(tmp_path: Path) -> None:
    paths = [HEADING_PATH.join(["Town bath", section]) for section in ("Summer hours", "Winter hours")]
    found = sections(tmp_path, bath)
    assert list(dict.fromkeys(heading for _, heading in found)) == paths


def test_bold_lines_as_large_as_the_text_are_headings_and_bold_words_in_it_are_not(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 740, "Helvetica-Bold", 10, "Opening hours")
        write(canvas, 720, "Helvetica", 10, *SUMMER, *SUMMER, "All that is said here of children holds for")
        write(canvas, 650, "Helvetica-Bold", 10, "adults")
        write(canvas, 636, "Helvetica", 10, "with a child under six, whom nobody may leave alone.")

    assert {heading for _, heading in sections(tmp_path, draw)} == {"Opening hours"}


def test_a_section_goes_on_over_the_page(tmp_path: Path) -> None:
    def more(canvas: Canvas) -> None:
        write(canvas, 780, "Helvetica", 10, "Children under six swim for nothing all the year.")

    first, *_, last = sections(tmp_path, bath, more)
    assert last == (
        "Children under six swim for nothing all the year.",
        HEADING_PATH.join(["Town bath", "Winter hours"]),
    )
    assert first[0] == "Town bath"


def test_text_in_letters_of_one_kind_stands_under_no_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 740, "Helvetica", 10, "Summer hours", *SUMMER, "Winter hours", *WINTER)

    assert {heading for _, heading in sections(tmp_path, draw)} == {""}


def test_a_tables_rows_stand_under_its_caption_and_are_counted_and_the_text_below_does_not(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 780, "Helvetica-Bold", 14, "Prices")
        write(canvas, 760, "Helvetica", 10, *SUMMER, "Table 1: Tickets in euros")
        for row, (name, adult, child) in enumerate(
            [("Ticket", "Adult", "Child"), ("Day", "6", "3"), ("Week", "20", "10"), ("Month", "60", "30")]
        ):
            for left, cell in ((60, name), (260, adult), (400, child)):
                canvas.drawString(left, 718 - 14 * row, cell)
        write(canvas, 640, "Helvetica", 10, *WINTER)

    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(draw))
    places = [mark.place for mark in read_pdf(path, Limits()).marks]
    assert [spot_of(place) for place in places] == [
        Page(1),
        PageRows(1, 1, 1),
        PageRows(1, 2, 2),
        PageRows(1, 3, 3),
        Page(1),
    ]
    caption = HEADING_PATH.join(["Prices", "Table 1: Tickets in euros"])
    assert [heading_of(place) for place in places] == ["Prices", caption, caption, caption, "Prices"]
