"""From a query's result to what is said: the number with its unit, what it is over, and what was left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.tables import Column, ColumnKind, TableQuery, TableResult
from tabular.asked import Asked, Operation, PlannedQuery, Span
from tabular.wording import (
    condition_in_words,
    day_in_words,
    filters,
    group_name,
    group_value,
    number,
    value_in_words,
    with_unit,
)

MOST_ROWS_TOLD = 20
_MOST_CELLS_LOOKED_UP = 5

Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Told:
    """The answer's sentence, and below it the rows or groups that it announces, one a line.

    `numbers` are those computed figures of the text that come from the result, as they are written.
    """

    text: str
    lines: tuple[str, ...]
    numbers: tuple[str, ...]


_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "count_one": "{n} row in {file}: {where}.", "count": "{n} {rows} in {file}: {where}.",
        "count_all_one": "{file} has {n} row.", "count_all": "{file} has {n} {rows}.",
        "distinct": "{file} has {n} different values of {name}{where}.",
        "sum": "The sum of {name} is {n}{where} ({rows} in {file}).",
        "average": "The average of {name} is {n}{where} ({rows} in {file}).",
        "median": "The median of {name} is {n}{where} ({rows} in {file}).",
        "highest": "The highest {name} is {n}{where} in {file}:", "lowest": "The lowest {name} is {n}{where} in {file}:",
        "latest": "The latest {name} is {n}{where} in {file}:", "earliest": "The earliest {name} is {n}{where} in {file}:",
        "top": "The {k} highest of {name}{where} in {file}:", "bottom": "The {k} lowest of {name}{where} in {file}:",
        "tied": "{k} rows, since some are equal.",
        "share": "{n}% of the rows of {file}{whole} ({part} of {all}): {where}.",
        "difference": "{n} more: {one} against {two}{where} in {file}.", "less": "{n} fewer: {one} against {two}{where} in {file}.",
        "same": "The same: {one} and {two}{where} in {file}.",
        "groups": "{what} for each {group}{where} in {file}:",
        "most": "{group} with the highest {what}{where} in {file}: {which}.",
        "least": "{group} with the lowest {what}{where} in {file}: {which}.",
        "list": "{rows} in {file}: {where}.", "values": "{n} values of {name}{where} in {file}:",
        "none": "No row of {file} matches: {where}.", "nothing": "No row of {file} with a value of {name} matches{where}.",
        "where": " where {}", "left_out_one": " 1 cell without a number is left out.",
        "left_out": " {k} cells without a number are left out.", "more": "… and {k} more.",
        "row_one": "1 row", "rows": "{k} rows", "count_what": "number of rows", "sum_what": "sum of {}",
        "average_what": "average of {}", "median_what": "median of {}", "distinct_what": "number of different {}",
        "in_rows": " They stand in {rows}.",
    },
    "de": {
        "count_one": "{n} Zeile in {file}: {where}.", "count": "{n} {rows} in {file}: {where}.",
        "count_all_one": "{file} hat {n} Zeile.", "count_all": "{file} hat {n} {rows}.",
        "distinct": "{file} hat {n} verschiedene Werte von {name}{where}.",
        "sum": "Die Summe von {name} ist {n}{where} ({rows} in {file}).",
        "average": "Der Durchschnitt von {name} ist {n}{where} ({rows} in {file}).",
        "median": "Der Median von {name} ist {n}{where} ({rows} in {file}).",
        "highest": "Der höchste Wert von {name} ist {n}{where} in {file}:",
        "lowest": "Der niedrigste Wert von {name} ist {n}{where} in {file}:",
        "latest": "{name}: am spätesten {n}{where} in {file}:", "earliest": "{name}: am frühesten {n}{where} in {file}:",
        "top": "Die {k} höchsten von {name}{where} in {file}:", "bottom": "Die {k} niedrigsten von {name}{where} in {file}:",
        "tied": "{k} Zeilen, da einige gleich sind.",
        "share": "{n} % der Zeilen von {file}{whole} ({part} von {all}): {where}.",
        "difference": "{n} mehr: {one} gegen {two}{where} in {file}.", "less": "{n} weniger: {one} gegen {two}{where} in {file}.",
        "same": "Gleich viel: {one} und {two}{where} in {file}.",
        "groups": "{what} je {group}{where} in {file}:",
        "most": "{group}, höchster Wert ({what}){where} in {file}: {which}.",
        "least": "{group}, niedrigster Wert ({what}){where} in {file}: {which}.",
        "list": "{rows} in {file}: {where}.", "values": "{n} Werte von {name}{where} in {file}:",
        "none": "Keine Zeile von {file} passt: {where}.", "nothing": "Keine Zeile von {file} mit einem Wert von {name} passt{where}.",
        "where": " mit {}", "left_out_one": " 1 Zelle ohne Zahl ist nicht mitgerechnet.",
        "left_out": " {k} Zellen ohne Zahl sind nicht mitgerechnet.", "more": "… und {k} weitere.",
        "row_one": "1 Zeile", "rows": "{k} Zeilen", "count_what": "Anzahl der Zeilen", "sum_what": "Summe von {}",
        "average_what": "Durchschnitt von {}", "median_what": "Median von {}", "distinct_what": "Anzahl verschiedener {}",
        "in_rows": " Sie stehen in {rows}.",
    },
    "hu": {
        "count_one": "{n} sor ({file}): {where}.", "count": "{n} {rows} ({file}): {where}.",
        "count_all_one": "{n} sor van benne ({file}).", "count_all": "{n} {rows} van benne ({file}).",
        "distinct": "{n} különböző érték van ({name}){where} ({file}).",
        "sum": "Az összeg ({name}): {n}{where} ({rows}, {file}).",
        "average": "Az átlag ({name}): {n}{where} ({rows}, {file}).",
        "median": "A medián ({name}): {n}{where} ({rows}, {file}).",
        "highest": "A legnagyobb érték ({name}): {n}{where} ({file}):", "lowest": "A legkisebb érték ({name}): {n}{where} ({file}):",
        "latest": "A legkésőbbi ({name}): {n}{where} ({file}):", "earliest": "A legkorábbi ({name}): {n}{where} ({file}):",
        "top": "A {k} legnagyobb ({name}){where} ({file}):", "bottom": "A {k} legkisebb ({name}){where} ({file}):",
        "tied": "{k} sor, mert néhány egyenlő.",
        "share": "A sorok {n}%-a{whole} ({part} / {all}, {file}): {where}.",
        "difference": "{n} a többlet: {one} szemben ezzel: {two}{where} ({file}).",
        "less": "{n} a hiány: {one} szemben ezzel: {two}{where} ({file}).", "same": "Ugyanannyi: {one} és {two}{where} ({file}).",
        "groups": "{what}, ezenként: {group}{where} ({file}):",
        "most": "{group}, a legnagyobb ({what}){where} ({file}): {which}.",
        "least": "{group}, a legkisebb ({what}){where} ({file}): {which}.",
        "list": "{rows} ({file}): {where}.", "values": "{n} érték ({name}){where} ({file}):",
        "none": "Egy sor sem felel meg ({file}): {where}.", "nothing": "Nincs megfelelő sor, amelyben {name} szerepel{where} ({file}).",
        "where": ", ahol {}", "left_out_one": " 1 szám nélküli cella kimaradt.",
        "left_out": " {k} szám nélküli cella kimaradt.", "more": "… és még {k}.",
        "row_one": "1 sor", "rows": "{k} sor", "count_what": "sorok száma", "sum_what": "összeg ({})",
        "average_what": "átlag ({})", "median_what": "medián ({})", "distinct_what": "különböző értékek száma ({})",
        "in_rows": " {rows} tartalmazza.",
    },
}  # fmt: skip


def tell(query: TableQuery, result: TableResult) -> Told | None:
    """What the result says; null where it says nothing that is sure: no cell or too many for one that was looked up.

    Of a query that a language model wrote only the values are told.
    """
    if not isinstance(query, PlannedQuery):
        return _plain(query, result)
    return _Teller(query.asked, query.language, query.table.document_name, query.noun).told(result)


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
        return _TEXTS[self.language][text].format(file=self.file, **given)

    def _where(self) -> str:
        text = filters(self.asked.conditions, self.language)
        return _TEXTS[self.language]["where"].format(text) if text else ""

    def _rows(self, count: int) -> str:
        return self._say("row_one") if count == 1 else self._say("rows", k=self._figure(count))

    def _figure(self, value: Cell) -> str:
        return number(float(value or 0), self.language)

    def _left_out(self, count: int) -> str:
        if count < 1:
            return ""
        return self._say("left_out_one") if count == 1 else self._say("left_out", k=self._figure(count))

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
            return Told(text + stand, (), (self._figure(value),))
        figure = with_unit(self._figure(value), asked.measure)
        text = self._say(
            asked.operation.value, n=figure, name=asked.measure.name, where=self._where(), rows=self._rows(int(float(cells or 0)))
        )
        return Told(text + self._left_out(int(float(rows or 0)) - int(float(cells or 0))), (), (self._figure(value),))

    def _count(self, count: int) -> Told:
        where = filters(self.asked.conditions, self.language)
        one = "_one" if count == 1 else ""
        if not where:
            text = self._say(f"count_all{one}", n=self._figure(count), rows=self._noun())
            return Told(text, (), (self._figure(count),))
        if count == 0:
            return Told(self._say("none", where=where), (), ())
        text = self._say(f"count{one}", n=self._figure(count), where=where, rows=self._noun())
        return Told(text, (), (self._figure(count),))

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
        return Told(text, (), figures)

    def _difference(self, result: TableResult) -> Told:
        difference, first, second = (float(value or 0) for value in result.rows[0][:3])
        measure = self.asked.measure
        name = "same" if difference == 0 else "difference" if difference > 0 else "less"
        sides = [
            f"{with_unit(self._figure(value), measure)} ({condition_in_words(condition, self.language)})"
            for value, condition in zip((first, second), self.asked.part, strict=True)
        ]
        figures = tuple(map(self._figure, (abs(difference), first, second)))
        text = self._say(name, n=with_unit(figures[0], measure), one=sides[0], two=sides[1], where=self._where())
        return Told(text, (), figures if difference else figures[1:])

    def _extreme(self, result: TableResult) -> Told | None:
        measure, limit = self.asked.measure, self.asked.limit or 1
        if measure is None:
            return None
        if not result.rows:
            return Told(self._say("nothing", name=measure.name, where=self._where()), (), ())
        shown = [column for column in self.asked.shown if column != measure]
        values = [value_in_words(_number_of(row[0], measure), measure, self.language) for row in result.rows]
        tail = "" if len(result.rows) == limit or limit == 1 else " " + self._say("tied", k=self._figure(len(result.rows)))
        if limit == 1:
            word = self._superlative(measure)
            text = self._say(word, name=measure.name, n=values[0], where=self._where())
            lines = [_cells(row[1:], shown) for row in result.rows]
        else:
            word = "top" if self.asked.is_descending else "bottom"
            text = self._say(word, k=self._figure(limit), name=measure.name, where=self._where()) + tail
            lines = [
                f"{_cells(row[1:], shown)}; {measure.name}: {value}"
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
            return Told(self._say("none", where=where), (), ())
        if self.asked.grouping is not None:
            name = self.asked.grouping.column.name
            text = self._say("values", n=self._figure(len(result.rows)), name=name, where=self._where())
            lines = [f"{group_value(row[0], self.asked, self.language)} ({self._rows(_whole(row[1]))})" for row in result.rows]
            return Told(text, self._first(lines), (self._figure(len(result.rows)),))
        text = self._say("list", rows=self._rows(len(result.rows)), where=where)
        lines = [_cells(row, self.asked.shown) for row in result.rows]
        return Told(text, self._first(lines), (self._figure(len(result.rows)),))

    def _groups(self, result: TableResult) -> Told | None:
        if not result.rows:
            return Told(self._say("none", where=filters(self.asked.conditions, self.language)), (), ())
        measure = self.asked.measure if self.asked.operation is not Operation.COUNT_DISTINCT else None
        lines = [
            f"{group_value(row[0], self.asked, self.language)}: {with_unit(self._figure(row[1]), measure)}"
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
            return Told(text + self._left_out(left_out), (), figures)
        text = self._say("groups", what=what[:1].upper() + what[1:], group=group, where=self._where())
        return Told(text + self._left_out(left_out), self._first(lines), figures)

    def _what(self) -> str:
        name = self.asked.measure.name if self.asked.measure is not None else ""
        word = {
            Operation.SUM: "sum_what", Operation.AVERAGE: "average_what", Operation.MEDIAN: "median_what",
            Operation.COUNT_DISTINCT: "distinct_what",
        }.get(self.asked.operation, "count_what")  # fmt: skip
        return _TEXTS[self.language][word].format(name)

    def _first(self, lines: Sequence[str]) -> tuple[str, ...]:
        if len(lines) <= MOST_ROWS_TOLD:
            return tuple(lines)
        return (*lines[:MOST_ROWS_TOLD], self._say("more", k=self._figure(len(lines) - MOST_ROWS_TOLD)))


def _plain(query: TableQuery, result: TableResult) -> Told | None:
    """Of SQL that a language model wrote: its columns and values, as they are."""
    if not result.rows:
        return None
    lines = [
        "; ".join(f"{name}: {_written(cell)}" for name, cell in zip(result.columns, row, strict=True)) for row in result.rows
    ]
    shown = (*lines[:MOST_ROWS_TOLD], *(["…"] if len(lines) > MOST_ROWS_TOLD else []))
    figures = tuple(_written(cell) for row in result.rows for cell in row if isinstance(cell, (int, float)))
    return Told(f"{query.told} ({query.table.document_name}):", tuple(shown), figures)


def _cells(row: Sequence[Cell], shown: Sequence[Column]) -> str:
    return "; ".join(f"{column.name}: {_written(cell)}" for column, cell in zip(shown, row, strict=True))


def _written(cell: Cell) -> str:
    return "–" if cell is None or cell == "" else number(cell, "en") if isinstance(cell, float) else str(cell)


def _whole(cell: Cell) -> int:
    return int(float(cell or 0))


def _number_of(cell: Cell, measure: Column) -> Cell:
    """Dates stay text, numbers that a driver gave as text become numbers."""
    return cell if measure.kind is not ColumnKind.NUMBER or cell is None else float(cell)


__all__ = ["MOST_ROWS_TOLD", "Span", "Told", "day_in_words", "tell"]
