"""The numbers and bullets that a word processor writes before the items of its lists."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ingest.office.markup import Element, attribute, child, children, number

BULLET = "-"
_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MAX_ROMAN = 4_000


def roman(value: int) -> str:
    """In small letters."""
    if not 0 < value < _MAX_ROMAN:
        return str(value)
    written = ""
    for worth, letters in (*_ROMAN, *_ROMAN_SMALL):
        written += letters * (value // worth)
        value %= worth
    return written


def letters(value: int) -> str:
    """a … z, aa, bb, … as word processors count."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 26 * _LEVELS else str(value)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "lowerLetter": letters,
    "upperLetter": lambda value: letters(value).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda value: roman(value).upper(),
    "decimalZero": lambda value: f"{value:02}",
    "ordinal": lambda value: f"{value}.",
}


def counted(value: int, kind: str) -> str:
    """A number in a format by its name in OOXML; digits for any other."""
    return _FORMATS.get(kind, str)(value)


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list is numbered: from `start`, in the format `kind`, written as `pattern` (`%1.%2.`)."""

    start: int
    kind: str
    pattern: str


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    restarts: set[int] = field(default_factory=set)


class Numbering:
    """Counts the items of a DOCX in the order in which they are asked for."""

    def __init__(self, root: Element | None) -> None:
        abstracts = {attribute(each, "abstractNumId"): each for each in children(root, "abstractNum")}
        self._lists: dict[str, _List] = {}
        for each in children(root, "num"):
            abstract = attribute(child(each, "abstractNumId"), "val") or ""
            made = self._lists[attribute(each, "numId") or ""] = _List(abstract, dict(_levels(abstracts.get(abstract))))
            for override in children(each, "lvlOverride"):
                _override(made, override)
        self._counts: dict[str, list[int | None]] = {}

    def label(self, list_id: str, depth: int) -> str | None:
        """What stands before the next item; null where the list does not exist, empty where its items have no mark."""
        made = self._lists.get(list_id)
        if made is None or not 0 <= depth < _LEVELS:
            return None
        level = made.levels.get(depth, Level(1, "decimal", f"%{depth + 1}."))
        counts = self._counts.setdefault(made.abstract, [None] * _LEVELS)
        if depth in made.restarts:
            made.restarts.discard(depth)
            counts[depth] = None
        current = counts[depth]
        counts[depth] = level.start if current is None else current + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        if level.kind == "bullet":
            return BULLET
        return "" if level.kind == "none" else _written(level, made.levels, counts)


def _written(level: Level, levels: Mapping[int, Level], counts: list[int | None]) -> str:
    def part(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        above = levels.get(index, level)
        value = counts[index]
        return counted(above.start if value is None else value, above.kind)

    return re.sub(r"%([1-9])", part, level.pattern).strip()


def _levels(abstract: Element | None) -> Iterator[tuple[int, Level]]:
    for each in children(abstract, "lvl"):
        yield number(each, "ilvl", 0), _level(each)


def _level(element: Element) -> Level:
    return Level(
        number(child(element, "start"), "val", 1),
        attribute(child(element, "numFmt"), "val") or "decimal",
        attribute(child(element, "lvlText"), "val") or "",
    )


def _override(made: _List, override: Element) -> None:
    depth = number(override, "ilvl", 0)
    for changed in children(override, "lvl"):
        made.levels[depth] = _level(changed)
    start = child(override, "startOverride")
    if start is not None:
        kept = made.levels.get(depth, Level(1, "decimal", f"%{depth + 1}."))
        made.levels[depth] = Level(number(start, "val", 1), kept.kind, kept.pattern)
        made.restarts.add(depth)
