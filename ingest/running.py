"""Running headers, footers and page numbers: lines that stand at the same place on page after page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.lines import Kind, Line

_DEEPEST = 6
_SAME_PLACE_POINTS = 4.0
_APART_RATIO = 1.8
_MARGIN_RATIO = 0.15  # of the height that the document's text takes
_SMALLER_RATIO = 0.9
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—|]\s*)?(?:(?:page|seite|p\.|s\.|pagina|página)\s*)?(?:\d{1,4}|[ivxl]{1,7})\.?\s*(?:oldal\b|page\b)?"
    r"(?:\s*(?:of|/|von|de|sur)\s*\d{1,4})?\s*[-–—|]?",
    re.IGNORECASE,
)
_NAMED_PAGE_NUMBER = re.compile(
    r"[-–—]\s*\d{1,4}\s*[-–—]|\D*(?:page|seite|oldal)\D*\d.*|\d+\.?\s*(?:oldal)", re.IGNORECASE
)
# How to reach whoever wrote the document stands nowhere else, often.
_CONTACT = re.compile(r"@|www\.|https?:|\d{5}|\d[\d /().-]{6,}\d")


@dataclass(frozen=True, slots=True)
class _Place:
    page: int
    line: Line
    inner: Line | None


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages' lines without those that repeat at the top or bottom, apart from the text.

    One that holds an address or telephone number stays on the first page that has it, at its beginning.
    """
    left = [list(lines) for lines in pages]
    kept: dict[str, tuple[int, Line]] = {}
    for top in (True, False):
        for page, lines in enumerate(_peeled(left, top=top)):
            for line in lines:
                left[page].remove(line)
                if _CONTACT.search(line.text):
                    kept.setdefault(_pattern(line), (page, line))
    for page, line in kept.values():
        left[page].insert(0, line)
    return left


def _peeled(pages: Sequence[Sequence[Line]], *, top: bool) -> list[list[Line]]:
    """The running lines of each page, from its edge inwards."""
    left = [list(lines) for lines in pages]
    bases = [line.base for lines in pages for line in lines] or [0.0]
    margin = _MARGIN_RATIO * (max(bases) - min(bases))
    zone = (max(bases) - margin, max(bases)) if top else (min(bases), min(bases) + margin)
    peeled: list[list[_Place]] = [[] for _ in pages]
    for _ in range(_DEEPEST):
        found = list(_running(list(_outermost(left, zone, top=top))))
        for place in found:
            left[place.page].remove(place.line)
            peeled[place.page].append(place)
        if not found:
            break
    for places in peeled:
        while places and not _is_apart(places[-1]):
            places.pop()
    return [[place.line for place in places] for places in peeled]


def _outermost(pages: Sequence[Sequence[Line]], zone: tuple[float, float], *, top: bool) -> Iterator[_Place]:
    if len({tuple(line.text for line in lines) for lines in pages if lines}) < 2 and len(pages) > 1:
        return  # copies of one page
    for number, lines in enumerate(pages):
        level = sorted((line for line in lines if line.kind is not Kind.NOTE), key=lambda line: line.base)
        if top:
            level.reverse()
        if level and level[0].kind is Kind.TEXT and zone[0] <= level[0].base <= zone[1]:
            yield _Place(number, level[0], level[1] if len(level) > 1 else None)


def _running(places: Sequence[_Place]) -> Iterator[_Place]:
    groups: dict[str, list[_Place]] = defaultdict(list)
    for place in places:
        groups[_pattern(place.line)].append(place)
    for group in groups.values():
        for like in _at_one_place(group):
            yield from _repeated(like)


def _pattern(line: Line) -> str:
    if _PAGE_NUMBER.fullmatch(line.text):
        return re.sub(r"\d+|\b[ivxl]+\b", "#", line.text.lower())
    return _DIGITS.sub("#", line.text)


def _at_one_place(group: Sequence[_Place]) -> Iterator[list[_Place]]:
    """Lines of one wording, parted by how high they stand."""
    parts: list[list[_Place]] = []
    for place in sorted(group, key=lambda place: place.line.base):
        if parts and place.line.base - parts[-1][-1].line.base <= _SAME_PLACE_POINTS:
            parts[-1].append(place)
        else:
            parts.append([place])
    yield from (sorted(part, key=lambda place: place.page) for part in parts)


def _repeated(like: Sequence[_Place]) -> list[_Place]:
    """Those of one wording and place that belong to the page and not to its text."""
    if _PAGE_NUMBER.fullmatch(like[0].line.text) and (len(like) > 1 or _NAMED_PAGE_NUMBER.fullmatch(like[0].line.text)):
        return list(like)
    counted = [place for place, after in zip(like, (*like[1:], like[0]), strict=True) if _counts_pages(place, after)]
    return counted if len(counted) > 1 else []


def _counts_pages(place: _Place, other: _Place) -> bool:
    """Whether the two lines differ in nothing but the number of their page."""
    if place.page == other.page:
        return False
    numbers = zip(_DIGITS.findall(place.line.text), _DIGITS.findall(other.line.text), strict=True)
    return all(int(b) - int(a) in (0, other.page - place.page) for a, b in numbers)


def _is_apart(place: _Place) -> bool:
    line, inner = place.line, place.inner
    if inner is None:
        return False
    if _PAGE_NUMBER.fullmatch(line.text):
        return True
    return abs(line.base - inner.base) > _APART_RATIO * inner.size or line.size < _SMALLER_RATIO * inner.size
