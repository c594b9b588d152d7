"""Single cells: which numbers, dates, times and answers of yes or no they may be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tabular.units import unit_of

_PLACEHOLDER = re.compile(r"n/?a\.?|#n/a|nan|null|none|nil|[-–—?.*]+|k\.\s?a\.|keine angabe|nincs adat", re.IGNORECASE)
_SIGNS = "€£$¥%°"
_NUMBER = re.compile(
    rf"(?P<minus>[-−+]?)\s*(?P<before>[{_SIGNS}]|[A-Za-z]{{2,3}}\$?(?=[\s\d]))?\s*(?P<minus2>[-−+]?)\s*"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?|\d[\d.,]*\d|\d|[.,]\d+)(?P<exponent>[eE][-+]?\d+)?\s*"
    r"(?P<after>%|[€£$¥]|°?[^\W\d_][^\d()]{0,14}|°)?\.?"
)
_IN_BRACKETS = re.compile(r"\((.+)\)")
_BLANK = re.compile(r"[\s\u00a0\u202f'’]")
_CODE_ZERO = re.compile(r"0\d")

_MONTH_NAMES = """
january jan januar jänner január
february feb februar február febr
march mar märz mrz március márc
april apr április ápr
may mai május máj
june jun juni június jún
july jul juli július júl
august aug augusztus
september sep sept szeptember szept
october oct oktober okt október
november nov
december dec dezember dez
"""
MONTHS = {word: number for number, line in enumerate(_MONTH_NAMES.strip().splitlines(), 1) for word in line.split()}
"""Names of months and short forms in three languages."""

_CLOCK = r"(?:[T ,]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[ap]m)?(?:Z|\s?[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.]\s?(\d{{1,2}})(?:[-/.]\s?(\d{{1,2}})\.?)?{_CLOCK}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})(?P<mark>[-/.])\s?(\d{{1,2}})(?P=mark)\s?(\d{{4}}|\d{{2}})\.?{_CLOCK}")
_NAMED_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?[-\s/]?\s?([^\W\d_]+)\.?,?[-\s/]?(\d{{4}}|\d{{2}}){_CLOCK}"
)
_NAMED_MONTH_FIRST = re.compile(rf"([^\W\d_]+)\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s(\d{{4}}){_CLOCK}")
_NAMED_YEAR_FIRST = re.compile(rf"(\d{{4}})\.?[-\s]([^\W\d_]+)\.?[-\s](\d{{1,2}})\.?{_CLOCK}")
_MONTH_ONLY = re.compile(r"([^\W\d_]+)\.?[-\s'](\d{4})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s?([ap])?\.?m?\.?", re.IGNORECASE)
_CENTURY = 2000
_LAST_SHORT_YEAR = 68
_NOON = 12

YES = frozenset({"yes", "y", "true", "ja", "j", "wahr", "igen", "i", "igaz", "x", "✓", "✔"})
NO = frozenset({"no", "n", "false", "nein", "falsch", "nem", "hamis"})


@dataclass(frozen=True, slots=True)
class Written:
    """A number as written: its digits with separators, sign and power of ten, and its unit as one name."""

    digits: str
    sign: int
    exponent: str
    unit: str | None


def is_blank(cell: str) -> bool:
    """Whether a cell holds nothing: empty, a dash, `n/a`."""
    return not cell or cell.isspace() or _PLACEHOLDER.fullmatch(cell.strip()) is not None


def written_number(cell: str) -> Written | None:
    """The number of a cell that holds one number and at most a unit; null for codes (007) and anything else."""
    bare = cell.strip()
    bracket = _IN_BRACKETS.fullmatch(bare)
    match = _NUMBER.fullmatch(bracket[1] if bracket else bare)
    if match is None or _CODE_ZERO.match(match["digits"]):
        return None
    unit = None
    for side in ("before", "after"):
        if match[side]:
            unit = unit_of(match[side])
            if unit is None:
                return None
    negative = bracket is not None or "-" in match["minus"] + match["minus2"] or "−" in match["minus"] + match["minus2"]
    return Written(_BLANK.sub("", match["digits"]), -1 if negative else 1, match["exponent"] or "", unit)


def day_month_orders(cell: str) -> frozenset[str]:
    """Which of "dmy" and "mdy" a date of figures alone may be; empty where the cell is none, or year first."""
    match = _YEAR_LAST.fullmatch(cell.strip())
    if match is None:
        return frozenset()
    first, second = int(match[1]), int(match[3])
    return frozenset(
        order
        for order, day, month in (("dmy", first, second), ("mdy", second, first))
        if _is_date(match[4], month, day)
    )


def date_mark(cell: str) -> str:
    """What stands between the figures of a date with the year last."""
    match = _YEAR_LAST.fullmatch(cell.strip())
    return match["mark"] if match else ""


def plain_date(cell: str, order: str | None) -> date | None:
    """The date of a cell; one with the year last only if `order` ("dmy", "mdy") says which figure is the day."""
    return next((found for found in _dates(cell.strip(), order) if found is not None), None)


def plain_time(cell: str) -> str | None:
    """The time of day of a cell as HH:MM:SS."""
    match = _TIME.fullmatch(cell.strip())
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        hour = hour % _NOON + (_NOON if match[4].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{hour:02}:{minute:02}:{second:02}"


def _dates(cell: str, order: str | None) -> Iterator[date | None]:
    if match := _YEAR_FIRST.fullmatch(cell):
        yield _date(match[1], int(match[2]), int(match[3] or 1))
    if (match := _YEAR_LAST.fullmatch(cell)) and order:
        day, month = (int(match[1]), int(match[3])) if order == "dmy" else (int(match[3]), int(match[1]))
        yield _date(match[4], month, day)
    if match := _NAMED_DAY_FIRST.fullmatch(cell):
        yield _named(match[3], match[2], match[1])
    if match := _NAMED_MONTH_FIRST.fullmatch(cell):
        yield _named(match[3], match[1], match[2])
    if match := _NAMED_YEAR_FIRST.fullmatch(cell):
        yield _named(match[1], match[2], match[3])
    if match := _MONTH_ONLY.fullmatch(cell):
        yield _named(match[2], match[1], "1")


def _named(year: str, month: str, day: str) -> date | None:
    number = MONTHS.get(month.lower())
    return _date(year, number, int(day)) if number else None


def _is_date(year: str, month: int, day: int) -> bool:
    return _date(year, month, day) is not None


def _date(year: str, month: int, day: int) -> date | None:
    full = int(year) if len(year) == 4 else int(year) + (_CENTURY if int(year) <= _LAST_SHORT_YEAR else _CENTURY - 100)
    try:
        return date(full, month, day)
    except ValueError:
        return None
