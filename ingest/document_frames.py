"""A parsed document on its way through the pipe from a child."""

from array import array
from itertools import pairwise

from children.frames import BrokenFrame, Head, pack
from domain.documents import Mark, MediaType, Page, ParsedDocument, Place, Rows, Whole


def document_frame(document: ParsedDocument) -> bytes:
    """A parsed document as a frame: the body is the marks, then the text."""
    marks = array("q")
    for mark in document.marks:
        marks.extend((mark.start, *_place_numbers(mark.place)))
    head = {
        "media_type": document.media_type,
        "pages": document.pages,
        "warnings": document.warnings,
        "marks": len(document.marks),
    }
    return pack(head, marks.tobytes() + document.text.encode())


def document_from(head: Head, body: bytes) -> ParsedDocument:
    """Reverses `document_frame`. Raises `BrokenFrame`."""
    try:
        size = int(head["marks"]) * 3 * 8
        marks = _marks(array("q", body[:size]))
        return ParsedDocument(
            text=body[size:].decode(),
            media_type=MediaType(head["media_type"]),
            marks=marks,
            pages=None if head["pages"] is None else int(head["pages"]),
            warnings=tuple(str(warning) for warning in head["warnings"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFrame("a document that does not fit together") from error


def _place_numbers(place: Place) -> tuple[int, int]:
    """Rows are two numbers, a page is one and nought, the whole is nought twice."""
    if isinstance(place, Rows):
        return place.first, place.last
    return (place.number, 0) if isinstance(place, Page) else (0, 0)


def _place(first: int, last: int) -> Place:
    if last:
        return Rows(first, last)
    return Page(first) if first else Whole()


def _marks(numbers: "array[int]") -> tuple[Mark, ...]:
    triples = zip(numbers[0::3], numbers[1::3], numbers[2::3], strict=True)
    marks = tuple(Mark(start, _place(first, last)) for start, first, last in triples)
    if not marks or marks[0].start != 0 or any(a.start > b.start for a, b in pairwise(marks)):
        raise BrokenFrame("marks out of order")
    return marks
