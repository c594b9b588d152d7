"""Columns are read one after the other, whatever stands in them, above them or below."""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from domain.places import PageRows, Section
from ingest.limits import Limits
from ingest.pdf import read_pdf
from tests.ingest.page_drawing import drawn, lines

BOATS = (
    "Boats are booked on the board in the",
    "hall by eight in the evening before. A",
    "booking that is not taken up within a",
    "quarter of an hour lapses.",
)
RIVER = (
    "The river is closed when the red flag",
    "flies at the lock. Nobody goes out in",
    "fog, and from November to February",
    "the coaches alone decide.",
)
OARS = ("Oars with a blue band belong to the", "school and are not for members.")
PRICES = (("Boat", "Seats", "Hire"), ("Heron", "1", "12"), ("Teal", "2", "18"), ("Swift", "4", "30"))
ROWS = "Boat: Heron; Seats: 1; Hire: 12\nBoat: Teal; Seats: 2; Hire: 18\nBoat: Swift; Seats: 4; Hire: 30"


def text_of(tmp_path: Path, *pages: object) -> str:
    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(*pages))  # type: ignore[arg-type]  # functions that draw
    return read_pdf(path, Limits()).text


def margins(canvas: Canvas) -> None:
    """Drawn before the text, as most programs do: the right column's first words are older than the left one's."""
    canvas.setFont("Helvetica", 8)
    canvas.drawString(60, A4[1] - 30, "Kestrel Rowing Club")
    canvas.drawString(60, 30, "Printed in May")
    canvas.drawRightString(535, 30, "Page 1")
    canvas.setFont("Helvetica", 11)


def prices(canvas: Canvas, left: float, top: float) -> None:
    for row, cells in enumerate(PRICES):
        for at, cell in enumerate(cells):
            canvas.drawString(left + 70 * at, top - 18 * row, cell)


def table_below_left(canvas: Canvas) -> None:
    margins(canvas)
    lines(canvas, 60, 740, *BOATS)
    prices(canvas, 60, 640)
    lines(canvas, 320, 740, *RIVER)


def table_below_right(canvas: Canvas) -> None:
    margins(canvas)
    lines(canvas, 60, 740, *BOATS, *RIVER)
    lines(canvas, 320, 740, *OARS)
    prices(canvas, 320, 700)


def test_a_table_below_one_column_does_not_splice_the_other_into_its_lines(tmp_path: Path) -> None:
    text = text_of(tmp_path, table_below_left)
    boats, rows, river = (text.index(part) for part in (" ".join(BOATS), ROWS, " ".join(RIVER)))
    assert boats < rows < river


def test_rows_in_the_right_column_take_no_cells_from_the_text_beside_them(tmp_path: Path) -> None:
    text = text_of(tmp_path, table_below_right)
    boats, oars, rows = (text.index(part) for part in (" ".join(RIVER), " ".join(OARS), ROWS))
    assert boats < oars < rows


def test_lists_side_by_side_stay_with_what_heads_them(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, 60, 740, "What to bring", "• a cap", "• spare socks", "• sun cream")
        lines(canvas, 320, 740, "What stays at home", "• jewellery", "• radios", "• dogs")

    assert text_of(tmp_path, page) == (
        "What to bring\n• a cap\n• spare socks\n• sun cream\n\nWhat stays at home\n• jewellery\n• radios\n• dogs"
    )


def test_text_above_and_below_a_table_that_stands_in_stays_above_and_below(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, 60, 740, "Hire by the day")
        prices(canvas, 200, 720)
        lines(canvas, 60, 640, "In winter half of it.", "No cards.", "Ask Ida.")

    text = text_of(tmp_path, page)
    assert text.index("Hire by the day") < text.index(ROWS) < text.index("In winter half of it.")


def test_a_line_ends_where_the_text_does_though_a_footer_or_a_table_is_wider(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, 60, 740, "Funded hours can be taken from the first of September to", "8 and never on Sundays.")
        lines(canvas, 60, 700, "Whoever comes late stays with the others in the main hall.")
        canvas.drawRightString(
            60 + canvas.stringWidth("Funded hours can be taken from the first of September to 8."), 60, "Page 1"
        )

    assert "the first of September to 8 and never on Sundays." in text_of(tmp_path, page)


def test_the_year_below_a_title_as_wide_as_the_page_is_part_of_it(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 20)
        lines(canvas, 60, 760, "Prices and conditions of the ferry", "2025", pitch=24)
        canvas.setFont("Helvetica", 11)
        lines(canvas, 60, 700, "A crossing is four euros for everybody, and a bicycle", "goes free of charge.")

    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(page))
    place = read_pdf(path, Limits()).marks[0].place
    assert isinstance(place, Section)
    assert place.heading == "Prices and conditions of the ferry 2025"


def test_a_note_in_brackets_goes_to_the_row_that_has_its_mark(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        marked = [(f"{name} (a)" if name == "Teal" else name, *cells) for name, *cells in PRICES]
        for row, cells in enumerate(marked):
            for at, cell in enumerate(cells):
                canvas.drawString(60 + 90 * at, 740 - 18 * row, cell)
        canvas.drawString(60, 640, "(a) £9 on Fridays.")

    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(page))
    document = read_pdf(path, Limits())
    assert "Boat: Teal (a); Seats: 2; Hire: 18\n(a) £9 on Fridays.\nBoat: Swift" in document.text
    assert document.marks[-1].place == PageRows(1, 3, 3)


def test_numbered_paragraphs_that_others_name_stay_where_they_are(tmp_path: Path) -> None:
    told = "(1) The key is kept by the steward.\n(2) Paragraph (1) holds for the boathouse (3) too.\n(3) It is locked."

    def page(canvas: Canvas) -> None:
        lines(canvas, 60, 740, *told.split("\n"))

    assert text_of(tmp_path, page) == told
