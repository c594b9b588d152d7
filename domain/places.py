"""Where in a document something stands.

Page, slide and row numbers count from 1; marks are offsets as in `domain.documents`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

HEADING_PATH = " › "
"""Between the headings of a path."""

_SHOWN_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a PDF, counted from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class PageRows:
    """Rows of a table on a page, both ends included, counted from 1 on each page."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Data rows of a table, both ends included, counted from 1 (a header is not a row)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide of a presentation with its notes, counted from 1 as they are shown."""

    number: int


@dataclass(frozen=True, slots=True)
class SheetRows:
    """Rows of a workbook's sheet, both ends included, numbered as the spreadsheet shows them (a header counts)."""

    sheet: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A document without finer places, such as plain text."""


Spot: TypeAlias = Page | PageRows | Rows | Slide | SheetRows | Whole


@dataclass(frozen=True, slots=True)
class Section:
    """A spot that stands under a heading: the innermost one last, `Prices › Children`."""

    heading: str
    spot: Spot


Place: TypeAlias = Spot | Section


@dataclass(frozen=True, slots=True)
class Mark:
    """From `start` on, up to the next mark, the document's text belongs to `place`."""

    start: int
    place: Place


def place_at(marks: Sequence[Mark], start: int, end: int) -> Place:
    """The place of `[start, end)`: the page or section it starts on, or all the rows of one table that it touches."""
    first = marks[bisect_right(marks, start, key=_mark_start) - 1].place
    last = marks[max(bisect_right(marks, start, key=_mark_start), bisect_left(marks, end, key=_mark_start)) - 1].place
    return _reaching(first, last) if is_one_table(first, last) else first


def spot_of(place: Place) -> Spot:
    """The place without its heading."""
    return place.spot if isinstance(place, Section) else place


def is_table(place: Place) -> bool:
    """Whether what stands there are rows, a line each."""
    return isinstance(spot_of(place), Rows | SheetRows | PageRows)


def is_one_table(place: Place, later: Place) -> bool:
    """Whether `later` are rows of the table that `place` belongs to, at or below it."""
    match spot_of(place), spot_of(later):
        case (Rows() as first, Rows() as last):
            return heading_of(place) == heading_of(later) and first.first <= last.first
        case (SheetRows() as first, SheetRows() as last):
            return first.sheet == last.sheet and first.first <= last.first
        case (PageRows() as first, PageRows() as last):
            same = heading_of(place) == heading_of(later) and first.number == last.number
            return same and first.first <= last.first
        case _:
            return False


def _reaching(first: Place, last: Place) -> Place:
    """From the first row of one to the last row of another, which `is_one_table` joined."""
    if isinstance(first, Section):
        spot = _rows_reaching(first.spot, spot_of(last))
        return Section(first.heading, spot)
    return _rows_reaching(first, spot_of(last))


def _rows_reaching(first: Spot, last: Spot) -> Spot:
    if isinstance(first, Rows | SheetRows | PageRows) and isinstance(last, Rows | SheetRows | PageRows):
        return replace(first, last=last.last)
    return first


def under_heading(text: str, heading: str | None) -> str:
    """What is embedded and indexed of a text: it comes below its path of headings, less the one that it opens with."""
    if heading is None:
        return text
    above, _, last = heading.rpartition(HEADING_PATH)
    missing = above if text.lstrip("# ").startswith(last) else heading
    return f"{missing[-_SHOWN_CHARACTERS:]}\n{text}" if missing else text


def below(place: Place, heading: str | None) -> Place:
    """The place under one more heading, the same for null; rows have their own."""
    if heading is None or is_table(place):
        return place
    above = heading_of(place)
    return Section(heading if above is None else f"{above}{HEADING_PATH}{heading}", spot_of(place))


def common_place(place: Place, later: Place) -> Place | None:
    """Where both stand: two sections with a heading above them in common; null where they have none, or are rows."""
    heading, other = heading_of(place), heading_of(later)
    if heading is None or other is None or spot_of(place) != spot_of(later) or is_table(place):
        return None
    if heading == other:
        return None
    shared = [a for a, b in zip(heading.split(HEADING_PATH), other.split(HEADING_PATH), strict=False) if a == b]
    return Section(HEADING_PATH.join(shared), spot_of(place)) if shared else None


def is_heading_alone(text: str, place: Place) -> bool:
    """Whether `text` is no more than the heading that it stands under."""
    heading = heading_of(place)
    return heading is not None and text.strip("# \n") == heading.rpartition(HEADING_PATH)[2]


def heading_of(place: Place) -> str | None:
    """The path of headings that it stands under, null without one."""
    return place.heading if isinstance(place, Section) else None


def _mark_start(mark: Mark) -> int:
    return mark.start
