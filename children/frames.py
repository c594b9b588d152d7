"""What goes through the pipe between the server and a child: a JSON head and a body of bytes.

No pickles: a child that a hostile file has taken over must not be able to run code in the server.
"""

import json
import struct
from array import array
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, TypeAlias

from domain.documents import Mark, MediaType, Page, ParsedDocument, Place, Rows, Whole

Head: TypeAlias = Mapping[str, Any]

_SIZES = struct.Struct(">IQ")
_MAX_HEAD_BYTES = 1 << 20


class BrokenFrame(Exception):
    """The other side sent something else than a frame, or more than is allowed."""


def pack(head: Head, body: bytes = b"") -> bytes:
    """A frame."""
    encoded = json.dumps(head).encode()
    return b"".join((_SIZES.pack(len(encoded), len(body)), encoded, body))


def unpack(read: Callable[[int], bytes], *, max_body_bytes: int) -> tuple[Head, bytes]:
    """The next frame; `read` gives exactly so many bytes. Raises `BrokenFrame`."""
    head_bytes, body_bytes = _SIZES.unpack(read(_SIZES.size))
    if head_bytes > _MAX_HEAD_BYTES or body_bytes > max_body_bytes:
        raise BrokenFrame(f"a frame of {head_bytes} + {body_bytes} bytes")
    try:
        head = json.loads(read(head_bytes))
    except ValueError as error:
        raise BrokenFrame("a head that is not JSON") from error
    if not isinstance(head, dict):
        raise BrokenFrame("a head that is not an object")
    return head, read(body_bytes)


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
