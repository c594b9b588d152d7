"""A parsed document on its way through the pipe from a child."""

import json
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise

from children.frames import BrokenFrame, Head, pack
from domain.documents import MediaType, ParsedDocument
from domain.places import Mark, Page, PageRows, Place, Rows, Section, SheetRows, Slide, Spot, Whole

_NO_NAME = -1
_KINDS = (Whole, Page, Rows, Slide, SheetRows, PageRows)
_NUMBERS_A_MARK = 7


def document_frame(document: ParsedDocument) -> bytes:
    """A parsed document as a frame: the body is the marks, the names in them, its tables, then the text."""
    names: dict[str, int] = {}
    marks = array("q")
    for mark in document.marks:
        marks.extend((mark.start, *_place_numbers(mark.place, names)))
    listed = json.dumps(list(names)).encode()
    head = {
        "media_type": document.media_type,
        "pages": document.pages,
        "warnings": document.warnings,
        "scans": document.scans,
        "marks": len(document.marks),
        "names": len(listed),
        "tables": len(document.tables),
    }
    return pack(head, marks.tobytes() + listed + document.tables + document.text.encode())


def document_from(head: Head, body: bytes) -> ParsedDocument:
    """Reverses `document_frame`. Raises `BrokenFrame`."""
    try:
        size = int(head["marks"]) * _NUMBERS_A_MARK * 8
        tables = size + int(head["names"])
        text = tables + int(head["tables"])
        marks = _marks(array("q", body[:size]), [str(name) for name in json.loads(body[size:tables])])
        return ParsedDocument(
            text=body[text:].decode(),
            media_type=MediaType(head["media_type"]),
            marks=marks,
            pages=None if head["pages"] is None else int(head["pages"]),
            warnings=tuple(str(warning) for warning in head["warnings"]),
            scans=tuple(int(number) for number in head["scans"]),
            tables=body[tables:text],
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BrokenFrame("a document that does not fit together") from error


def _place_numbers(place: Place, names: dict[str, int]) -> tuple[int, int, int, int, int, int]:
    """Which kind, its three numbers, then the places in `names` of its sheet and its heading."""
    heading = _NO_NAME
    if isinstance(place, Section):
        heading, place = names.setdefault(place.heading, len(names)), place.spot
    kind = _KINDS.index(type(place))
    match place:
        case Page(number) | Slide(number):
            return kind, number, 0, 0, _NO_NAME, heading
        case Rows(first, last):
            return kind, first, last, 0, _NO_NAME, heading
        case SheetRows(sheet, first, last):
            return kind, first, last, 0, names.setdefault(sheet, len(names)), heading
        case PageRows(number, first, last):
            return kind, first, last, number, _NO_NAME, heading
        case Whole():
            return kind, 0, 0, 0, _NO_NAME, heading


def _spot(kind: int, first: int, last: int, page: int, sheet: str) -> Spot:
    match kind:
        case 1:
            return Page(first)
        case 2:
            return Rows(first, last)
        case 3:
            return Slide(first)
        case 4:
            return SheetRows(sheet, first, last)
        case 5:
            return PageRows(page, first, last)
        case _:
            return Whole()


def _places(numbers: "array[int]", names: Sequence[str]) -> Iterator[Place]:
    columns = (numbers[column::_NUMBERS_A_MARK] for column in range(1, _NUMBERS_A_MARK))
    for kind, first, last, page, sheet, heading in zip(*columns, strict=True):
        spot = _spot(kind, first, last, page, "" if sheet == _NO_NAME else names[sheet])
        yield spot if heading == _NO_NAME else Section(names[heading], spot)


def _marks(numbers: "array[int]", names: Sequence[str]) -> tuple[Mark, ...]:
    starts = numbers[0::_NUMBERS_A_MARK]
    marks = tuple(Mark(start, place) for start, place in zip(starts, _places(numbers, names), strict=True))
    if not marks or marks[0].start != 0 or any(a.start > b.start for a, b in pairwise(marks)):
        raise BrokenFrame("marks out of order")
    return marks
