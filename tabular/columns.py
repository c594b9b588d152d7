"""From the cells of a table to its columns with types: what all cells of a column agree on decides how each is read.

What cannot be decided stays text: 03/04/2025 where no cell says which figure is the day, amounts in several currencies.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.tables import Column, ColumnKind
from tabular import cells
from tabular.separators import number_format
from tabular.units import header_unit, hinted_unit

MOST_VALUES = 200
_TYPED_RATIO = 0.9
_MOST_ODD_CELLS = 1  # in a short column one odd cell is enough to doubt the type

_TOTAL = re.compile(
    r"(?:grand |sub-?)?totals?(?: \(.*\))?:?|(?:sum|overall|all together|összesen|mindösszesen|gesamt|gesamtsumme|"
    r"summe|insgesamt|total général|somme|suma):?",
    re.IGNORECASE,
)
_TOTAL_OF = re.compile(r"(?:grand |sub-?)?totals?\b|sum of\b|gesamt|summe\b|össz", re.IGNORECASE)

Value = str | float | bool | None
"""A cell with its type: dates and times in ISO 8601; null where blank or not of the column's type."""


@dataclass(frozen=True, slots=True)
class TypedTable:
    """`rows` has the typed cells of the rows that `numbers` gives, from 1; rows of totals are left out of both."""

    columns: tuple[Column, ...]
    numbers: tuple[int, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the cells of a column are read."""

    kind: ColumnKind
    unit: str | None
    read: Callable[[str], Value]


def typed(header: Sequence[str], rows: Sequence[Sequence[str]]) -> TypedTable:
    """The columns of a table and its cells as values. `rows` are as wide as `header`, or shorter."""
    wide = [[*row, *[""] * (len(header) - len(row))][: len(header)] for row in rows]
    closing = len(wide) if wide and _is_closing_total(wide) else 0
    numbers = [
        number
        for number, row in enumerate(wide, 1)
        if number != closing and not _is_total(row) and list(row) != list(header)
    ]
    kept = [wide[number - 1] for number in numbers]
    texts = [[row[index].strip() for row in kept] for index in range(len(header))]
    hints = _Hints.of(texts)
    readings = [_reading(name, column, hints) for name, column in zip(header, texts, strict=True)]
    read = [[reading.read(cell) for cell in column] for reading, column in zip(readings, texts, strict=True)]
    columns = tuple(
        _column(index, name, reading, column, values)
        for index, (name, reading, column, values) in enumerate(zip(header, readings, texts, read, strict=True), 1)
    )
    return TypedTable(columns, tuple(numbers), tuple(zip(*read, strict=True)) if read else ())


@dataclass(frozen=True, slots=True)
class _Hints:
    """What the other columns say of a column that does not say it itself."""

    orders: frozenset[str]
    decimal_mark: str | None

    @classmethod
    def of(cls, columns: Sequence[Sequence[str]]) -> "_Hints":
        orders = {order for column in columns if (order := _day_month_order(column)) is not None}
        marks = {
            form.decimal_mark
            for column in columns
            if (form := number_format(_filled(column), None)) is not None and form.is_certain and form.decimal_mark
        }
        return cls(frozenset(orders), marks.pop() if len(marks) == 1 else None)


def _is_total(row: Sequence[str]) -> bool:
    """Whether a row is the sum of others: its first word says so, and all else is numbers."""
    filled = [cell.strip() for cell in row if not cells.is_blank(cell)]
    return (
        len(filled) > 1
        and _TOTAL.fullmatch(filled[0]) is not None
        and all(cells.written_number(cell) is not None for cell in filled[1:])
    )


def _is_closing_total(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the last row says in words of its own what the total is, as in "Total claimed in the first quarter"."""
    filled = [cell.strip() for cell in rows[-1] if not cells.is_blank(cell)]
    texts = [cell for cell in filled if cells.written_number(cell) is None]
    usual = sorted(sum(not cells.is_blank(cell) for cell in row) for row in rows)[len(rows) // 2]
    return len(texts) == 1 and _TOTAL_OF.match(texts[0]) is not None and 1 < len(filled) < usual


def _filled(column: Iterable[str]) -> list[str]:
    return [cell for cell in column if not cells.is_blank(cell)]


def _reading(name: str, column: Sequence[str], hints: _Hints) -> _Reading:
    filled = _filled(column)
    for attempt in (_yes_no, _dates, _times, _numbers):
        reading = attempt(name, filled, hints)
        if reading is not None:
            return reading
    return _Reading(ColumnKind.TEXT, None, lambda cell: None if cells.is_blank(cell) else cell)


def _yes_no(_name: str, filled: Sequence[str], _hints: _Hints) -> _Reading | None:
    known = {cell.lower() for cell in filled}
    if not known or not known <= cells.YES | cells.NO or known <= cells.NO or (len(known) == 1 and known <= {"i", "n"}):
        return None

    def read(cell: str) -> Value:
        low = cell.lower()
        return True if low in cells.YES else False if low in cells.NO else None

    return _Reading(ColumnKind.YES_NO, None, read)


def _dates(_name: str, filled: Sequence[str], hints: _Hints) -> _Reading | None:
    order = _day_month_order(filled)
    if order is None and len(hints.orders) == 1:
        order = next(iter(hints.orders))

    def read(cell: str) -> Value:
        found = cells.plain_date(cell, order)
        return None if found is None else found.isoformat()

    return _Reading(ColumnKind.DATE, None, read) if _fits(filled, read) else None


def _day_month_order(column: Sequence[str]) -> str | None:
    """What the cells with the year last have in common; with full stops between the figures the day comes first."""
    possible = [orders for cell in column if (orders := cells.day_month_orders(cell))]
    if not possible:
        return None
    common = frozenset.intersection(*possible)
    if len(common) == 1:
        return next(iter(common))
    marks = {cells.date_mark(cell) for cell in column} - {""}
    if common and marks == {"."}:
        return "dmy"
    return _order_of_rows(column) if common else None


def _order_of_rows(column: Sequence[str]) -> str | None:
    """Dates that rise from row to row in one of the two readings alone are of that reading."""
    rising = []
    for order in ("dmy", "mdy"):
        dates = [found for cell in column if (found := cells.plain_date(cell, order))]
        if len(set(dates)) > 2 and dates == sorted(dates):
            rising.append(order)
    return rising[0] if len(rising) == 1 else None


def _times(_name: str, filled: Sequence[str], _hints: _Hints) -> _Reading | None:
    return _Reading(ColumnKind.TIME, None, cells.plain_time) if _fits(filled, cells.plain_time) else None


def _numbers(name: str, filled: Sequence[str], hints: _Hints) -> _Reading | None:
    form = number_format(filled, hints.decimal_mark)
    if form is None or _holds_codes(filled):
        return None
    units = {written.unit for cell in filled if (written := cells.written_number(cell)) and written.unit}
    if len(units) > 1:
        return None
    unit = next(iter(units), None) or header_unit(name) or hinted_unit(name)
    return _Reading(ColumnKind.NUMBER, unit, form.value) if _fits(filled, form.value) else None


def _holds_codes(filled: Sequence[str]) -> bool:
    """Whether figures with zeros before them show that the column numbers things."""
    return any(len(cell) > 1 and cell[0] == "0" and cell.isdigit() for cell in filled)


def _fits(filled: Sequence[str], read: Callable[[str], Value]) -> bool:
    odd = sum(read(cell) is None for cell in filled)
    return (
        bool(filled)
        and odd < len(filled)
        and odd <= max(_MOST_ODD_CELLS, (1 - _TYPED_RATIO) * len(filled))
        and (odd == 0 or len(filled) >= 4)
    )


def _column(index: int, name: str, reading: _Reading, texts: Sequence[str], values: Sequence[Value]) -> Column:
    distinct = Counter(_filled(texts))
    given = [value for value in values if value is not None]
    ends = _ends(reading.kind, given)
    return Column(
        name=name,
        key=f"c{index}",
        kind=reading.kind,
        unit=reading.unit,
        values=tuple(value for value, _ in distinct.most_common(MOST_VALUES)),
        is_complete=len(distinct) <= MOST_VALUES,
        distinct=len(distinct),
        blanks=sum(map(cells.is_blank, texts)),
        lowest=ends[0],
        highest=ends[1],
    )


def _ends(kind: ColumnKind, given: Sequence[Value]) -> tuple[str | None, str | None]:
    if kind is ColumnKind.NUMBER:
        figures = [value for value in given if isinstance(value, float)]
        return (f"{min(figures):g}", f"{max(figures):g}") if figures else (None, None)
    if kind in (ColumnKind.DATE, ColumnKind.TIME):
        told = [value for value in given if isinstance(value, str)]
        return (min(told), max(told)) if told else (None, None)
    return None, None
