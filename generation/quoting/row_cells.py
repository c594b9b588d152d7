"""The one cell of a table's row that answers, by its column's name and by what the reader sees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generation.quoting.asked_values import AskedValues
from generation.quoting.single_values import Span
from text.words import QUESTION_STEMMER

SURE_OF_CELL = 0.9
_NO_VALUE = re.compile(r"yes|no|none|\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """`row[start:end]`, below its column's `name`."""

    name: str
    start: int
    end: int


def cell_at(row: str, seen: Span, asked: AskedValues, *, answerable: float) -> Span | None:
    """The whole cell that the reader has `seen`; null where it has seen several, or another column may be meant.

    `answerable` in [0, 1] is how sure the reader is.
    """
    cells = list(_cells(row))
    met = [one for one in cells if seen.start < one.end and seen.end > one.start]
    if len(met) != 1 or _NO_VALUE.fullmatch(row, met[0].start, met[0].end):
        return None
    others = [one for one in cells if one is not met[0] and not asked.says(row[one.start : one.end])]
    if not asked.is_met_by(_told(met[0], row)) or not _is_meant(met[0], others, row, asked, answerable):
        return None
    return Span(met[0].start, met[0].end)


def _is_meant(one: Cell, others: list[Cell], row: str, asked: AskedValues, answerable: float) -> bool:
    """By the words of its column; where another shares as many, by the reader or since it alone is of the kind."""
    named, best = _shared(one, asked), max((_shared(other, asked) for other in others), default=0)
    if named != best:
        return named > best
    alone = asked.demands.kind is not None and not any(asked.is_met_by(_told(other, row)) for other in others)
    return alone or (named > 0 and answerable >= SURE_OF_CELL)


def _shared(one: Cell, asked: AskedValues) -> int:
    return len(QUESTION_STEMMER.stems(one.name.replace("_", " ")) & asked.stems)


def _told(one: Cell, row: str) -> str:
    return f"{one.name}: {row[one.start : one.end]}"


def _cells(row: str) -> Iterator[Cell]:
    """Of `name: value; name: value`, as rows are read; a part without a name goes on with the value before."""
    at, name, start = 0, "", 0
    for part in row.split("; "):
        head, colon, _ = part.partition(": ")
        if colon:
            if name:
                yield Cell(name, start, at - len("; "))
            name, start = head, at + len(head) + len(colon)
        at += len(part) + len("; ")
    if name:
        yield Cell(name, start, len(row))
