"""Dates as they are written in English, Hungarian and German, in ISO 8601 and where they stand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_NAMES = (
    "january jan januar jänner január januári", "february feb februar február febr", "march mar märz március márc mrz",
    "april apr április ápr", "may mai május máj", "june jun juni június jún", "july jul juli július júl",
    "august aug augusztus", "september sept sep szeptember szept", "october oct oktober okt október",
    "november nov", "december dec dezember dez",
)  # fmt: skip
MONTHS: Mapping[str, int] = MappingProxyType(
    {word: month for month, names in enumerate(_NAMES, 1) for word in names.split()}
)
"""By their names and their abbreviations, in lower case."""

_LONGEST_FIRST = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = rf"(?P<month>{_LONGEST_FIRST})(?P<ending>[^\W\d_]{{0,6}})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|[.-][^\W\d]*)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DATES = tuple(
    re.compile(rf"(?<![\w.,]){pattern}(?![\d])", re.IGNORECASE)
    for pattern in (
        r"(?P<day>\d{1,2})(?P<mark>[./])(?P<number>\d{1,2})[./](?P<year>\d{4})",
        r"(?P<day>\d{1,2})\. (?P<number>\d{1,2})\. (?P<year>\d{4})",
        r"(?P<year>\d{4})(?:[-/]|\. ?)(?P<number>\d{1,2})(?:[-/]|\. ?)(?P<day>\d{1,2})",
        rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
        rf"{_YEAR}\.? {_MONTH} {_DAY}",
        rf"{_MONTH},? {_YEAR}",
        rf"{_YEAR}\.? {_MONTH}",
        rf"{_YEAR}-(?P<number>0[1-9]|1[0-2])(?!-)",
        rf"(?P<number>0[1-9]|1[0-2])[./-]{_YEAR}",
        _YEAR,
    )
)
_MONTHS_A_YEAR, _DAYS_A_MONTH = 12, 31
_SHORT = 4


_UP_TO = re.compile(r"\b(?:before|until|till|up to|prior to|vor|bis)(?: the| dem| zum)?\s*$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:since|from|after|as of|seit|ab|nach)(?: the| dem)?\s*$", re.IGNORECASE)
_UP_TO_AFTER = re.compile(r"(?<=[\w-])ig\b|\selőtt\b", re.IGNORECASE)
_FROM_AFTER = re.compile(r"(?<=[\w-])t[óő]l\b|\s(?:óta|után|onwards?|or later|and later)\b", re.IGNORECASE)
_ENDING_CHARACTERS, _NEAR_CHARACTERS = 6, 10


@dataclass(frozen=True, slots=True)
class FoundDate:
    """`iso` is cut where it is vague. `is_ambiguous`: day and month may be the other way round."""

    iso: str
    start: int
    end: int
    is_ambiguous: bool = False


def dates(text: str) -> list[FoundDate]:
    """Each date or year once, in the most exact reading, in the order of the text."""
    taken: list[FoundDate] = []
    for found in _readings(text):
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def is_within_range(iso: str, text: str) -> bool:
    """Whether `text` speaks of all time before or after a date, and `iso` is in it: 2022 in "built before May 2024"."""
    for date in dates(text):
        before = text[max(0, date.start - 2 * _NEAR_CHARACTERS) : date.start]
        after = text[date.end - _ENDING_CHARACTERS : date.end + _NEAR_CHARACTERS]
        if (_UP_TO.search(before) or _UP_TO_AFTER.search(after)) and iso < date.iso:
            return True
        if (_FROM.search(before) or _FROM_AFTER.search(after)) and iso >= date.iso[: len(iso)]:
            return True
    return False


def _readings(text: str) -> Iterator[FoundDate]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if (found := _found(match)) is not None:
                yield found


def _found(match: re.Match[str]) -> FoundDate | None:
    parts: Mapping[str, str | None] = match.groupdict()
    month, day = _month(parts), int(parts.get("day") or 0)
    swaps = parts.get("mark") == "/" and day <= _MONTHS_A_YEAR and month != day
    if parts.get("mark") == "/" and month > _MONTHS_A_YEAR:
        month, day, swaps = day, month, False
    if month > _MONTHS_A_YEAR or day > _DAYS_A_MONTH or (parts.get("month") and not month):
        return None
    shown = [str(parts["year"]), *([f"{month:02}"] if month else []), *([f"{day:02}"] if month and day else [])]
    return FoundDate("-".join(shown), match.start(), match.end(), swaps)


def _month(parts: Mapping[str, str | None]) -> int:
    """The month's number, 0 for none. Only whole names take endings: "marketing 2022" names no month."""
    if parts.get("number"):
        return int(parts["number"] or 0)
    name, ending = (parts.get("month") or "").casefold(), parts.get("ending")
    return 0 if ending and len(name) < _SHORT else MONTHS.get(name, 0)
