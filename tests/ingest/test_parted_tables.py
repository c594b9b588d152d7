"""Tables that a page's end parts, with few rows on either side."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from domain.kept_tables import unpacked
from ingest.limits import Limits
from ingest.pdf import read_pdf
from tests.ingest.page_drawing import drawn, lines
from tests.ingest.test_pdf_tables import cells, ruled

HEADER = ("Boat", "Per day", "Deposit")
ROWS = (
    ("Canoe", "£14.00", "none"),
    ("Kayak", "£17.50", "none"),
    ("Raft", "free", "£20"),
    ("Sail, small", "£31.00", "£50"),
    ("Oars", "£2.00", "none"),
)
READ = [f"Boat: {boat}; Per day: {price}; Deposit: {deposit}" for boat, price, deposit in ROWS]
Records = Sequence[Sequence[str]]


def page(
    number: int, *, top: float, records: Records, text: str, draw: Callable[..., None]
) -> Callable[[Canvas], None]:
    """Text above a table on the first page, below it on the others, and a footer of two parts."""

    def drawing(canvas: Canvas) -> None:
        lines(canvas, 64, top + 30 if number == 1 else top - 20 * len(records) - 40, text)
        draw(canvas, top, records)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(64, 30, "Harbour hire")
        canvas.drawString(264, 30, f"{number}")

    return drawing


def parted(rows: int, *, draw: Callable[..., None] = cells) -> bytes:
    """A table that has so many rows on the first page."""
    return drawn(
        page(1, top=60 + 20 * (rows + 1), records=(HEADER, *ROWS[:rows]), text="What we lend out.", draw=draw),
        page(2, top=790, records=ROWS[rows:], text="All else is for members.", draw=draw),
    )


@pytest.mark.parametrize("draw", [cells, ruled])
@pytest.mark.parametrize("rows", [1, 2, 3, 4])
def test_a_table_is_one_however_few_rows_stand_on_either_page(
    rows: int, draw: Callable[..., None], tmp_path: Path
) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(parted(rows, draw=draw))
    document = read_pdf(path, Limits())
    assert [line for line in document.text.splitlines() if line][1:-1] == READ
    [table] = unpacked(document.tables)
    assert table.rows == tuple(enumerate(ROWS, 1))


def test_few_aligned_lines_stay_text_where_the_next_page_has_no_such_columns(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    first = page(1, top=100, records=(HEADER, *ROWS[:1]), text="What we lend out.", draw=cells)
    path.write_bytes(drawn(first, lambda canvas: lines(canvas, 64, 790, "All else is", "for members.")))
    assert "Boat Per day Deposit" in read_pdf(path, Limits()).text


def test_a_line_in_the_same_columns_is_no_row_where_text_follows_the_table(tmp_path: Path) -> None:
    def second(canvas: Canvas) -> None:
        cells(canvas, 790, (("Harbour hire", "9 May", "Draft"),))
        lines(canvas, 64, 700, "All else is for members.")

    def first(canvas: Canvas) -> None:
        cells(canvas, 700, (HEADER, *ROWS))
        lines(canvas, 64, 560, "Whoever is late pays for a day.", "Wet boats are taken back.", "So are their oars.")

    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(first, second))
    assert "Boat: Harbour hire" not in read_pdf(path, Limits()).text
