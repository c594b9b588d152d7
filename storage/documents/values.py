"""Places and marks as they are kept."""

from collections.abc import Sequence
from typing import Any

from domain.documents import Mark, Page, Place, Rows, Whole


def place_columns(place: Place) -> dict[str, int | None]:
    """The columns of a chunk that say where it stands."""
    match place:
        case Page(number):
            return {"page": number, "first_row": None, "last_row": None}
        case Rows(first, last):
            return {"page": None, "first_row": first, "last_row": last}
        case Whole():
            return {"page": None, "first_row": None, "last_row": None}


def place_of(*, page: int | None, first_row: int | None, last_row: int | None) -> Place:
    """The place that `place_columns` was given."""
    if page is not None:
        return Page(page)
    if first_row is not None and last_row is not None:
        return Rows(first_row, last_row)
    return Whole()


def marks_as_json(marks: Sequence[Mark]) -> list[list[int]]:
    """A list a mark: its start, then the page, or the first and last row, or nothing."""
    return [[mark.start, *_numbers(mark.place)] for mark in marks]


def marks_from_json(kept: Sequence[Sequence[Any]]) -> tuple[Mark, ...]:
    """The marks that `marks_as_json` was given."""
    return tuple(Mark(start, _place(numbers)) for start, *numbers in kept)


def _numbers(place: Place) -> list[int]:
    match place:
        case Page(number):
            return [number]
        case Rows(first, last):
            return [first, last]
        case Whole():
            return []


def _place(numbers: list[int]) -> Place:
    match numbers:
        case [number]:
            return Page(number)
        case [first, last]:
            return Rows(first, last)
        case _:
            return Whole()
