"""The words of a question that its answer must stand beside: dates, years, codes, long numbers and names."""

import re
from collections.abc import Set
from dataclasses import dataclass

from text.words import head

_MONTHS = (
    "jan", "feb", "mar|már", "apr|ápr", "may|máj", "jun|jún", "jul|júl", "aug", "sep|szep", "oct|okt", "nov", "dec",
)  # fmt: skip
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[^\W\d_]*)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|[.-]\w*)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DATES = tuple(
    re.compile(rf"(?<!\w){pattern}(?!\d)", re.IGNORECASE)
    for pattern in (
        r"(?P<day>\d{1,2})[./](?P<number>\d{1,2})[./](?P<year>\d{4})",
        r"(?P<year>\d{4})[-./](?P<number>\d{1,2})[-./](?P<day>\d{1,2})",
        rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
        rf"{_YEAR}\.? {_MONTH} {_DAY}",
        rf"{_MONTH},? {_YEAR}",
        rf"{_YEAR}\.? {_MONTH}",
        _YEAR,
    )
)
_CODE = re.compile(r"(?<![\w,.])(?:[^\W\d_]{1,3}-?\d+(?:-\d+)*|\d{3,}|\d{1,3}(?:[, ]\d{3})+)(?!\w|[.,]\d)")
_INNER = re.compile(r"[, ]|(?<=[^\W\d_])-(?=\d)")
_NAME = re.compile(r"(?<=[^.!?:]\s)[^\W\d_a-záéíóöőúüű][^\W\d]+(?:-\w+)*(?!\w)")


@dataclass(frozen=True, slots=True)
class Anchors:
    """`marks` are dates (ISO, cut where they are vague), codes and long numbers; `names` are stems."""

    marks: frozenset[str]
    names: frozenset[str]


def anchors(question: str) -> Anchors:
    """What the question is specific about."""
    dates, rest = _taken_out(question)
    names = {head(name) for name in _NAME.findall(rest)}
    return Anchors(frozenset(dates) | _codes(rest), frozenset(names))


def missing_marks(asked: Anchors, text: str) -> Set[str]:
    """The marks that `text` does not hold; a vague date is held by an exact one within it."""
    dates, rest = _taken_out(text)
    held = _codes(rest) | {date[:length] for date in dates for length in (4, 7, 10)}
    return asked.marks - held


def missing_names(asked: Anchors, text: str) -> Set[str]:
    """The names that `text` does not hold in any form."""
    lowered = text.casefold()
    return {name for name in asked.names if name not in lowered}


def _codes(text: str) -> frozenset[str]:
    """As they are written without a hyphen between letters and digits: BX-4410 is BX4410, and no other code."""
    return frozenset(_INNER.sub("", code).casefold() for code in _CODE.findall(text))


def _taken_out(text: str) -> tuple[set[str], str]:
    """The dates of `text`, exact ones first, and the text without them."""
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        found.add(_iso(match.groupdict()))
        return " "

    for pattern in _DATES:
        text = pattern.sub(take, text)
    return found, text


def _iso(parts: dict[str, str | None]) -> str:
    number, day = parts.get("number"), parts.get("day")
    month = int(number) if number else _month(parts.get("month"))
    shown = [str(parts["year"]), *([f"{month:02}"] if month else []), *([f"{int(day):02}"] if month and day else [])]
    return "-".join(shown)


def _month(name: str | None) -> int:
    """The month's number, 0 for none."""
    starts = (re.match(start, name, re.IGNORECASE) for start in _MONTHS) if name else ()
    return next((number for number, match in enumerate(starts, 1) if match), 0)
