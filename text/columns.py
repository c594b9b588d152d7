"""Lines of plain text that are aligned to columns by blanks: each says something by itself."""

import re

_GAP = re.compile(r"(?<=[^\s.!?])(?: {2,}|\t[ \t]*)(?=\S)")  # after a full stop two blanks are a typist's habit
_WIDE_BLANKS = 3
_HANGING_COLUMNS = 1
_FEWEST_INDENT = 2
_MOST_GAPS = 6
_MOST_HANGING_LINES = 3
_LINE_CHARACTERS = 200


def parts_rows(text: str, newline: int) -> bool | None:
    """Whether the line break parts a row from what is next to it; false where a cell goes on below, null elsewhere."""
    above, below = _line(text, newline - 1), _line(text, newline + 1)
    if _aligned_first(text, newline, above, below):
        return True
    above_row = _follows_row(text, _start(text, newline), above)
    if _hangs(above, below):
        return False
    if above_row:
        return True
    indented = max(_indent(above), _indent(below)) >= _FEWEST_INDENT
    after = _end(text, newline + 1)
    return True if indented and after > 0 and _are_aligned(below, _line(text, after + 1)) else None


def may_part_rows(text: str, newline: int) -> bool:
    """Whether what a text that still grows has below the line break may be too little for `parts_rows`."""
    above, below = _line(text, newline - 1), _line(text, newline + 1)
    if not _starts(above) and max(_indent(above), _indent(below)) < _FEWEST_INDENT:
        return False
    below_end = _end(text, newline + 1)
    return not _is_complete(text, newline + 1) or (below_end >= 0 and not _is_complete(text, below_end + 1))


def opens_line(text: str, position: int) -> bool:
    """Whether nothing but blanks stands before it on its line."""
    return not text[_start(text, position) : position].strip()


def is_row(text: str, start: int) -> bool:
    """Whether the line that begins at `start`, blanks left out, is aligned with the one above it or below."""
    begin, end, line = _start(text, start), text.find("\n", start), _line(text, start)
    if not opens_line(text, start):
        return False
    return _follows_row(text, begin, line) or (end >= 0 and _aligned_first(text, end, line, _line(text, end + 1)))


def _follows_row(text: str, start: int, line: str) -> bool:
    """Whether the line from `start` on is aligned with the one above it, or above what goes on with a cell there."""
    for _ in range(_MOST_HANGING_LINES + 1):
        if start == 0:
            return False
        above = _line(text, start - 2)
        if _aligned_first(text, start - 1, above, line):
            return True
        if _starts(above) or _indent(above) < _FEWEST_INDENT:
            return False
        start = _start(text, start - 1)
    return False


def _aligned_first(text: str, newline: int, above: str, below: str) -> bool:
    """Of the first line of a passage the blanks before it are lost."""
    lost = " " * _indent(below) if _start(text, newline) == 0 and not _indent(above) else ""
    return _are_aligned(above, below) or (lost != "" and _are_aligned(lost + above, below))


def _start(text: str, at: int) -> int:
    return text.rfind("\n", 0, max(0, at)) + 1


def _end(text: str, start: int) -> int:
    """Where the line from `start` on ends, -1 where that is further than it is looked at, or not known yet."""
    return text.find("\n", start, start + _LINE_CHARACTERS)


def _is_complete(text: str, start: int) -> bool:
    return _end(text, start) >= 0 or len(text) >= start + _LINE_CHARACTERS


def _line(text: str, at: int) -> str:
    """The line around `at`, as far as it is looked at, with blanks for tabs; empty beyond the text."""
    if not 0 <= at < len(text):
        return ""
    start, end = _start(text, at), text.find("\n", at)
    whole = text[start : end if end >= 0 else None]
    return whole[:_LINE_CHARACTERS].expandtabs()[:_LINE_CHARACTERS].rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _starts(line: str) -> dict[int, bool]:
    """Where cells begin behind a gap, and whether that is wide, or stands behind a colon."""
    gaps = list(_GAP.finditer(line))
    if len(gaps) > _MOST_GAPS:
        return {}
    return {gap.end(): len(gap[0]) >= _WIDE_BLANKS or line[gap.start() - 1] == ":" for gap in gaps}


def _are_aligned(line: str, other: str) -> bool:
    """Whether both have a cell that begins, or a last one that ends, at the same place."""
    here, there = _starts(line), _starts(other)
    if any(here[at] or there[at] for at in here.keys() & there.keys()):
        return True
    return len(line) == len(other) and any(here.values()) and any(there.values())


def _hangs(above: str, below: str) -> bool:
    """Whether a line goes on with the last cell of the one above."""
    starts, indent = _starts(above), _indent(below)
    return bool(starts) and indent > 0 and not _starts(below) and abs(max(starts) - indent) <= _HANGING_COLUMNS
