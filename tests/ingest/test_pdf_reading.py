"""A page reads as a person reads it, however its program drew it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from domain.documents import ParsedDocument
from domain.places import Page
from ingest.chunker import TokenChunker
from ingest.limits import Limits
from ingest.pdf import read_pdf
from tests.ingest.page_drawing import drawn, lines, with_mark
from tests.ingest.pdf_files import turned
from tests.ingest.tiny_tokenizer import TinyTokenizer

LEFT = (
    "Returns. A coat that was not worn",
    "may come back within 30 days of",
    "the day on which it was bought, if",
    "the ticket is still attached to it.",
)
RIGHT = (
    "Repairs. A torn lining is mended",
    "for 12 euros while you wait, and a",
    "missing button costs nothing when",
    "the coat was bought in this shop.",
)
COLUMNS = (
    "Returns. A coat that was not worn may come back within 30 days of the day on which it was bought, if "
    "the ticket is still attached to it.\n\nRepairs. A torn lining is mended for 12 euros while you wait, and a "
    "missing button costs nothing when the coat was bought in this shop."
)


def read(tmp_path: Path, data: bytes) -> ParsedDocument:
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    return read_pdf(path, Limits())


def text_of(tmp_path: Path, data: bytes) -> str:
    return read(tmp_path, data).text


def by_row(canvas: Canvas) -> None:
    for index, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        canvas.drawString(60, 700 - 14 * index, left)
        canvas.drawString(320, 700 - 14 * index, right)


def heading_above(canvas: Canvas) -> None:
    by_row(canvas)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(60, 750, "Everything about coats, from the first day to the last")


def by_word(canvas: Canvas) -> None:
    for left, column in ((320, RIGHT), (60, LEFT)):
        for index, line in reversed(list(enumerate(column))):
            for at in reversed(range(len(line.split()))):
                words = line.split()
                before = canvas.stringWidth(" ".join(words[:at]) + " " * bool(at))
                canvas.drawString(left + before, 700 - 14 * index, words[at])


def test_two_columns_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    assert text_of(tmp_path, drawn(by_row)) == COLUMNS


def test_a_heading_over_both_columns_stays_above_them(tmp_path: Path) -> None:
    text = text_of(tmp_path, drawn(heading_above))
    assert text == f"Everything about coats, from the first day to the last\n\n{COLUMNS}"


def test_words_drawn_from_last_to_first_are_read_from_first_to_last(tmp_path: Path) -> None:
    assert text_of(tmp_path, drawn(by_word)) == COLUMNS


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_reads_like_one_that_stands(degrees: int, tmp_path: Path) -> None:
    assert text_of(tmp_path, turned(drawn(by_row), degrees=degrees)) == COLUMNS


def test_text_that_stands_on_its_side_is_read_and_comes_after_the_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        lines(canvas, 100, -30, "Filed under 4711")
        canvas.rotate(-90)
        by_row(canvas)

    assert text_of(tmp_path, drawn(draw)) == f"{COLUMNS}\n\nFiled under 4711"


def test_a_page_whose_text_stands_on_its_side_is_read_in_order(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.translate(0, -A4[1])
        by_row(canvas)

    assert text_of(tmp_path, drawn(draw)) == COLUMNS


def test_three_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    third = ("Rents. A coat for one evening", "costs 9 euros, and 4 for each", "evening more; bring a pass.")

    def draw(canvas: Canvas) -> None:
        for index in range(3):
            for left, column in ((40, LEFT), (230, RIGHT), (420, third)):
                canvas.drawString(left, 700 - 14 * index, column[index])

    text = text_of(tmp_path, drawn(draw))
    assert text.index("bought, if") < text.index("Repairs") < text.index("nothing when") < text.index("Rents")


@pytest.mark.parametrize(
    ("before", "mark", "after", "read_as"),
    [
        ("It costs 320", "1", " euros a year.", "It costs 320 euros a year."),
        ("In 2019", "3", " there were 1,204 of them.", "In 2019 there were 1,204 of them."),
        ("The share was 45%", "2", " of all.", "The share was 45% of all."),
        ("It counts 10", "5", " grains.", "It counts 10^5 grains."),
        ("It weighs 3 x 10", "-6", " grams.", "It weighs 3 x 10^-6 grams."),
        ("The hall has 40 m", "2", " of floor.", "The hall has 40 m² of floor."),
        ("Members of the club", "12", " pay less.", "Members of the club¹² pay less."),
        ("It opens on the 4", "th", " of May.", "It opens on the 4th of May."),
    ],
)
def test_raised_letters_join_no_figure(before: str, mark: str, after: str, read_as: str, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        with_mark(canvas, 60, 700, before, mark, after)

    assert text_of(tmp_path, drawn(draw)) == read_as


def test_lowered_digits_read_as_people_type_them(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        with_mark(canvas, 60, 700, "A litre of H", "2", "O weighs a kilogram.", rise=-2)

    assert text_of(tmp_path, drawn(draw)) == "A litre of H2O weighs a kilogram."


def test_a_footnote_stays_apart_with_its_mark(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        with_mark(canvas, 60, 700, "It costs 320", "1", " euros.")
        canvas.setFont("Helvetica", 4.5)
        canvas.drawString(60, 103, "1")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(63, 100, "For residents.")

    assert text_of(tmp_path, drawn(draw)) == "It costs 320 euros.\n\n¹ For residents."


@pytest.mark.parametrize(
    ("first", "second", "read_as"),
    [
        ("It has a long-", "term battery.", "It has a long-term battery."),
        ("Order the part BX-", "4410 by phone.", "Order the part BX-4410 by phone."),
        ("The plan of 2020-", "2024 is out.", "The plan of 2020-2024 is out."),
        ("It includes the insur-", "ance of goods.", "It includes the insurance of goods."),
        ("From Frankfurt to Nord-", "Süd it is far.", "From Frankfurt to Nord-Süd it is far."),
        ("Sonn-", "und Feiertage sind frei.", "Sonn- und Feiertage sind frei."),
        ("An X-ray is free. The X-", "ray room is closed.", "An X-ray is free. The X-ray room is closed."),
        ("Re-entry is free. No re-", "entry by night.", "Re-entry is free. No re-entry by night."),
        ("No reentry by day. No re-", "entry by night.", "No reentry by day. No reentry by night."),
    ],
)
def test_hyphens_at_line_ends_stay_where_the_word_has_them(
    first: str, second: str, read_as: str, tmp_path: Path
) -> None:
    assert text_of(tmp_path, drawn(lambda canvas: lines(canvas, 60, 700, first, second))) == read_as


def white(canvas: Canvas) -> None:
    canvas.setFillColor(colors.white)
    lines(canvas, 60, 650, "The prize is 1 euro.")


def beyond_the_edge(canvas: Canvas) -> None:
    lines(canvas, 60, -40, "The prize is 2 euros.")


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(60, 650)
    text.setTextRenderMode(3)
    text.textLine("The prize is 3 euros.")
    canvas.drawText(text)


def without_size(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.01)
    lines(canvas, 60, 650, "The prize is 4 euros.")


def cut_out(canvas: Canvas) -> None:
    text = canvas.beginText(60, 650)
    text.setTextRenderMode(7)
    text.textLine("The prize is 5 euros.")
    canvas.drawText(text)


@pytest.mark.parametrize("hide", [white, beyond_the_edge, invisible, without_size, cut_out])
def test_text_that_nobody_sees_is_not_read(hide: Callable[[Canvas], None], tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, 60, 700, "The prize is 500 euros.")
        hide(canvas)

    assert text_of(tmp_path, drawn(draw)) == "The prize is 500 euros."


def test_white_letters_on_a_dark_ground_are_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(50, 640, 300, 30, fill=1)
        white(canvas)

    assert text_of(tmp_path, drawn(draw)) == "The prize is 1 euro."


def test_letters_through_which_a_colour_shows_are_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        cut_out(canvas)
        canvas.setFillColorRGB(0, 0, 1)
        canvas.rect(50, 640, 300, 30, fill=1)

    assert text_of(tmp_path, drawn(draw)) == "The prize is 5 euros."


def test_the_invisible_layer_over_a_scan_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *A4)
        invisible(canvas)

    assert text_of(tmp_path, drawn(draw)) == "The prize is 3 euros."


def filled_form(canvas: Canvas) -> None:
    lines(canvas, 60, 700, "Name of the boat:", "Mooring:", "Has an engine:", "Insured:", pitch=30)
    form = canvas.acroForm
    form.textfield(name="boat", value="Grey Gull", x=180, y=694, width=200, height=20)
    form.choice(name="mooring", value="C-7", options=["C-7", "D-8"], x=180, y=664, width=80, height=20)
    form.checkbox(name="engine", checked=True, x=180, y=636, size=14)
    form.checkbox(name="insured", checked=False, x=180, y=606, size=14)
    form.checkbox(name="lake", checked=True, x=60, y=576, size=14)
    lines(canvas, 80, 580, "Sails on the lake")


def test_a_filled_form_reads_each_value_behind_its_label(tmp_path: Path) -> None:
    assert text_of(tmp_path, drawn(filled_form)) == (
        "Name of the boat: Grey Gull\nMooring: C-7\nHas an engine: yes\nInsured: no\n[x] Sails on the lake"
    )


def test_text_typed_onto_a_page_is_read_where_it_stands_and_labels_fields(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.freeTextAnnotation("Day of the race", "/Helv 11 Tf 0 g", Rect=(60, 698, 170, 714))
        canvas.acroForm.textfield(name="day", value="4 July", x=180, y=696, width=80, height=18)
        lines(canvas, 60, 600, "Starts are drawn by lot.")

    assert text_of(tmp_path, drawn(draw)) == "Day of the race 4 July\nStarts are drawn by lot."


def test_notes_are_read_at_the_end_of_their_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.textAnnotation("Ask the harbour\nmaster first.", Rect=(300, 700, 320, 720))
        lines(canvas, 60, 700, "Boats may stay a night.")

    assert text_of(tmp_path, drawn(draw, by_row)).startswith(
        "Boats may stay a night.\n\nNote: Ask the harbour master first.\n\nReturns."
    )


def minutes(number: int, *texts: str, top: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 810, "Minutes of the Lighthouse Board - Draft 3")
        canvas.drawString(60, 40, f"Page {number} of 2")
        canvas.setFont("Helvetica", 11)
        lines(canvas, 60, top, *texts)

    return draw


FIRST = ("The board met on Monday. It approved the plan for the new", "lamp on the condition that the whole work and")
SECOND = ("the road to it cost less than 3.1 million euros. Work starts soon", "and the old lamp stays lit.")


def test_a_sentence_goes_on_past_footer_and_header_and_its_page_is_where_it_starts(tmp_path: Path) -> None:
    document = read(tmp_path, drawn(minutes(1, *FIRST, top=100), minutes(2, *SECOND, top=770)))
    assert document.text == " ".join((*FIRST, *SECOND))
    assert document.text[document.marks[1].start :].startswith("the road")
    chunks = TokenChunker(TinyTokenizer(), max_tokens=400, overlap_tokens=0).chunk(document)
    assert [chunk.place for chunk in chunks] == [Page(1), Page(2)]
    assert chunks[0].text.endswith("the road to it cost less than 3.1 million euros.")
    assert chunks[1].text == "Work starts soon and the old lamp stays lit."


def test_what_is_said_on_each_page_within_its_text_is_no_header(tmp_path: Path) -> None:
    pages = [
        lambda canvas, gate=gate: lines(canvas, 60, 740, f"The {gate} gate opens.", "For questions ask the warden.")
        for gate in ("north", "south", "east", "west")
    ]
    assert text_of(tmp_path, drawn(*pages)).count("For questions ask the warden.") == 4


def test_how_to_reach_the_writer_stays_once(tmp_path: Path) -> None:
    def page(text: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            lines(canvas, 60, 700, text)
            lines(canvas, 60, 40, "Tavern Railway, telephone 0664 123 4567")

        return draw

    text = text_of(tmp_path, drawn(page("One train a day."), page("Two on Sundays."), page("None in May.")))
    assert text.count("0664 123 4567") == 1


def test_a_table_of_contents_makes_no_passage(tmp_path: Path) -> None:
    def contents(canvas: Canvas) -> None:
        lines(canvas, 60, 700, *(f"{n}  Chapter of number {n} {'. ' * 20} {3 * n}" for n in range(1, 9)))

    document = read(tmp_path, drawn(contents, by_row))
    assert "Chapter of number 4" in document.text
    chunks = TokenChunker(TinyTokenizer(), max_tokens=60, overlap_tokens=0).chunk(document)
    assert chunks
    assert not any("Chapter" in chunk.text for chunk in chunks)


def bullets(canvas: Canvas) -> None:
    wrapped = (("Guests who leave later pay ten euros and may stay until 17", "Uhr, where the place is free."),)
    for index, (first, rest) in enumerate((*wrapped, ("Nobody is let in while the gate by the lake is", "closed."))):
        base = 700 - 28 * index
        canvas.setFont("Helvetica", 14)
        canvas.drawString(60, base, "•")
        canvas.setFont("Helvetica", 11)
        lines(canvas, 76, base, first, rest)
    lines(canvas, 60, 640, "Whoever stays longer pays for a night, as the price list says it.", "This is no fee.")


def test_a_bullet_of_larger_letters_does_not_part_an_items_lines(tmp_path: Path) -> None:
    text = text_of(tmp_path, drawn(bullets))
    assert "may stay until 17 Uhr, where the place is free.\n• Nobody" in text
    assert "the gate by the lake is closed." in text
