"""Places and marks as they are kept."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from domain.places import Mark, Page, PageRows, Place, Rows, Section, SheetRows, Slide, Spot, Whole, spot_of

_Columns: TypeAlias = dict[str, int | str | None]


def place_columns(place: Place) -> _Columns:
    """The columns of a chunk that say where it stands."""
    columns: _Columns = dict.fromkeys(("page", "first_row", "last_row", "slide", "sheet", "heading"))
    if isinstance(place, Section):
        columns["heading"] = place.heading
    return columns | _spot_columns(spot_of(place))


def place_of(
    *,
    page: int | None,
    first_row: int | None,
    last_row: int | None,
    slide: int | None = None,
    sheet: str | None = None,
    heading: str | None = None,
) -> Place:
    """The place that `place_columns` was given; of before there were slides, sheets and headings, too."""
    spot: Spot = Whole()
    if page is not None:
        spot = Page(page) if first_row is None or last_row is None else PageRows(page, first_row, last_row)
    elif slide is not None:
        spot = Slide(slide)
    elif first_row is not None and last_row is not None:
        spot = Rows(first_row, last_row) if sheet is None else SheetRows(sheet, first_row, last_row)
    return spot if heading is None else Section(heading, spot)


def marks_as_json(marks: Sequence[Mark]) -> list[list[Any]]:
    """A list a mark: its start, then the page, or the first and last row, or nothing; else its columns by name."""
    return [[mark.start, *_values(mark.place)] for mark in marks]


def marks_from_json(kept: Sequence[Sequence[Any]]) -> tuple[Mark, ...]:
    """The marks that `marks_as_json` was given."""
    return tuple(Mark(start, _place(values)) for start, *values in kept)


def _spot_columns(spot: Spot) -> _Columns:
    match spot:
        case Page(number):
            return {"page": number}
        case PageRows(number, first, last):
            return {"page": number, "first_row": first, "last_row": last}
        case Slide(number):
            return {"slide": number}
        case Rows(first, last):
            return {"first_row": first, "last_row": last}
        case SheetRows(sheet, first, last):
            return {"sheet": sheet, "first_row": first, "last_row": last}
        case Whole():
            return {}


def _values(place: Place) -> list[Any]:
    match place:
        case Page(number):
            return [number]
        case Rows(first, last):
            return [first, last]
        case Whole():
            return []
        case _:
            return [{name: value for name, value in place_columns(place).items() if value is not None}]


def _place(values: list[Any]) -> Place:
    match values:
        case [dict() as columns]:
            return place_of(**{"page": None, "first_row": None, "last_row": None, **columns})
        case [number]:
            return Page(number)
        case [first, last]:
            return Rows(first, last)
        case _:
            return Whole()
