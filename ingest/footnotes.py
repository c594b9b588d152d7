"""Footnotes of a PDF's page go to what they explain: below the row, or the paragraph, that has their mark."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.lines import MADE_UP, Kind, Line, Pieces
from ingest.marks import NOTE, is_note

_IN_BRACKETS = re.compile(r"\w\s?(\((?:[a-z]|\d{1,2})\))(?!\w)")
_STAR = re.compile(r"\w\s?([*†‡]{1,3})(?!\w)")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NEXT_LINE_RATIO = 1.6
_SMALLER_RATIO = 0.95
_FIRST_REGION = -2  # each note that was moved has a region of its own, so that it joins no paragraph


@dataclass(frozen=True, slots=True)
class _Note:
    start: int
    end: int
    host: int


def at_their_marks(lines: Sequence[Line]) -> list[Line]:
    """The lines, notes right below what has their mark. A note without one stays where it is."""
    notes = list(_notes(lines))
    below: dict[int, list[Line]] = {}
    for number, note in enumerate(notes):
        moved = lines[note.start : note.end]
        if lines[note.host].kind is Kind.ROW:
            below.setdefault(note.host, []).append(_as_row(moved, lines[note.host]))
        else:
            region = _FIRST_REGION - number
            below.setdefault(_paragraph_end(lines, note.host), []).extend(
                replace(line, region=region) for line in moved
            )
    taken = {at for note in notes for at in range(note.start, note.end)}
    return [one for at, line in enumerate(lines) for one in (*([] if at in taken else [line]), *below.get(at, ()))]


def _notes(lines: Sequence[Line]) -> Iterator[_Note]:
    at = 0
    while at < len(lines):
        found = NOTE.match(lines[at].text) if lines[at].kind is Kind.TEXT else None
        host = _host_of(lines, at, found) if found else None
        end = _note_end(lines, at)
        if host is not None:
            yield _Note(at, end, host)
        at = end


def _host_of(lines: Sequence[Line], at: int, found: re.Match[str]) -> int | None:
    if found[2] is not None:
        return _host_in_brackets(lines[:at], found[2], lines[at])
    return _host(lines[:at], found[1].translate(_DIGITS))


def _host(before: Sequence[Line], mark: str) -> int | None:
    """The first line that has the mark; of a list whose items begin with it there is none."""
    return next((at for at, line in enumerate(before) if mark in line.marks or mark in _STAR.findall(line.text)), None)


def _host_in_brackets(before: Sequence[Line], mark: str, note: Line) -> int | None:
    """The first line of the nearest table, or of the nearest larger letters, that has `(a)` within it.

    Numbered paragraphs begin so too, and other ones name them; those are as large as these.
    """
    having = [at for at, line in enumerate(before) if mark in _IN_BRACKETS.findall(line.text)]
    hosts = [at for at in having if before[at].kind is Kind.ROW or note.size < _SMALLER_RATIO * before[at].size]
    return next((at for at in hosts if before[at].region == before[hosts[-1]].region), None)


def _note_end(lines: Sequence[Line], at: int) -> int:
    end = at + 1
    while end < len(lines) and _goes_on(lines[end - 1], lines[end]):
        end += 1
    return end


def _goes_on(above: Line, line: Line) -> bool:
    alike = above.kind is line.kind and above.region == line.region and abs(above.size - line.size) < 0.05 * line.size
    return alike and not is_note(line.text) and 0 < above.base - line.base <= _NEXT_LINE_RATIO * line.size


def _paragraph_end(lines: Sequence[Line], host: int) -> int:
    """The last line of the paragraph that `host` stands in."""
    end = host
    while end + 1 < len(lines) and not lines[end + 1].bold and _goes_on(lines[end], lines[end + 1]):
        end += 1
    return end


def _as_row(note: Sequence[Line], host: Line) -> Line:
    pieces = Pieces()
    for line in note:
        if pieces.length:
            pieces.add(" ", MADE_UP)
        ends = [span.start for span in line.spans[1:]] + [len(line.text)]
        for span, end in zip(line.spans, ends, strict=True):
            pieces.add(line.text[span.start : end], span.source, one_each=span.one_each)
    text, spans = pieces.done()
    return replace(host, text=text, spans=spans, marks=frozenset(), cells=None)
