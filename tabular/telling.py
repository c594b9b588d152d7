"""From a query's result to what is said: the number with its unit, what it is over, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.tables import Column, ColumnKind, Table, TableQuery, TableResult
from tabular.asked import Asked, Operation, PlannedQuery
from tabular.contrast_telling import contrast_in_words
from tabular.contrasts import ContrastQuery
from tabular.rows_in_words import Cell, looked_up_in_words, row_in_words, written
from tabular.sayings import TEXTS
from tabular.wording import (
    condition_in_words,
    figure_of,
    filters,
    group_name,
    group_value,
    number,
    value_in_words,
)

MOST_ROWS_TOLD = 20
_MOST_CELLS_LOOKED_UP = 5


@dataclass(frozen=True, slots=True)
class Told:
    """The answer's sentence, and below it the rows or groups that it announces, one a line.

    `numbers` are those computed figures of the text that come from the result, as they are written. `short` is the one
    value of it that answers by itself, null where there are several or none.
    """

    text: str
    lines: tuple[str, ...]
    numbers: tuple[str, ...]
    short: str | None = None


def tell(query: TableQuery, result: TableResult) -> Told | None:
    """What the result says; null where it says nothing that is sure: no cell or too many for one that was looked up.

    Of a query that a language model wrote only the values are told.
    """
    if isinstance(query, ContrastQuery):
        said = contrast_in_words(query, result, _source(query.table))
        return None if said is None else Told(said.text, (), said.numbers, said.short)
    if not isinstance(query, PlannedQuery):
        return _plain(query, result)
    return _Teller(query.asked, query.language, _source(query.table), query.noun).told(result)


def _source(table: Table) -> str:
    """What an answer calls a table: its file, and among text its name too."""
    return table.document_name if table.section is None else f"{table.title}; {table.document_name}"


@dataclass(frozen=True, slots=True)
class _Teller:
    asked: Asked
    language: str
    file: str
    noun: str | None

    def told(self, result: TableResult) -> Told | None:
        """By the kind of operation."""
        match self.asked.operation:
            case Operation.SHARE:
                return self._share(result)
            case Operation.DIFFERENCE:
                return self._difference(result)
            case Operation.EXTREME:
                return self._extreme(result)
            case Operation.LIST:
                return self._list(result)
        return self._groups(result) if self.asked.grouping is not None else self._number(result)

    def _say(self, text: str, /, **given: str) -> str:
        return TEXTS[self.language][text].format(file=self.file, **given)

    def _where(self) -> str:
        text = filters(self.asked.conditions, self.language)
        return TEXTS[self.language]["where"].format(text) if text else ""

    def _rows(self, count: int) -> str:
        return self._say("row_one") if count == 1 else self._say("rows", k=self._whole(count))

    def _whole(self, count: Cell) -> str:
        return number(float(count or 0), self.language)

    def _figure(self, value: Cell) -> str:
        return figure_of(float(value or 0), self.asked.measure, self.language)

    def _with_unit(self, value: Cell, measure: Column | None) -> str:
        return value_in_words(float(value or 0), measure, self.language)

    def _left_out(self, count: int) -> str:
        if count < 1:
            return ""
        return self._say("left_out_one") if count == 1 else self._say("left_out", k=self._whole(count))

    def _number(self, result: TableResult) -> Told | None:
        value, cells, rows = result.rows[0][:3]
        asked = self.asked
        if asked.operation is Operation.COUNT:
            return self._count(int(float(value or 0)))
        if value is None or asked.measure is None:
            name = asked.measure.name if asked.measure is not None else ""
            return Told(self._say("nothing", name=name, where=self._where()), (), ())
        if asked.operation is Operation.COUNT_DISTINCT:
            text = self._say("distinct", n=self._figure(value), name=asked.measure.name, where=self._where())
            stand = self._say("in_rows", rows=self._rows(int(float(cells or 0)))) if cells != value else ""
            return Told(text + stand, (), (self._figure(value),), self._figure(value))
        figure = self._with_unit(value, asked.measure)
        text = self._say(
            asked.operation.value,
            n=figure,
            name=asked.measure.name,
            where=self._where(),
            rows=self._rows(int(float(cells or 0))),
        )
        left_out = self._left_out(int(float(rows or 0)) - int(float(cells or 0)))
        return Told(text + left_out, (), (self._figure(value),), figure)

    def _count(self, count: int) -> Told:
        where, whole = filters(self.asked.conditions, self.language), self._whole(count)
        if count == 0 and where:
            return Told(self._say("none", where=where), (), ())
        name = f"count{'' if where else '_all'}{'_one' if count == 1 else ''}"
        text = self._say(name, n=whole, where=where, rows=self._noun())
        return Told(text, (), (whole,), f"{whole} {self.noun}" if self.noun and count != 1 else whole)

    def _noun(self) -> str:
        """What the question calls the rows, if it says so in the plural."""
        return self.noun or self._say("rows", k="").strip()

    def _share(self, result: TableResult) -> Told:
        part, whole = (float(value or 0) for value in result.rows[0][:2])
        where = filters(self.asked.part, self.language)
        if not whole:
            return Told(self._say("none", where=filters(self.asked.conditions, self.language)), (), ())
        figures = tuple(map(self._figure, (100 * part / whole, part, whole)))
        text = self._say("share", n=figures[0], part=figures[1], all=figures[2], whole=self._where(), where=where)
        return Told(
            text, (), figures, next((one for one in (f"{figures[0]}%", f"{figures[0]} %") if one in text), None)
        )

    def _difference(self, result: TableResult) -> Told:
        difference, first, second = (float(value or 0) for value in result.rows[0][:3])
        measure = self.asked.measure
        name = "same" if difference == 0 else "difference" if difference > 0 else "less"
        sides = [
            f"{self._with_unit(value, measure)} ({condition_in_words(condition, self.language)})"
            for value, condition in zip((first, second), self.asked.part, strict=True)
        ]
        figures = tuple(map(self._figure, (abs(difference), first, second)))
        figure = self._with_unit(abs(difference), measure)
        text = self._say(name, n=figure, one=sides[0], two=sides[1], where=self._where())
        return Told(text, (), figures, figure) if difference else Told(text, (), figures[1:])

    def _extreme(self, result: TableResult) -> Told | None:
        measure, limit = self.asked.measure, self.asked.limit or 1
        if measure is None:
            return None
        if not result.rows:
            return Told(self._say("nothing", name=measure.name, where=self._where()), (), ())
        shown = [column for column in self.asked.shown if column != measure]
        values = [value_in_words(_number_of(row[0], measure), measure, self.language) for row in result.rows]
        tail = (
            "" if len(result.rows) == limit or limit == 1 else " " + self._say("tied", k=self._whole(len(result.rows)))
        )
        if limit == 1:
            word = self._superlative(measure)
            text = self._say(word, name=measure.name, n=values[0], where=self._where())
            lines = [row_in_words(row[1:], shown) for row in result.rows]
        else:
            word = "top" if self.asked.is_descending else "bottom"
            text = self._say(word, k=self._whole(limit), name=measure.name, where=self._where()) + tail
            lines = [
                f"{row_in_words(row[1:], shown)}; {measure.name}: {value}"
                for row, value in zip(result.rows, values, strict=True)
            ]
        return Told(text, self._first(lines), tuple(dict.fromkeys(values)))

    def _superlative(self, measure: Column) -> str:
        if measure.kind is ColumnKind.DATE:
            return "latest" if self.asked.is_descending else "earliest"
        return "highest" if self.asked.is_descending else "lowest"

    def _list(self, result: TableResult) -> Told | None:
        where = filters(self.asked.conditions, self.language)
        if not result.rows:
            looked_up = self.asked.wanted or self.asked.grouping is not None
            return None if looked_up else Told(self._say("none", where=where), (), ())
        if self.asked.grouping is not None and len(result.rows) == 1:
            value = group_value(result.rows[0][0], self.asked, self.language)
            found = f"{self.asked.grouping.column.name}: {value}"
            return Told(self._say("cell", found=found, where=self._where()), (), (), value)
        if self.asked.grouping is not None:
            name = self.asked.grouping.column.name
            text = self._say("values", n=self._whole(len(result.rows)), name=name, where=self._where())
            lines = [
                f"{group_value(row[0], self.asked, self.language)} ({self._rows(_whole(row[1]))})"
                for row in result.rows
            ]
            return Told(text, self._first(lines), (self._whole(len(result.rows)),))
        if self.asked.is_one:
            return self._looked_up(result)
        if not self.asked.conditions and len(self.asked.shown) == 1:
            which = "; ".join(written(row[0]) for row in result.rows)
            return Told(self._say("names", name=self.asked.shown[0].name, which=which), (), ())
        if self.asked.wanted and len(result.rows) == 1:
            cells = dict(zip(self.asked.shown, result.rows[0], strict=True))
            values = [written(cells.get(column)) for column in self.asked.wanted]
            found = "; ".join(
                f"{column.name}: {value}" for column, value in zip(self.asked.wanted, values, strict=True)
            )
            text = self._say("cell", found=found, where=self._where())
            return Told(text, (), (), values[0] if len(values) == 1 else None)
        if self.asked.wanted and len(result.rows) > _MOST_CELLS_LOOKED_UP:
            return None
        text = self._say("list", rows=self._rows(len(result.rows)), where=where)
        lines = [row_in_words(row, self.asked.shown) for row in result.rows]
        return Told(text, self._first(lines), (self._whole(len(result.rows)),))

    def _looked_up(self, result: TableResult) -> Told | None:
        if len(result.rows) != 1:
            return None
        found = looked_up_in_words(self.asked, result.rows[0])
        if found is None:
            return None
        notes = "".join(f" {note}." for note in found.notes)
        return Told(f"{found.text} ({self.file}).{notes}", (), (), found.cell)

    def _groups(self, result: TableResult) -> Told | None:
        if not result.rows:
            return Told(self._say("none", where=filters(self.asked.conditions, self.language)), (), ())
        measure = self.asked.measure if self.asked.operation is not Operation.COUNT_DISTINCT else None
        lines = [
            f"{group_value(row[0], self.asked, self.language)}: {self._with_unit(row[1], measure)}"
            for row in result.rows
            if row[1] is not None
        ]
        left_out = 0
        if self.asked.operation is not Operation.COUNT:
            left_out = sum(_whole(row[3]) - _whole(row[2]) for row in result.rows)
        figures = tuple(self._figure(row[1]) for row in result.rows if row[1] is not None)
        what, group = self._what(), group_name(self.asked, self.language)
        if self.asked.is_descending is not None and self.asked.limit == 1:
            word = "most" if self.asked.is_descending else "least"
            name = group[:1].upper() + group[1:]
            text = self._say(word, group=name, what=what, where=self._where(), which="; ".join(lines))
            winner = group_value(result.rows[0][0], self.asked, self.language) if len(result.rows) == 1 else None
            return Told(text + self._left_out(left_out), (), figures, winner)
        text = self._say("groups", what=what[:1].upper() + what[1:], group=group, where=self._where())
        return Told(text + self._left_out(left_out), self._first(lines), figures)

    def _what(self) -> str:
        name = self.asked.measure.name if self.asked.measure is not None else ""
        word = {
            Operation.SUM: "sum_what", Operation.AVERAGE: "average_what", Operation.MEDIAN: "median_what",
            Operation.COUNT_DISTINCT: "distinct_what",
        }.get(self.asked.operation, "count_what")  # fmt: skip
        return TEXTS[self.language][word].format(name)

    def _first(self, lines: Sequence[str]) -> tuple[str, ...]:
        if len(lines) <= MOST_ROWS_TOLD:
            return tuple(lines)
        return (*lines[:MOST_ROWS_TOLD], self._say("more", k=self._whole(len(lines) - MOST_ROWS_TOLD)))


def _plain(query: TableQuery, result: TableResult) -> Told | None:
    """Of SQL that a language model wrote: its columns and values, as they are."""
    if not result.rows:
        return None
    lines = [
        "; ".join(f"{name}: {written(cell)}" for name, cell in zip(result.columns, row, strict=True))
        for row in result.rows
    ]
    shown = (*lines[:MOST_ROWS_TOLD], *(["…"] if len(lines) > MOST_ROWS_TOLD else []))
    figures = tuple(written(cell) for row in result.rows for cell in row if isinstance(cell, (int, float)))
    return Told(f"{query.told} ({query.table.document_name}):", tuple(shown), figures)


def _whole(cell: Cell) -> int:
    return int(float(cell or 0))


def _number_of(cell: Cell, measure: Column) -> Cell:
    """Dates stay text, numbers that a driver gave as text become numbers."""
    return cell if measure.kind is not ColumnKind.NUMBER or cell is None else float(cell)
