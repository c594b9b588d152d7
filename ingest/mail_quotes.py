"""The older messages that a mail repeats below or between its own words, told from these."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from text.dates import dates

_QUOTED = re.compile(r"[ \t]?> ?")
_FIELD = re.compile(r"\s*\*?[^\W\d_][\w -]{1,14}\*?:\*?\s+\S")
_TIME = re.compile(r"\d{1,2}[:.]\d{2}")
_SEPARATOR = re.compile(r"\s*[-_=]{3,}[^\n]*|\s*[-_]{2,}.*[-_]{2,}\s*")
_ADDRESS = re.compile(r"\s*(?:<[^<>\s]*@[^<>\s]*>|\[mailto:[^\]\s]*\])")
_MOST_LINES_OF_INTRODUCTION = 3
_FEWEST_FIELDS, _MOST_FIELDS = 3, 8
_MOST_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a mail's text: its own words at depth 0, deeper what it repeats.

    `introduction` says who wrote that and when; null for a part that goes on with what stood before a deeper one.
    """

    text: str
    depth: int = 0
    introduction: str | None = None


def parts(text: str, depth: int = 0) -> Iterator[Part]:
    """The parts of a mail's plain text in order; what is quoted without saying of whom stays among its own words."""
    lines, own, at = text.split("\n"), list[str](), 0
    while at < len(lines):
        end = _quoted_end(lines, at)
        introduction = _introduction(own) if end > at else []
        fields = _fields(lines[at : at + _MOST_FIELDS + 1]) if end == at else []
        if depth < _MOST_DEPTH and (introduction or fields):
            if introduction:
                del own[own.index(introduction[0], len(own) - len(introduction) - _blank_lines_at_end(own)) :]
                inner = "\n".join(_QUOTED.sub("", line, count=1) for line in lines[at:end])
            else:
                own = _without_separator(own)
                introduction, end = _told(fields), len(lines)
                inner = "\n".join(lines[at + len(fields) :])
            yield from _some(own, depth)
            yield from _within(inner, depth + 1, introduction)
            own, at = [], end
            continue
        own += lines[at : max(end, at + 1)]
        at = max(end, at + 1)
    yield from _some(own, depth)


def heading_of(paragraph: str) -> str | None:
    """The heading for what is repeated below a paragraph that says whose it is and of when; null for any other."""
    lines = paragraph.split("\n")
    fields, introduction = _fields(lines), _introduction(lines)
    if len(fields) == len(lines):
        return _said(_told(fields))
    return _said(introduction) if len(introduction) == len(lines) else None


def _said(introduction: Sequence[str]) -> str:
    return _ADDRESS.sub("", " ".join(line.strip() for line in introduction)).rstrip(": ")


def _some(lines: Sequence[str], depth: int) -> Iterator[Part]:
    if any(line.strip() for line in lines):
        yield Part("\n".join(lines), depth)


def _without_separator(own: list[str]) -> list[str]:
    """Without the line of dashes that a program sets above the fields of what it repeats."""
    end = len(own) - _blank_lines_at_end(own)
    return own[: end - 1] if own[:end] and _SEPARATOR.fullmatch(own[end - 1]) else own


def _within(text: str, depth: int, introduction: Sequence[str]) -> Iterator[Part]:
    """A repeated message: its first part says whose it is."""
    said = _said(introduction)
    first, *others = list(parts(text, depth)) or [Part("", depth)]
    if first.depth == depth:
        yield Part(first.text, depth, said)
    else:
        yield Part("", depth, said)
        yield first
    yield from others


def _quoted_end(lines: Sequence[str], at: int) -> int:
    """Where the lines end that are marked as repeated, blank ones between them included."""
    end = reached = at
    while reached < len(lines) and (_QUOTED.match(lines[reached]) or (end > at and not lines[reached].strip())):
        reached += 1
        end = reached if _QUOTED.match(lines[reached - 1]) else end
    return end


def _introduction(own: Sequence[str]) -> list[str]:
    """The lines that say who wrote what is repeated below them, and when; none where the last words do not."""
    end = len(own) - _blank_lines_at_end(own)
    if _blank_lines_at_end(own) > 1 or not own[:end] or not own[end - 1].rstrip().endswith(":"):
        return []
    paragraph = list(takewhile(str.strip, reversed(own[:end])))[:_MOST_LINES_OF_INTRODUCTION]
    for count in range(1, len(paragraph) + 1):
        said = " ".join(reversed(paragraph[:count]))
        if dates(said) and (_TIME.search(said) or "@" in said):
            return list(reversed(paragraph[:count]))
    return []


def _blank_lines_at_end(own: Sequence[str]) -> int:
    return len(list(takewhile(lambda line: not line.strip(), reversed(own))))


def _fields(lines: Sequence[str]) -> list[str]:
    """The lines with sender, time and so on that a message is repeated below, as one program writes them."""
    found = list(takewhile(_FIELD.match, lines[: _MOST_FIELDS + 1]))
    if not _FEWEST_FIELDS <= len(found) <= _MOST_FIELDS:
        return []
    return found if any(_is_time(line) for line in found) and any("@" in line for line in found) else []


def _is_time(line: str) -> bool:
    return bool(dates(line)) and _TIME.search(line) is not None


def _told(fields: Sequence[str]) -> list[str]:
    """Of these the sender, which comes first, and the time."""
    time = next(line for line in fields if _is_time(line))
    shown = [line.replace("*", "").strip() for line in dict.fromkeys((fields[0], time))]
    return [", ".join(_ADDRESS.sub("", line).strip() for line in shown)]
