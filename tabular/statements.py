"""From what is asked to SQL for DuckDB. Names in it are `id` and `key` alone; all else is a parameter."""

# ruff: noqa: S608  # the names are checked by `_name`, and values are parameters

import re
from collections.abc import Sequence

from domain.tables import Column, ColumnKind, Table
from tabular.asked import Asked, Comparison, Condition, Grouping, Operation, Span

# The one number of a cell of text, with thousands as English has them: "£1,200 a month".
_NUMBER = r"'^[^0-9]{0,12}?([0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?)[^0-9]{0,20}$'"
Values = tuple[str | float, ...]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_SIGNS = {
    Comparison.OVER: ">",
    Comparison.UNDER: "<",
    Comparison.AT_LEAST: ">=",
    Comparison.AT_MOST: "<=",
}
_SPANS = {
    Span.DAY: "strftime({}, '%Y-%m-%d')",
    Span.MONTH: "strftime({}, '%Y-%m')",
    Span.QUARTER: "strftime({}, '%Y') || '-Q' || quarter({})",
    Span.YEAR: "strftime({}, '%Y')",
    Span.WEEKDAY: "dayofweek({})",
}


def statement(asked: Asked) -> tuple[str, Values]:
    """The query. Its columns: the groups, if any; the number; of how many cells it was made; how many rows there were.

    Of extremes and lists: the measure, if any, and what is shown.
    """
    where, values = _where(asked.conditions)
    source = f"FROM {_name(asked.table.id)}{where}"
    match asked.operation:
        case Operation.SHARE:
            part, given = _all(asked.part)
            return f"SELECT count(*) FILTER (WHERE {part}), count(*) {source}", (*given, *values)
        case Operation.DIFFERENCE:
            return _difference(asked, source, values)
        case Operation.EXTREME:
            return _extreme(asked, where, values)
        case Operation.LIST:
            return _list(asked, source), values
    numbers = _numbers(asked)
    if asked.grouping is None:
        return f"SELECT {numbers} {source}", values
    return _grouped(asked, asked.grouping, numbers, source), values


def rows_statement(asked: Asked) -> tuple[str, Values]:
    """The rows that the number is computed over, with all cells as they stand."""
    columns = ", ".join(f"{_key(column)}_text" for column in asked.table.columns)
    where, values = _where((*asked.conditions, *_common(asked)))
    if asked.operation is Operation.DIFFERENCE:
        first, one = _all(asked.part[:1])
        second, two = _all(asked.part[1:])
        where += f"{' AND' if where else ' WHERE'} (({first}) OR ({second}))"
        values = (*values, *one, *two)
    return f'SELECT "row", {columns} FROM {_name(asked.table.id)}{where} ORDER BY "row"', values


def _common(asked: Asked) -> tuple[Condition, ...]:
    return asked.part if asked.operation is Operation.SHARE else ()


def _numbers(asked: Asked) -> str:
    if asked.operation is Operation.COUNT or asked.measure is None:
        return "count(*), count(*), count(*)"
    key = _key(asked.measure)
    if asked.times is not None:
        key = f"{key} * {_key(asked.times)}"
    function = {
        Operation.COUNT_DISTINCT: f"count(DISTINCT {_told(asked.measure)})",
        Operation.SUM: f"sum({key})",
        Operation.AVERAGE: f"avg({key})",
        Operation.MEDIAN: f"median({key})",
    }[asked.operation]
    return f"{function}, count({key}), count(*)"


def _told(column: Column) -> str:
    """Cells of text are one whatever their capitals."""
    return f"lower({_key(column)})" if column.kind is ColumnKind.TEXT else _key(column)


def _grouped(asked: Asked, grouping: Grouping, numbers: str, source: str) -> str:
    group = _group(grouping)
    query = f"SELECT {group}, {numbers} {source} GROUP BY 1"
    if asked.is_descending is None:
        return f"{query} ORDER BY 1"
    way = "DESC" if asked.is_descending else "ASC"
    groups = f"({query}) AS groups(part, number, cells, row_count)"
    ranked = f"SELECT *, rank() OVER (ORDER BY number {way} NULLS LAST) AS place FROM {groups}"
    return (
        f"SELECT part, number, cells, row_count FROM ({ranked}) WHERE place <= {int(asked.limit or 1)} "
        f"AND part IS NOT NULL ORDER BY place, part"
    )


def _group(grouping: Grouping) -> str:
    key = _key(grouping.column)
    if grouping.span is Span.VALUE:
        return key
    return _SPANS[grouping.span].replace("{}", key)


def _difference(asked: Asked, source: str, values: Values) -> tuple[str, Values]:
    number = "count(*)"
    if asked.measure is not None:
        number = f"{'avg' if asked.is_descending else 'sum'}({_key(asked.measure)})"
    first, one = _all(asked.part[:1])
    second, two = _all(asked.part[1:])
    sides = (f"coalesce({number} FILTER (WHERE {first}), 0)", f"coalesce({number} FILTER (WHERE {second}), 0)")
    return f"SELECT {sides[0]} - {sides[1]}, {sides[0]}, {sides[1]} {source}", (*one, *two, *one, *two, *values)


def _extreme(asked: Asked, where: str, values: Values) -> tuple[str, Values]:
    assert asked.measure is not None  # noqa: S101  # an extreme is one of a column
    key = _key(asked.measure)
    way = "DESC" if asked.is_descending else "ASC"
    shown = "".join(f", {_key(column)}_text" for column in asked.shown if column != asked.measure)
    filled = f"{where} AND {key} IS NOT NULL" if where else f" WHERE {key} IS NOT NULL"
    value = f"strftime({key}, '%Y-%m-%d')" if asked.measure.kind is ColumnKind.DATE else key
    return (
        f"SELECT {value}{shown} FROM {_name(asked.table.id)}{filled} "
        f'QUALIFY rank() OVER (ORDER BY {key} {way}) <= {int(asked.limit or 1)} ORDER BY {key} {way}, "row"',
        values,
    )


def _list(asked: Asked, source: str) -> str:
    shown = ", ".join(f"{_key(column)}_text" for column in asked.shown)
    if asked.grouping is not None:
        key = _key(asked.grouping.column)
        return f"SELECT {key}, count(*) {source} GROUP BY 1 HAVING {key} IS NOT NULL ORDER BY 1"
    if asked.adjusted is not None:
        number, amount = number_of(asked.wanted[0]), float(asked.adjusted.amount)
        share = f"({number}) / 100 * " if asked.adjusted.is_share else ""
        shown += f", ({number}) + {share}({amount!r})"
    return f'SELECT {shown} {source} ORDER BY "row"'


def _where(conditions: Sequence[Condition]) -> tuple[str, Values]:
    text, values = _all(conditions)
    return (f" WHERE {text}" if text else ""), values


def _all(conditions: Sequence[Condition]) -> tuple[str, Values]:
    parts = [_condition(condition) for condition in conditions]
    return " AND ".join(f"({text})" for text, _ in parts), tuple(value for _, values in parts for value in values)


def _condition(condition: Condition) -> tuple[str, Values]:
    text, values = _positive(condition)
    return (f"({text}) IS NOT TRUE" if condition.is_negated else text), values


def _positive(condition: Condition) -> tuple[str, Values]:
    key, values = _key(condition.column), condition.values
    if condition.comparison in _SIGNS:
        sign, other = _SIGNS[condition.comparison], condition.other
        return (
            (f"{key} {sign} {_key(other)}", ()) if other is not None else (f"{key} {sign} {_mark(condition)}", values)
        )
    marks = ", ".join("?" * len(values))
    match condition.comparison:
        case Comparison.IS | Comparison.WRITTEN | Comparison.NONE:
            return _one_of(condition, marks)
        case Comparison.MONTH:
            return f"month({key}) IN ({marks})", values
        case Comparison.WEEKDAY:
            return f"dayofweek({key}) IN ({marks})", values
        case Comparison.BLANK:
            return f"{key} IS NULL", ()
        case Comparison.YES:
            return key, ()
        case Comparison.NO:
            return f"NOT {key}", ()
    return f"{key} BETWEEN {_mark(condition)} AND {_mark(condition)}", values


def _one_of(condition: Condition, marks: str) -> tuple[str, Values]:
    key, values = _key(condition.column), condition.values
    if condition.comparison is Comparison.WRITTEN:
        return f"trim({key}_text) IN ({marks})", values
    empty = f"{key} IS NULL OR " if condition.comparison is Comparison.NONE else ""
    if condition.column.kind is ColumnKind.TEXT:
        return f"{empty}lower({key}) IN ({marks})", tuple(str(value).lower() for value in values)
    return f"{empty}{key} IN ({marks})", values


def _mark(condition: Condition) -> str:
    return "CAST(? AS DATE)" if condition.column.kind is ColumnKind.DATE else "?"


def _key(column: Column) -> str:
    return _name(column.key)


def _name(name: str) -> str:
    """A name that is safe in SQL as it stands."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name for SQL: {name!r}")
    return name


def table_name(table: Table) -> str:
    """The table's name, checked."""
    return _name(table.id)


def key_of(column: Column) -> str:
    """A column's key, checked."""
    return _key(column)


def number_of(column: Column) -> str:
    """The number of a cell in SQL, null where it has none or several."""
    if column.kind is ColumnKind.NUMBER:
        return key_of(column)
    text = f"trim({key_of(column)}_text)"
    return f"TRY_CAST(replace(regexp_extract({text}, {_NUMBER}, 1), ',', '') AS DOUBLE)"


def met(conditions: Sequence[Condition]) -> tuple[str, Values]:
    """Whether a row meets all of them, in SQL."""
    return _all(conditions)
