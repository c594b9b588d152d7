import io
from typing import Any

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from domain.documents import ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Section, Slide
from ingest.limits import Limits
from ingest.office.slides import read_slides

TITLE_AND_TEXT, TITLE_ONLY, BLANK = 1, 5, 6


def read(presentation: Any, *, limits: Limits | None = None) -> ParsedDocument:
    file = io.BytesIO()
    presentation.save(file)
    return read_slides(file, limits or Limits())  # type: ignore[arg-type]  # a file will do where a path does


@pytest.fixture
def presentation() -> Any:
    return pptx.Presentation()


def slide(presentation: Any, layout: int = BLANK) -> Any:
    return presentation.slides.add_slide(presentation.slide_layouts[layout])


def box(slide: Any, text: str, left: float, top: float, *, width: float = 3) -> Any:
    made = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(0.8))
    made.text_frame.text = text
    return made


def test_a_slide_has_its_number_and_its_title_as_heading_and_its_notes_follow(presentation: Any) -> None:
    first = slide(presentation, TITLE_AND_TEXT)
    first.shapes.title.text = "Opening hours"
    first.placeholders[1].text = "Summer: 9 to 17\nWinter: closed"
    first.notes_slide.notes_text_frame.text = "Say it twice."
    box(slide(presentation), "The end.", 1, 1)
    parsed = read(presentation)
    assert parsed.text == "Opening hours\n\n- Summer: 9 to 17\n- Winter: closed\n\nNotes: Say it twice.\n\nThe end."
    assert [mark.place for mark in parsed.marks] == [Section("Opening hours", Slide(1)), Slide(2)]
    assert parsed.pages == 2


def test_boxes_are_read_where_they_stand_not_in_the_order_in_which_they_were_made(presentation: Any) -> None:
    made = slide(presentation, TITLE_ONLY)
    box(made, "Last, across both.", 1, 6, width=8)
    box(made, "right below", 5, 3)
    box(made, "left below", 1, 3)
    box(made, "Right", 5, 2)
    box(made, "Left", 1, 2)
    made.shapes.title.text = "Columns"
    assert read(presentation).text.split("\n\n") == [
        "Columns", "Left", "left below", "Right", "right below", "Last, across both.",
    ]  # fmt: skip


def test_boxes_in_a_group_stand_where_the_group_is(presentation: Any) -> None:
    made = slide(presentation)
    box(made, "below", 1, 4)
    group = made.shapes.add_group_shape()
    inner = group.shapes.add_textbox(Inches(1), Inches(6), Inches(3), Inches(0.8))
    inner.text_frame.text = "grouped"
    group.top = Inches(1)
    assert read(presentation).text == "grouped\n\nbelow"


def test_a_table_is_a_line_a_row_and_a_chart_tells_its_figures(presentation: Any) -> None:
    made = slide(presentation)
    table = made.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(6), Inches(1)).table
    for row, texts in enumerate([("Item", "Fee"), ("Single", "9"), ("Return", "15")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    data = CategoryChartData()
    data.categories = ["2023", "2024"]
    data.add_series("Visitors", (300, 420))
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED
    made.shapes.add_chart(kind, Inches(1), Inches(4), Inches(5), Inches(3), data)
    assert read(presentation).text == (
        "Item: Single; Fee: 9\nItem: Return; Fee: 15\n\nCategory: 2023; Visitors: 300\nCategory: 2024; Visitors: 420"
    )


def test_hidden_slides_are_not_read_and_both_they_and_pictures_are_said(presentation: Any) -> None:
    box(slide(presentation), "Shown.", 1, 1)
    hidden = slide(presentation)
    box(hidden, "secret", 1, 1)
    hidden._element.set("show", "0")
    slide(presentation)
    parsed = read(presentation)
    assert parsed.text == "Shown."
    assert parsed.warnings == (
        "Slide 2 is hidden and not read.",
        "Slide 3 is without text; what they show as pictures cannot be searched.",
    )


def test_too_many_slides_are_refused(presentation: Any) -> None:
    for _ in range(3):
        slide(presentation)
    with pytest.raises(UnreadableDocument, match="3 slides; at most 2"):
        read(presentation, limits=Limits(pages=2))


def test_a_number_that_was_typed_goes_before_a_bullet(presentation: Any) -> None:
    made = slide(presentation, TITLE_AND_TEXT)
    made.shapes.title.text = "Locking up"
    made.placeholders[1].text = "1. Shut the vents\n2) Bar the door\nAsk Ida"
    assert read(presentation).text == "Locking up\n\n1. Shut the vents\n2) Bar the door\n- Ask Ida"
