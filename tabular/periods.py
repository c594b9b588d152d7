"""Dates and spans of time in questions: days, months, quarters, years, weekdays, last and this month."""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tabular.cells import MONTHS, day_month_orders, plain_date
from tabular.tokens import Token, is_plural, word_set
from tabular.units import spoken_unit, unit_of

_WEEKDAY_NAMES = """
sunday sundays sun sonntag sonntags vasárnap vasárnapi
monday mondays mon montag montags hétfő hétfőn hétfői
tuesday tuesdays tue dienstag dienstags kedd kedden
wednesday wednesdays wed mittwoch mittwochs szerda szerdán
thursday thursdays thu donnerstag donnerstags csütörtök csütörtökön
friday fridays fri freitag freitags péntek pénteken
saturday saturdays sat samstag samstags szombat szombaton
"""
WEEKDAYS: Mapping[str, int] = {
    word: number for number, line in enumerate(_WEEKDAY_NAMES.strip().splitlines()) for word in line.split()
}
"""0 is Sunday, as in DuckDB."""
_WEEKEND = frozenset({"weekend", "weekends", "wochenende", "hétvégén"})
_HU_MONTH = re.compile(r"(?:ban|ben|i|tól|től|ig|án|én)$")
_SHORT_MONTHS = frozenset({"may", "mar", "mai", "sun", "mon", "sat"})
_QUARTERS: Mapping[str, int] = {
    "q1": 1, "q2": 2, "q3": 3, "q4": 4, "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2,
    "3rd": 3, "4th": 4, "erste": 1, "ersten": 1, "zweiten": 2, "dritten": 3, "vierten": 4, "első": 1, "második": 2,
    "harmadik": 3, "negyedik": 4,
}  # fmt: skip
_QUARTER_WORDS = frozenset({"quarter", "quartal", "negyedév", "negyedévben"})
_LAST = frozenset({"last", "previous", "letzten", "letztes", "vorigen", "múlt"})
_THIS = frozenset({"this", "current", "diesem", "dieses", "ez", "idei"})
_UNITS: Mapping[str, str] = {
    "month": "month", "quarter": "quarter", "year": "year", "week": "week", "monat": "month", "quartal": "quarter",
    "jahr": "year", "woche": "week", "hónapban": "month", "évben": "year", "season": "year", "saison": "year",
}  # fmt: skip
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_EARLIEST_YEAR, _LATEST_YEAR = 1800, 2100
_EARLIEST_BARE_YEAR, _LATEST_BARE_YEAR = 1950, 2049
_BEFORE_A_BARE_YEAR = word_set("the our your all total whole and these those any last s")
_BEFORE_MANY = word_set("many which what of how about list show")
_PARTS_OF_A_YEAR = word_set("end start beginning middle half rest most part day month week quarter time out")
_OF_EACH = word_set("per each every average avg mean")
_REACH = 4
_BEFORE_A_YEAR = word_set(
    "in of during since after before until till by from to and between year for im seit nach vor bis ab von zwischen "
    "und jahr és között óta után előtt"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Tokens from `start` to before `end`: a stretch of days, both included, or months or weekdays of any year.

    `day` is one of a single month, whose year the question leaves open. `is_this_year`: the year that it is asked in.
    """

    start: int
    end: int
    first: date | None = None
    last: date | None = None
    months: tuple[int, ...] = ()
    day: int | None = None
    weekdays: tuple[int, ...] = ()
    is_this_year: bool = False


def periods(tokens: Sequence[Token], today: date) -> list[Period]:
    """In order, none within another."""
    found: list[Period] = []
    index = 0
    while index < len(tokens):
        period = next(_at(tokens, index, today), None)
        if period is not None:
            found.append(period)
        index = period.end if period is not None else index + 1
    return found


def _at(tokens: Sequence[Token], index: int, today: date) -> Iterator[Period]:
    for read in (_written, _named_day, _named_month, _half, _quarter, _weekday, _year):
        period = read(tokens, index)
        if period is not None:
            yield period
    if (relative := _relative(tokens, index, today)) is not None:
        yield relative


def _written(tokens: Sequence[Token], index: int) -> Period | None:
    """A day in figures; 3/4/2025 is read only where one of its figures must be the day, 3.4.2025 with the day first."""
    text = tokens[index].text
    orders = day_month_orders(text)
    order = next(iter(orders)) if len(orders) == 1 else "dmy" if "." in text else None
    day = plain_date(text, order) if text.count("-") + text.count("/") + text.count(".") >= 2 else None
    return None if day is None else Period(index, index + 1, day, day)


def _named_day(tokens: Sequence[Token], index: int) -> Period | None:
    """3 March 2025, March 3rd, 2025, 2025 március 3."""
    low = [token.low for token in tokens[index : index + 4]] + [""] * 4
    if (without_year := _day_of_month(index, low)) is not None:
        return without_year
    if low[1] == "of":
        return _day(index, 4, low[3], low[2], low[0]) if _is_year(low[3]) else None
    return (
        _day(index, 3, low[2], low[1], low[0])
        or _day(index, 3, low[2], low[0], low[1])
        or _day(index, 3, low[0], low[1], low[2])
    )


def _day_of_month(index: int, low: Sequence[str]) -> Period | None:
    """3 March, March 3rd, március 3: without a year behind or before it."""
    for day, month in ((low[0], low[1]), (low[1], low[0])):
        number, match = _month(month), _DAY.fullmatch(day)
        if number is not None and match is not None and not _is_year(day) and not _is_year(low[2]):
            return Period(index, index + 2, months=(number,), day=int(match[1]))
    return None


def _day(index: int, length: int, year: str, month: str, day: str) -> Period | None:
    number, match = _month(month), _DAY.fullmatch(day)
    if number is None or match is None or not _is_year(year):
        return None
    try:
        found = date(int(year), number, int(match[1]))
    except ValueError:
        return None
    return Period(index, index + length, found, found)


def _named_month(tokens: Sequence[Token], index: int) -> Period | None:
    """March 2025, 2025 március, or March of any year."""
    number = _month(tokens[index].low)
    following = tokens[index + 1].low if index + 1 < len(tokens) else ""
    if number is None and _is_year(tokens[index].low) and (other := _month(following)) is not None:
        return _months(index, index + 2, int(tokens[index].low), other, other)
    if number is None or (following and _DAY.fullmatch(following) and not _is_year(following)):
        return None
    if following == "of" and index + 2 < len(tokens) and _is_year(tokens[index + 2].low):
        return _months(index, index + 3, int(tokens[index + 2].low), number, number)
    if _is_year(following):
        return _months(index, index + 2, int(following), number, number)
    if tokens[index].low in _SHORT_MONTHS and tokens[index].text[0].islower() and not _follows_in(tokens, index):
        return None
    return Period(index, index + 1, months=(number,))


def _follows_in(tokens: Sequence[Token], index: int) -> bool:
    """ "In may" is the month, whatever its capital."""
    return index > 0 and tokens[index - 1].low in ("in", "during", "since", "early", "mid", "late", "im", "seit")


def _half(tokens: Sequence[Token], index: int) -> Period | None:
    """The first or second half of a year."""
    low = [token.low for token in tokens[index : index + 5]] + [""] * 5
    number = _QUARTERS.get(low[0])
    if number not in (1, 2) or low[1] not in ("half", "halbjahr", "félév", "félévében") or low[0].startswith("q"):
        return None
    first, end = 6 * number - 5, 3 if low[2] == "of" else 2
    if low[end] == "the" and low[end + 1] == "year":
        return Period(index, index + end + 2, months=tuple(range(first, first + 6)))
    if _is_year(low[end]):
        return _months(index, index + end + 1, int(low[end]), first, first + 5)
    return Period(index, index + 2, months=tuple(range(first, first + 6)))


def _quarter(tokens: Sequence[Token], index: int) -> Period | None:
    number = _QUARTERS.get(tokens[index].low)
    rest = [token.low for token in tokens[index + 1 : index + 4]] + [""] * 3
    end = index + 1
    if number is None:
        return None
    if not tokens[index].low.startswith("q"):
        if rest[0] not in _QUARTER_WORDS:
            return None
        rest, end = [*rest[1:], ""], end + 1
    if rest[0] == "of":
        rest, end = [*rest[1:], ""], end + 1
    if _is_year(rest[0]):
        return _months(index, end + 1, int(rest[0]), 3 * number - 2, 3 * number)
    return Period(index, end, months=(3 * number - 2, 3 * number - 1, 3 * number))


def _relative(tokens: Sequence[Token], index: int, today: date) -> Period | None:
    """Last and this month, quarter, year or week, counted from `today`."""
    following = tokens[index + 1].low if index + 1 < len(tokens) else ""
    unit, back = _UNITS.get(following), tokens[index].low in _LAST
    if unit is None or not (back or tokens[index].low in _THIS or _is_of_the_year(tokens, index, unit)):
        return None
    first, last = _span(unit, today)
    if back:
        first, last = _span(unit, first - timedelta(days=1))
    return Period(index, index + 2, first, last, is_this_year=unit == "year" and not back)


def _is_of_the_year(tokens: Sequence[Token], index: int, unit: str) -> bool:
    """ "The biggest sale of the year"; not "the end of the year" or "the year 2024"."""
    before = [token.low for token in tokens[max(0, index - 2) : index]]
    behind = tokens[index + 2].low if index + 2 < len(tokens) else ""
    is_part = before[0] in _PARTS_OF_A_YEAR if len(before) == 2 else True
    return (
        unit == "year" and tokens[index].low == "the" and before[-1:] == ["of"] and not is_part and not _is_year(behind)
    )


def _span(unit: str, day: date) -> tuple[date, date]:
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    first = day.month if unit == "month" else 3 * ((day.month - 1) // 3) + 1
    last = first if unit == "month" else first + 2
    return date(day.year, first, 1), date(day.year, last, calendar.monthrange(day.year, last)[1])


def _weekday(tokens: Sequence[Token], index: int) -> Period | None:
    low = tokens[index].low
    if low in _WEEKEND:
        return Period(index, index + 1, weekdays=(0, 6))
    number = WEEKDAYS.get(low)
    if number is None or (low in _SHORT_MONTHS and tokens[index].text[0].islower()):
        return None
    return Period(index, index + 1, weekdays=(number,))


def _year(tokens: Sequence[Token], index: int) -> Period | None:
    before = tokens[index - 1].low if index else ""
    after = tokens[index + 1].low if index + 1 < len(tokens) else ""
    if not _is_year(tokens[index].low):
        return None
    is_dated = before in _BEFORE_A_YEAR or after in ("ben", "ban", "ig", "óta")
    if not is_dated and not _is_bare_year(tokens, index, before, after):
        return None
    return _months(index, index + 1, int(tokens[index].low), 1, 12)


def _is_bare_year(tokens: Sequence[Token], index: int, before: str, after: str) -> bool:
    """ "The 2024 loans", "fines 2024", "per booking 2024"; "train 2024" has a number, and so has "2024 pounds"."""
    if not _EARLIEST_BARE_YEAR <= int(tokens[index].low) <= _LATEST_BARE_YEAR or unit_of(before) or spoken_unit(after):
        return False
    is_of_many = is_plural(tokens[index - 1]) if index else True
    is_of_each = any(token.low in _OF_EACH for token in tokens[max(0, index - _REACH) : index])
    begins = index + 1 < len(tokens) and is_plural(tokens[index + 1]) and before in _BEFORE_MANY
    return before in _BEFORE_A_BARE_YEAR or is_of_many or is_of_each or begins


def _months(start: int, end: int, year: int, first: int, last: int) -> Period:
    return Period(start, end, date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _month(low: str) -> int | None:
    return MONTHS.get(low) or MONTHS.get(_HU_MONTH.sub("", low))


def _is_year(low: str) -> bool:
    return low.isdigit() and len(low) == 4 and _EARLIEST_YEAR <= int(low) <= _LATEST_YEAR
