"""Dates of a question as conditions, and which column of dates is meant."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.tables import Column, ColumnKind, Table
from tabular.asked import Comparison, Condition, Placed
from tabular.bounding import use_beside
from tabular.linking import Link
from tabular.periods import Period
from tabular.phrases import Phrase, Sign
from tabular.reading import Reading, Unclear, one_column
from tabular.roles import Role, asked_for, not_planned, of_column, roles_asked_for
from tabular.synonyms import matters
from tabular.tokens import name_tokens, tokens

_REACH = 4
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TWO_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d[-/_–](?:\d\d|(?:19|20)\d\d)(?![-\d])")
_SINCE = frozenset({"since", "seit", "óta"})
# How a date is compared, and whether with the first day of the period or with the last.
_SIDES = {
    Sign.BEFORE: (Comparison.UNDER, True),
    Sign.AFTER: (Comparison.OVER, False),
    Sign.SINCE: (Comparison.AT_LEAST, True),
    Sign.UNTIL: (Comparison.AT_MOST, False),
}


def of_periods(reading: Reading) -> list[Placed]:
    found: list[Placed] = []
    waiting = list(reading.periods)
    while waiting:
        period = waiting.pop(0)
        sign = reading.before(period.start, Sign.BEFORE, Sign.AFTER, Sign.SINCE, Sign.UNTIL, Sign.BETWEEN)
        joined = waiting and _joins(reading, period, waiting[0])
        if waiting and (joined or (sign is not None and sign.sign is Sign.BETWEEN)):
            second = waiting.pop(0)
            reading.use(second)
            period = _stretch(period, second)
        elif sign is not None and sign.sign is Sign.BETWEEN:
            sign = None
        if sign is None and _is_of_all_rows(reading, period):
            reading.use(period)
            continue
        column = _dated(reading, period)
        period = _with_year(_in_named_year(period, column, reading.table), column, is_bound=sign is not None)
        if sign is not None:
            reading.use(sign)
        reading.use(period)
        condition = _in_period(column, period, sign)
        _refuse_outside(column, condition)
        if condition not in {one.condition for one in found}:  # "last season (2025)"
            found.append(Placed(period.start, condition))
        use_beside(reading, period.start, column)
    return found


def _is_of_all_rows(reading: Reading, period: Period) -> bool:
    """A year that every row is of, where no one column of dates says it: that of all dates, or the one of the file's
    or the sheet's name.

    Raises `Unclear` where that name has another year than the one that is asked about.
    """
    if period.first is None or period.last is None or (period.first.month, period.last.month) != (1, 12):
        return False
    dates = [column for column in reading.table.columns if column.kind is ColumnKind.DATE]
    if _link_to_date(reading, period, dates) is not None and not _is_in_title(reading, period):
        return False
    titled, asked = _titled_year(reading.table), period.first.year
    if titled is not None and period.is_this_year and titled < asked:
        asked = titled
    ends = {end[:4] for column in dates for end in (column.lowest, column.highest) if end}
    if titled is not None and titled != asked and str(asked) not in ends:
        raise Unclear(f"“{reading.table.title}” is of {titled}.")
    if titled != asked and ends != {str(asked)}:
        return False
    try:
        return int((_dated(reading, period).lowest or "0")[:4]) < asked - 1  # "tenant since"
    except Unclear:
        return True


def _is_in_title(reading: Reading, period: Period) -> bool:
    """ "Loans 2024": the sheet's own name."""
    title = [token.low for token in tokens(reading.table.title.replace("_", " "))]
    said = [word.low for word in reading.words[max(0, period.start - 1) : period.end]]
    return len(said) > 1 and any(said == title[at : at + len(said)] for at in range(len(title)))


def _titled_year(table: Table) -> int | None:
    """The one year in its name; the sheet's before the file's."""
    for name in (table.title, table.document_name):
        found = {int(year) for year in _YEAR.findall(name)}
        if found:
            return next(iter(found)) if len(found) == 1 and not _TWO_YEARS.search(name) else None
    return None


def _link_to_date(reading: Reading, period: Period, dates: Sequence[Column]) -> Link | None:
    """The nearest word for a column of dates."""
    link = reading.nearest(period.start, lambda column: column in dates, reach=_REACH)
    return link if link is not None and (link.grade or not link.is_row) else None


def _joins(reading: Reading, first: Period, second: Period) -> bool:
    """ "January to June": "to" alone between two dates."""
    between = [word.low for word in reading.words[first.end : second.start]]
    return between in (["to"], ["till"], ["until"], ["bis"], ["through"])


def _refuse_outside(column: Column, condition: Condition) -> None:
    """Nothing is said of a time that the table does not reach."""
    low, high = column.lowest, column.highest
    if column.kind is not ColumnKind.DATE or not low or not high or condition.comparison is not Comparison.BETWEEN:
        return
    first, last = map(str, condition.values)
    if last < low or first > high:
        raise Unclear(f"“{column.name}” in the table runs from {low} to {high}.")


def _in_named_year(period: Period, column: Column, table: Table) -> Period:
    """ "This year" asked of a table that ends before, and whose file or title is of its last year: that one.

    An answer says from when to when that is.
    """
    last = (column.highest or "")[:4]
    is_over = period.is_this_year and period.first is not None and str(period.first.year) > last
    if not is_over or column.kind is not ColumnKind.DATE or last not in f"{table.document_name} {table.title}":
        return period
    year = int(last)
    return replace(period, first=date(year, 1, 1), last=date(year, 12, 31))


def _stretch(first: Period, second: Period) -> Period:
    """From the first to the second; a month without a year takes the other's."""
    if first.months and second.day is None and first.day is None and second.months:
        return Period(first.start, second.end, months=tuple(range(first.months[0], second.months[-1] + 1)))
    if first.months and second.first is not None:
        begin = second.first.replace(month=first.months[0], day=first.day or 1)
        return Period(first.start, second.end, begin, second.last)
    if first.first is None or second.last is None:
        raise Unclear("It is not clear which stretch of time is meant.")
    return Period(first.start, second.end, first.first, second.last)


def _with_year(period: Period, column: Column, *, is_bound: bool) -> Period:
    """A day without a year, or a month that something lies before or after, in the one year that the column has."""
    if not period.months or not (period.day or is_bound) or (is_bound and len(period.months) > 1 and period.first):
        return period
    years = {(column.lowest or "")[:4], (column.highest or "")[:4]}
    if len(years) != 1 or not (year := years.pop()).isdigit():
        if period.day is None:
            return period
        raise Unclear("It is not clear of which year the day is.")
    first, last = period.months[0], period.months[-1]
    if period.day is not None:
        try:
            day = date(int(year), first, period.day)
        except ValueError:
            raise Unclear("There is no such day.") from None
        return Period(period.start, period.end, day, day)
    end = calendar.monthrange(int(year), last)[1]
    return Period(period.start, period.end, date(int(year), first, 1), date(int(year), last, end))


def _dated(reading: Reading, period: Period) -> Column:
    dates = [column for column in reading.table.columns if column.kind is ColumnKind.DATE]
    link = _link_to_date(reading, period, dates)
    if (meant := of_role(reading, dates)) is not None:
        reading.use_column(meant)
        return meant
    if link is not None:
        return one_column([column for column in link.columns if column in dates], "the date")
    plain = [
        column for column in dates if len(name_tokens(column.name)) == 1 and "date" in matters(name_tokens(column.name))
    ]
    if len(plain) == 1:
        return plain[0]
    if len(full := _in_all_rows(dates)) == 1:
        return full[0]
    if not dates and period.first is not None and period.last is not None:
        years = [c for c in reading.table.columns if c.kind is ColumnKind.NUMBER and c.name.strip().lower() == "year"]
        if years and (period.first.month, period.last.month) == (1, 12):
            return years[0]
    return one_column(dates, "the date")


def of_role(reading: Reading, dates: Sequence[Column]) -> Column | None:
    """The column that the question's verb is about, where it has the name of none: "came in" is "received"."""
    named = {c for link in reading.links if link.is_whole and link.grade > 1 for c in link.columns if c in dates}
    if len(reading.periods) > 1 and len(roles_asked_for(reading.words, dates)) > 1:
        raise Unclear("It is not clear which of several times belongs to which day.")
    found, said = asked_for(reading.words, dates)
    if len(found) != 1 or len(dates) < 2 or (named and of_column(found[0]) is not Role.DUE):
        return None
    reading.used |= said
    return found[0]


def _in_all_rows(dates: Sequence[Column]) -> list[Column]:
    """Of several columns of dates those that have one in every row, and say when something happened."""
    return not_planned([column for column in dates if not column.blanks])


def _in_period(column: Column, period: Period, sign: Phrase | None) -> Condition:
    if period.months or period.weekdays:
        if sign is not None and sign.sign is not Sign.BETWEEN:
            raise Unclear("It is not clear of which year the month is.")
        comparison = Comparison.MONTH if period.months else Comparison.WEEKDAY
        return Condition(column, comparison, tuple(map(float, period.months or period.weekdays)))
    if period.first is None or period.last is None:
        raise Unclear("It is not clear which stretch of time is meant.")
    first: str | float = period.first.isoformat()
    last: str | float = period.last.isoformat()
    if column.kind is ColumnKind.NUMBER:
        first, last = float(period.first.year), float(period.last.year)
    if sign is None or sign.sign not in _SIDES:
        return Condition(column, Comparison.BETWEEN, (first, last))
    comparison, is_first = _SIDES[sign.sign]
    return Condition(column, comparison, (first if is_first else last,))


def begun(reading: Reading) -> Column:
    """ "Since when": the column of dates that is called so, or a start; any other date is no beginning."""
    dates = [column for column in reading.table.columns if column.kind is ColumnKind.DATE]
    named = [(column, name_tokens(column.name)) for column in dates]
    since = [column for column, name in named if _SINCE & {word.low for word in name} or "start" in matters(name)]
    column = one_column(since, "the beginning")
    reading.use_column(column)
    return column


_KIN_LETTERS = 6


def date_column(reading: Reading) -> Column:
    dates = [column for column in reading.table.columns if column.kind is ColumnKind.DATE]
    linked = [
        column for link in reading.links if link.grade or not link.is_row for column in link.columns if column in dates
    ]
    plain = [
        column for column in dates if len(name_tokens(column.name)) == 1 and "date" in matters(name_tokens(column.name))
    ]
    kin = [column for column in dates if _is_kin(column, reading)]
    named = {column for link in reading.links if not link.is_row for column in link.columns}
    if len(kin) == 1 and named.isdisjoint(dates):
        linked = kin
    if (meant := of_role(reading, dates)) is not None:
        linked = [meant]
    column = one_column(list(dict.fromkeys(linked)) or plain or _in_all_rows(dates) or dates, "the date")
    reading.use_column(column)
    return column


def _is_kin(column: Column, reading: Reading) -> bool:
    """ "When was it delivered?" asks for the date of delivery: words that begin alike, those for rows left out."""
    of_rows = {index for link in reading.links if link.is_row for index in range(link.start, link.end)}
    said = {word.low[:_KIN_LETTERS] for index, word in enumerate(reading.words) if index not in of_rows}
    named = {word.low[:_KIN_LETTERS] for word in name_tokens(column.name) if len(word.low) > _KIN_LETTERS}
    return bool(said & named)
