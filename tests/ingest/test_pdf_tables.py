"""Tables on a page read as rows that say what each value is."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from domain.kept_tables import CellTable, unpacked
from ingest.limits import Limits
from ingest.pdf import read_pdf
from tests.ingest.page_drawing import drawn, lines

HEADER = ("Bus", "First bus", "Price in £")
ROWS = (("7", "05:45", "2.40"), ("14", "06:05", "3.90"), ("Night line", "00:15", "5.00"), ("21", "06:30", "3.10"))
READ = (
    "Bus: 7; First bus: 05:45; Price in £: 2.40\n"
    "Bus: 14; First bus: 06:05; Price in £: 3.90\n"
    "Bus: Night line; First bus: 00:15; Price in £: 5.00\n"
    "Bus: 21; First bus: 06:30; Price in £: 3.10"
)
COLUMNS = (60, 160, 260, 360)


def cells(canvas: Canvas, top: float, records: Sequence[Sequence[str]]) -> None:
    for row, record in enumerate(records):
        for left, text in zip(COLUMNS, record, strict=False):
            canvas.drawString(left + 4, top - 20 * row - 14, text)


def ruled(canvas: Canvas, top: float, records: Sequence[Sequence[str]]) -> None:
    canvas.grid(COLUMNS[: len(records[0]) + 1], [top - 20 * row for row in range(len(records) + 1)])
    cells(canvas, top, records)


def columns_only(canvas: Canvas, top: float, records: Sequence[Sequence[str]]) -> None:
    for x in COLUMNS:
        canvas.line(x, top, x, top - 20 * len(records))
    for y in (top, top - 20, top - 20 * len(records)):
        canvas.line(COLUMNS[0], y, COLUMNS[-1], y)
    cells(canvas, top, records)


def text_of(tmp_path: Path, *pages: Callable[[Canvas], None]) -> str:
    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(*pages))
    return read_pdf(path, Limits()).text


@pytest.mark.parametrize("draw", [ruled, cells, columns_only])
def test_each_row_names_its_columns(draw: Callable[..., None], tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, 60, 740, "All buses go daily, but for those of the night.")
        draw(canvas, 700, (HEADER, *ROWS))
        lines(canvas, 60, 560, "Prices hold until May.")

    assert text_of(tmp_path, page) == (
        f"All buses go daily, but for those of the night.\n\n{READ}\n\nPrices hold until May."
    )


def test_a_header_that_is_repeated_on_the_next_page_names_its_rows_too(tmp_path: Path) -> None:
    text = text_of(
        tmp_path,
        lambda canvas: ruled(canvas, 700, (HEADER, *ROWS[:2])),
        lambda canvas: ruled(canvas, 760, (HEADER, *ROWS[2:])),
    )
    assert text.replace("\n\n", "\n") == READ


def test_a_table_that_goes_on_without_its_header_keeps_it(tmp_path: Path) -> None:
    text = text_of(
        tmp_path,
        lambda canvas: ruled(canvas, 700, (HEADER, *ROWS[:2])),
        lambda canvas: ruled(canvas, 760, (("21", "06:30", "3.10"), ("28", "06:50", "3.10"))),
    )
    assert text.endswith("Bus: 28; First bus: 06:50; Price in £: 3.10")


def test_a_year_over_two_columns_belongs_to_the_names_of_both(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        xs, ys = (60, 140, 220, 300, 380, 460), (700, 680, 660, 640, 620)
        canvas.line(60, 700, 460, 700)
        for y in ys[1:]:
            canvas.line(140 if y == 680 else 60, y, 460, y)
        for x in xs:
            canvas.line(x, 680 if x in (220, 380) else 700, x, 620)
        lines(canvas, 70, 666, "Branch", "Harbour", "Castle", pitch=20)
        for left, year, figures in ((140, "2023", ("1200", "5400")), (300, "2024", ("1350", "6100"))):
            lines(canvas, left + 60, 686, year)
            for column, (name, figure) in enumerate(zip(("Visitors", "Income"), figures, strict=True)):
                lines(canvas, left + 4 + 80 * column, 666, name, figure, "9" + figure[1:], pitch=20)

    assert text_of(tmp_path, page).splitlines() == [
        "Branch: Harbour; 2023 Visitors: 1200; 2023 Income: 5400; 2024 Visitors: 1350; 2024 Income: 6100",
        "Branch: Castle; 2023 Visitors: 9200; 2023 Income: 9400; 2024 Visitors: 9350; 2024 Income: 9100",
    ]


def test_a_cell_of_several_lines_is_one_value(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid((60, 160, 360), (700, 680, 640, 600))
        lines(canvas, 64, 686, "Code", pitch=20)
        lines(canvas, 164, 686, "What to do")
        lines(canvas, 64, 666, "E1")
        lines(canvas, 164, 666, "Press the arm down", "until it clicks.")
        lines(canvas, 64, 626, "E2")
        lines(canvas, 164, 626, "Turn the bowl", "to the right.")

    assert text_of(tmp_path, page) == (
        "Code: E1; What to do: Press the arm down until it clicks.\nCode: E2; What to do: Turn the bowl to the right."
    )


def test_a_ruled_list_without_names_reads_as_name_and_value(tmp_path: Path) -> None:
    records = (("Height", "43 cm"), ("Weight", "7.8 kg"), ("Power", "900 W"))
    text = text_of(tmp_path, lambda canvas: ruled(canvas, 700, records))
    assert text == "Height: 43 cm\nWeight: 7.8 kg\nPower: 900 W"


def test_a_box_around_text_is_no_table(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(50, 650, 400, 60)
        lines(canvas, 60, 690, "Mind the step. It is steep and", "made of old wood, and it creaks.")

    assert text_of(tmp_path, page) == "Mind the step. It is steep and made of old wood, and it creaks."


def tables_of(tmp_path: Path, *pages: Callable[[Canvas], None]) -> Sequence[CellTable]:
    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(*pages))
    return unpacked(read_pdf(path, Limits()).tables)


@pytest.mark.parametrize("draw", [ruled, cells, columns_only])
def test_a_table_is_kept_with_its_caption_and_page(draw: Callable[..., None], tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, 60, 740, "All buses go daily, but for those of the night.")
        lines(canvas, 60, 712, "Table 1: Buses")
        draw(canvas, 700, (HEADER, *ROWS))

    [table] = tables_of(tmp_path, page)
    assert (table.title, table.page, table.names) == ("Table 1: Buses", 1, HEADER)
    assert table.rows == tuple(enumerate(ROWS, 1))


@pytest.mark.parametrize("header", [(HEADER,), ()])
def test_a_table_over_two_pages_is_one_with_its_rows_counted_through(
    header: Sequence[Sequence[str]], tmp_path: Path
) -> None:
    [table] = tables_of(
        tmp_path,
        lambda canvas: ruled(canvas, 700, (HEADER, *ROWS[:2])),
        lambda canvas: ruled(canvas, 760, (*header, *ROWS[2:])),
    )
    assert table.rows == tuple(enumerate(ROWS, 1))


def test_tables_of_the_same_columns_with_text_between_are_two(tmp_path: Path) -> None:
    def page(text: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            lines(canvas, 60, 740, text)
            ruled(canvas, 700, (HEADER, *ROWS[:2]))

        return draw

    found = tables_of(tmp_path, page("These are the buses of the summer."), page("And these run in winter only."))
    assert [len(table.rows) for table in found] == [2, 2]
