"""In which order the fragments of a page are read: columns one after the other, what spans them between."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median

from ingest.fragments import Fragment, rows
from ingest.glyphs import Glyphs

_GUTTER_RATIO = 0.6
_EDGE_POINTS = 3.0
_MIN_LINES = 3
_PROSE_LETTERS = 16
_FILLED_RATIO = 0.7
_LABEL_LETTERS = 14
_LEVEL_RATIO = 0.6
_HEADING_RATIO = 1.15
_MAX_CANDIDATES = 24
_MAX_DEPTH = 7
_MOST_MARGIN_LINES = 2
_APART_RATIO = 2.5
_FAR_RATIO = 1.8
_TABLE_WEIGHT = 2  # of a cell that lies across an edge, against text that is parted by it
_DIGIT = re.compile(r"\d")
_BULLET = re.compile(r"[-*•·▪–‣◦●○■□]")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that are read in turn, each its fragments from left to right; `right` is where the widest ends."""

    lines: list[list[Fragment]]
    right: float


def regions(glyphs: Glyphs, found: Sequence[Fragment], *, depth: int = 0) -> list[Region]:
    """The page's parts in reading order."""
    if depth == 0:
        above, found, below = _parted_margins(found)
        inner = regions(glyphs, found, depth=1)
        if len(inner) > 1:
            return [*_whole(above), *inner, *_whole(below)]
        return _whole([*above, *found, *below])
    edge = _best_edge(glyphs, found) if depth < _MAX_DEPTH and len(found) >= 2 * _MIN_LINES else None
    if edge is None:
        return _whole(found)
    parts: list[Region] = []
    for band in _bands(found, edge):
        if not isinstance(band, Fragment):
            left, right = _sides(band, edge)
            for side in (left, right) if _stands_beside(left, right) else (band,):
                parts += regions(glyphs, side, depth=depth + 1)
        elif parts and parts[-1].lines[-1][-1].base == band.base:
            parts[-1].lines[-1].append(band)
        else:
            parts.append(Region([[band]], band.right))
    return _joined(parts, edge)


def _whole(found: Sequence[Fragment]) -> list[Region]:
    """All of them as one region, none for none."""
    return [Region(rows(found), max(fragment.right for fragment in found))] if found else []


def _parted_margins(found: Sequence[Fragment]) -> tuple[list[Fragment], list[Fragment], list[Fragment]]:
    """What stands apart at the top, the page's own text, what stands apart at the bottom: neither is in a column."""
    lines = rows(found)
    gaps = [_gap(above, below) for above, below in pairwise(lines)]
    usual = median(gaps or [0.0])
    apart = [gap > max(_APART_RATIO * _size(line), _FAR_RATIO * usual) for gap, line in zip(gaps, lines, strict=False)]
    first = len(list(takewhile(bool, apart[:_MOST_MARGIN_LINES])))
    last = len(list(takewhile(bool, reversed(apart[first:][-_MOST_MARGIN_LINES:]))))
    parts = lines[:first], lines[first : len(lines) - last], lines[len(lines) - last :]
    above, inner, below = ([fragment for line in part for fragment in line] for part in parts)
    return above, inner, below


def _gap(above: Sequence[Fragment], below: Sequence[Fragment]) -> float:
    return min(fragment.base for fragment in above) - max(fragment.base for fragment in below)


def _size(line: Sequence[Fragment]) -> float:
    return max(fragment.size for fragment in line)


def _joined(parts: Sequence[Region], edge: float) -> list[Region]:
    """Lines that span the columns, one below the other, as one region."""
    joined: list[Region] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last and all(_spans(line, edge) for region in (last, part) for line in region.lines):
            joined[-1] = Region([*last.lines, *part.lines], max(last.right, part.right))
        else:
            joined.append(part)
    return joined


def _best_edge(glyphs: Glyphs, found: Sequence[Fragment]) -> float | None:
    """Where the right one of two columns begins, null where there are none."""
    starts: dict[int, list[Fragment]] = {}
    for fragment in found:
        starts.setdefault(round(fragment.left / _EDGE_POINTS), []).append(fragment)
    leftmost = min(fragment.left for fragment in found)
    often = sorted(starts.values(), key=lambda group: -len(group))[:_MAX_CANDIDATES]
    edges = [min(f.left for f in group) for group in often if len(group) >= 2]
    best, most = None, 0
    for edge in edges:
        if edge > leftmost + _EDGE_POINTS and (parted := _parted(glyphs, found, edge)) > most:
            best, most = edge, parted
    return best


def _parted(glyphs: Glyphs, found: Sequence[Fragment], edge: float) -> int:
    """How many fragments stand in columns on both sides of `edge`; 0 where these are no columns."""
    parted, left_lines, right_lines = 0, 0, 0
    for band in _bands(found, edge):
        if isinstance(band, Fragment):
            continue
        left, right = _sides(band, edge)
        if left and right and _stands_beside(left, right):
            if not _are_columns(glyphs, left, right):
                return 0
            parted += len(band)
        left_lines += len(left)
        right_lines += len(right)
    across = _bases_across(sorted(found, key=lambda f: (-f.base, f.left)), edge)
    if parted <= _TABLE_WEIGHT * sum(fragment.base in across for fragment in found):
        return 0
    return parted if min(left_lines, right_lines) >= _MIN_LINES and parted else 0


def _bands(found: Sequence[Fragment], edge: float) -> Iterable[Fragment | list[Fragment]]:
    """From the top down: fragments that span both columns, and all that stand between two of these."""
    usual = median(fragment.size for fragment in found)
    ordered = sorted(found, key=lambda f: (-f.base, f.left))
    across = _bases_across(ordered, edge)
    band: list[Fragment] = []
    for fragment in ordered:
        if _crosses(fragment, edge) or fragment.base in across or _heads_both(fragment, found, edge, usual):
            if band:
                yield band
            yield fragment
            band = []
        else:
            band.append(fragment)
    if band:
        yield band


def _bases_across(ordered: Sequence[Fragment], edge: float) -> set[float]:
    """Lines of a table that lies across both columns: a cell of them spans both, with others on either side."""
    return {
        cell.base
        for before, cell, after in zip(ordered, ordered[1:], ordered[2:], strict=False)
        if before.base == cell.base == after.base and _crosses(cell, edge)
    }


def _spans(line: Sequence[Fragment], edge: float) -> bool:
    return any(_crosses(fragment, edge) for fragment in line)


def _crosses(fragment: Fragment, edge: float) -> bool:
    return fragment.left < edge - 1 and fragment.right > edge - _GUTTER_RATIO * fragment.size


def _heads_both(fragment: Fragment, found: Sequence[Fragment], edge: float, usual: float) -> bool:
    """Whether a heading stands alone on its height, so that it heads the columns on both sides."""
    if fragment.size < _HEADING_RATIO * usual or fragment.left >= edge - 1:
        return False
    low, high = fragment.base - fragment.size, fragment.base + 1.2 * fragment.size
    return not any(low < other.base < high for other in found if other.left >= edge - 1)


def _sides(band: Sequence[Fragment], edge: float) -> tuple[list[Fragment], list[Fragment]]:
    return [f for f in band if f.left < edge - 1], [f for f in band if f.left >= edge - 1]


def _are_columns(glyphs: Glyphs, left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """Whether to read down one and then the other: text that fills its column, or that was drawn in this order."""
    level = _level_lines(left, right)
    if level == 0:
        return True
    if _is_prose(glyphs, _beside(left, right)) and _is_prose(glyphs, _beside(right, left)):
        return True
    if max(_first(f) for f in left) >= min(_first(f) for f in right) or _is_filled_in(glyphs, right):
        return False
    if min(len(rows(left)), len(rows(right))) < _MIN_LINES:
        return False
    if (_has_paragraph(left) and _has_paragraph(right)) or (_is_list(glyphs, left) and _is_list(glyphs, right)):
        return True
    labels = min(_letters(left), _letters(right)) < _LABEL_LETTERS or _is_figures(glyphs, right)
    return not (labels and level >= _LEVEL_RATIO * len(rows(right)))


def _beside(side: Sequence[Fragment], other: Sequence[Fragment]) -> list[Fragment]:
    """Of one side what stands no higher and no lower than the other: a table below a column tells nothing of it."""
    return _level_with(side, other) or list(side)


def _level_with(side: Sequence[Fragment], other: Sequence[Fragment]) -> list[Fragment]:
    top, bottom = max(f.base + f.size / 2 for f in other), min(f.base - f.size / 2 for f in other)
    return [fragment for fragment in side if bottom <= fragment.base <= top]


def _stands_beside(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """Whether any of one side is as high as the other: a table that stands in from the text has it above and below."""
    return bool(left and right and _level_with(left, right))


def _has_paragraph(side: Sequence[Fragment]) -> bool:
    """Whether some of its lines fill it, as cells of a table beside others hardly do."""
    left, right = min(f.left for f in side), max(f.right for f in side)
    full = [line for line in rows(side) if len(line) == 1 and line[0].letters >= _PROSE_LETTERS]
    return sum(line[0].right - line[0].left >= _FILLED_RATIO * (right - left) for line in full) >= 2


def _is_list(glyphs: Glyphs, side: Sequence[Fragment]) -> bool:
    """Whether most of its lines begin with a bullet."""
    lines = rows(side)
    firsts = (glyphs.raw[line[0].words[0].start : line[0].words[0].end] for line in lines)
    return sum(_BULLET.fullmatch(first) is not None for first in firsts) > len(lines) / 2


def _is_filled_in(glyphs: Glyphs, side: Sequence[Fragment]) -> bool:
    return any(_first(fragment) >= glyphs.drawn for fragment in side)


def _letters(side: Sequence[Fragment]) -> float:
    return sum(fragment.letters for fragment in side) / len(side)


def _level_lines(left: Sequence[Fragment], right: Sequence[Fragment]) -> int:
    """How many lines of one side have one of the other at their height."""
    return sum(any(abs(a.base - b.base) < 0.35 * b.size for a in left) for b in right)


def _first(fragment: Fragment) -> int:
    return fragment.words[0].start


def _is_prose(glyphs: Glyphs, side: Sequence[Fragment]) -> bool:
    lines = rows(side)
    if sum(len(line) > 1 for line in lines) > len(lines) / 2 and not _best_edge(glyphs, side):
        return False
    left, right = min(f.left for f in side), max(f.right for f in side)
    filled = sum(line[-1].right - line[0].left >= _FILLED_RATIO * (right - left) for line in lines)
    return _letters(side) >= _PROSE_LETTERS and filled >= len(lines) / 2 and not _is_figures(glyphs, side)


def _is_figures(glyphs: Glyphs, side: Sequence[Fragment]) -> bool:
    text = "".join(glyphs.raw[word.start : word.end] for fragment in side for word in fragment.words)
    return len(_DIGIT.findall(text)) > 0.3 * len(text)
