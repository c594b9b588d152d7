"""Tables without lines: which lines are their rows, what names them, and what is none."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.limits import Limits
from ingest.pdf import read_pdf
from tests.ingest.page_drawing import drawn, lines

COLUMNS = (60, 190, 270, 350, 430)
MONTHS = ("", "Jan", "Feb", "Mar", "Apr")


def aligned(
    canvas: Canvas, top: float, *records: Sequence[str], pitch: float = 14, columns: Sequence[float] = COLUMNS
) -> None:
    """Names of rows to the left, all else to the right of its column."""
    for row, record in enumerate(records):
        for column, text in enumerate(record):
            left = columns[column] + (0 if column == 0 else 40 - canvas.stringWidth(text, "Helvetica", 11))
            canvas.drawString(left, top - pitch * row, text)


@pytest.fixture
def text_of(tmp_path: Path) -> Callable[..., str]:
    def read(draw: Callable[[Canvas], None]) -> str:
        path = tmp_path / "file.pdf"
        path.write_bytes(drawn(draw))
        return read_pdf(path, Limits()).text

    return read


def test_a_heading_with_its_number_apart_ends_a_table(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        aligned(canvas, 700, ("", "Bar", "Hall"), ("May", "410", "96"), ("June", "388", "120"), ("July", "290", "71"))
        lines(canvas, 60, 625, "2.2")
        lines(canvas, 200, 625, "Guests of the harbour")
        aligned(canvas, 600, ("", "Bar", "Hall"), ("May", "41", "9"), ("June", "38", "12"), ("July", "29", "7"))

    text = text_of(page)
    assert "June; Bar: 388; Hall: 120" in text
    assert "July; Bar: 29; Hall: 7" in text
    assert "2.2 Guests of the harbour" in text


def test_a_row_without_its_first_values_keeps_the_others_under_their_names(text_of: Callable[..., str]) -> None:
    rows = (("2022", "", "", "7", "9"), ("2023", "12", "14", "15", "19"), ("2024", "21", "24", "26", "28"))
    text = text_of(lambda canvas: aligned(canvas, 700, MONTHS, *rows))
    assert text.splitlines()[0] == "2022; Mar: 7; Apr: 9"
    assert text.splitlines()[2] == "2024; Jan: 21; Feb: 24; Mar: 26; Apr: 28"


def test_a_sum_is_a_row_of_its_own_named_by_what_stands_before_it(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        aligned(canvas, 700, ("Work", "Hours", "Rate", "Amount"), ("Roof", "3.00", "40.00", "120.00"), pitch=24)
        lines(canvas, 60, 664, "with new tiles")
        canvas.drawRightString(310, 640, "Sum before tax")
        canvas.drawRightString(390, 640, "120.00")
        canvas.drawRightString(310, 616, "Tax of 20 %")
        canvas.drawRightString(390, 616, "24.00")

    assert text_of(page).splitlines() == [
        "Work: Roof with new tiles; Hours: 3.00; Rate: 40.00; Amount: 120.00",
        "Work: Sum before tax; Amount: 120.00",
        "Work: Tax of 20 %; Amount: 24.00",
    ]


def test_one_row_of_figures_below_names_is_a_table(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, 60, 740, "What the jumps brought in:")
        aligned(canvas, 700, ("", "Mean", "Best", "Worst"), ("Long jump", "5.20", "6.11", "4.02"))

    assert text_of(page).endswith("Long jump; Mean: 5.20; Best: 6.11; Worst: 4.02")


def test_a_line_that_heads_the_rows_below_it_stands_between_them(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        aligned(canvas, 700, ("", "Weight", "Price"), ("", "", ""), ("Plaice", "310", "8.40"), ("Cod", "450", "9.90"))
        lines(canvas, 60, 686, "Fish of the day, fried in butter")
        lines(canvas, 60, 644, "Cakes of the day, baked here since 1911")
        aligned(canvas, 630, ("Plum", "120", "3.10"), ("Apple", "140", "2.90"))

    assert text_of(page).splitlines() == [
        "Fish of the day, fried in butter",
        "Plaice; Weight: 310; Price: 8.40",
        "Cod; Weight: 450; Price: 9.90",
        "Cakes of the day, baked here since 1911",
        "Plum; Weight: 120; Price: 3.10",
        "Apple; Weight: 140; Price: 2.90",
    ]


def test_a_cell_of_several_lines_stays_in_its_row(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        for top, code, told, fee in (
            (700, "Code", ("What happens",), "Fee"),
            (680, "A1", ("The lift stops", "between two floors", "until it is called."), "10"),
            (628, "A2", ("The doors stay open.",), "15"),
            (608, "A3", ("The lamp goes out", "for an hour."), "20"),
        ):
            lines(canvas, 60, top, code)
            lines(canvas, 120, top, *told, pitch=13)
            lines(canvas, 300, top, fee)

    assert text_of(page).splitlines() == [
        "Code: A1; What happens: The lift stops between two floors until it is called.; Fee: 10",
        "Code: A2; What happens: The doors stay open.; Fee: 15",
        "Code: A3; What happens: The lamp goes out for an hour.; Fee: 20",
    ]


def test_values_that_nearly_touch_are_parted_by_the_columns_of_other_rows(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        aligned(canvas, 700, ("", "Adults", "Pupils"), ("Pool", "12", "8"), ("Gym", "9", "4"), ("Sauna", "7", "2"))
        canvas.drawString(60, 644, "Courts of tennis, grass")
        canvas.drawRightString(230, 644, "1,000,001")
        canvas.drawRightString(310, 644, "6")

    assert "Courts of tennis, grass; Adults: 1,000,001; Pupils: 6" in text_of(page)


def test_a_table_of_contents_is_no_table(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        for number, (title, at) in enumerate((("Fees", "3"), ("Times", "5"), ("Rooms", "8"), ("Keys", "9"))):
            lines(canvas, 60, 700 - 14 * number, f"1.{number}")
            lines(canvas, 100, 700 - 14 * number, title + " . . . . . . . . . . . .")
            lines(canvas, 300, 700 - 14 * number, at)

    assert ";" not in text_of(page)


def test_the_first_line_of_addresses_names_no_columns(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        records = (
            ("To", "Buyer", "Rowan Hill Ltd"),
            ("Alder Works", "Street", "12 Quay Road"),
            ("Mr Finch", "Town", "Sandmouth"),
            ("by hand", "Country", "Wales"),
        )
        for row, record in enumerate(records):
            for left, text in zip((60, 190, 300), record, strict=True):
                canvas.drawString(left, 700 - 14 * row, text)

    text = text_of(page)
    assert "Buyer:" not in text
    assert "Rowan Hill Ltd:" not in text


def test_bold_names_name_columns_of_words(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 11)
        for left, name in zip((60, 190, 300), ("Post", "Held by", "Room"), strict=True):
            canvas.drawString(left, 700, name)
        canvas.setFont("Helvetica", 11)
        for row, record in enumerate(
            (("Chair", "Ms Lee", "East"), ("Clerk", "Mr Fox", "West"), ("Cook", "Ida", "Yard"))
        ):
            for left, text in zip((60, 190, 300), record, strict=True):
                canvas.drawString(left, 686 - 14 * row, text)

    assert text_of(page).splitlines()[1] == "Post: Clerk; Held by: Mr Fox; Room: West"


def test_a_form_in_boxes_has_names_on_the_left_and_none_above(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid((60, 200, 400), (700, 680, 660, 640, 620))
        lines(canvas, 64, 686, "Name", "Street", "Town", "Country", pitch=20)
        lines(canvas, 204, 686, "Ada Brook", "Mill Lane", "Overton", "Wales", pitch=20)

    assert text_of(page) == "Name: Ada Brook\nStreet: Mill Lane\nTown: Overton\nCountry: Wales"


def test_columns_that_are_only_numbered_are_named_by_their_numbers(text_of: Callable[..., str]) -> None:
    rows = (("Mon", "0.41", "1.20", "-0.30"), ("Tue", "0.07", "0.19", "-0.18"), ("Wed", "0.35", "0.03", "-0.45"))
    text = text_of(lambda canvas: aligned(canvas, 700, ("", "1", "2", "3"), *rows))
    assert text.splitlines()[1] == "Tue; 1: 0.07; 2: 0.19; 3: -0.18"


def test_a_table_folded_in_two_is_read_down_one_half_and_then_the_other(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        halves = (("Key", "Room", "Key", "Room"), ("11", "Bar", "14", "Attic"), ("12", "Hall", "15", "Yard"))
        canvas.grid((60, 140, 220, 300, 380), (700, 680, 660, 640))
        for row, record in enumerate(halves):
            for column, text in enumerate(record):
                canvas.drawString(64 + 80 * column, 686 - 20 * row, text)

    assert text_of(page).splitlines() == [
        "Key: 11; Room: Bar",
        "Key: 12; Room: Hall",
        "Key: 14; Room: Attic",
        "Key: 15; Room: Yard",
    ]


def test_rows_that_go_on_beside_a_named_half_have_its_names(text_of: Callable[..., str]) -> None:
    def page(canvas: Canvas) -> None:
        halves = (
            ("Number", "Stock", "Article", "304", "7", "Rake"),
            ("301", "12", "Spade", "305", "2", "Hoe"),
            ("302", "40", "Fork", "306", "19", "Pail"),
        )
        canvas.grid(range(60, 541, 80), (700, 680, 660, 640))
        for row, record in enumerate(halves):
            for column, text in enumerate(record):
                canvas.drawString(64 + 80 * column, 686 - 20 * row, text)

    assert text_of(page).splitlines() == [
        "Number: 301; Stock: 12; Article: Spade",
        "Number: 302; Stock: 40; Article: Fork",
        "Number: 304; Stock: 7; Article: Rake",
        "Number: 305; Stock: 2; Article: Hoe",
        "Number: 306; Stock: 19; Article: Pail",
    ]


def test_lines_between_its_rows_cut_no_table_into_columns_of_text(text_of: Callable[..., str]) -> None:
    groups = (
        ("Caravans of four and more", (("Rambler", "22.80", "4.00"),)),
        ("Caravans of six and more", (("Wanderer", "121.00", "6.00"), ("Wanderer large", "21.00", "6.50"))),
        ("Caravans of eight and more", (("Settler of the moor", "18.70", "8.00"), ("Home", "14.30", "8.50"))),
    )

    def page(canvas: Canvas) -> None:
        aligned(canvas, 700, ("", "Price", "Beds"), columns=(60, 150, 230))
        top = 686
        for title, rows in groups:
            lines(canvas, 60, top, title + " persons")
            aligned(canvas, top - 14, *rows, columns=(60, 150, 230))
            top -= 14 * (1 + len(rows))

    text = text_of(page)
    assert "Wanderer large; Price: 21.00; Beds: 6.50" in text
    assert "Home; Price: 14.30; Beds: 8.50" in text


def test_rows_of_a_group_carry_its_name_and_a_total_does_not(text_of: Callable[..., str]) -> None:
    rows = (
        ("Pier", "May", "410", "96"),
        ("", "June", "388", "120"),
        ("", "July", "290", "71"),
        ("Moor", "May", "55", "13"),
        ("", "June", "61", "17"),
        ("", "Total", "1204", "317"),
    )

    def page(canvas: Canvas) -> None:
        for row, record in enumerate((("Place", "Month", "Guests", "Boats"), *rows)):
            for left, text in zip((60, 160, 240, 320), record, strict=True):
                canvas.drawString(left, 700 - 14 * row, text)

    told = text_of(page).splitlines()
    assert told[1] == "Place: Pier; Month: June; Guests: 388; Boats: 120"
    assert told[4] == "Place: Moor; Month: June; Guests: 61; Boats: 17"
    assert told[5] == "Month: Total; Guests: 1204; Boats: 317"
