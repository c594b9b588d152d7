"""Two cells of one table that a question compares: in one row, or in one column."""

# ruff: noqa: S608  # the names are checked by `key_of` and `table_name`, and values are parameters

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.tables import Column, Table, TableQuery
from tabular.asked import Condition
from tabular.changes import changed
from tabular.comparatives import Comparing, Matter, SidesOf, comparing
from tabular.likeness import Kind, words_of
from tabular.lookups import Lookup, looked_up
from tabular.statements import Values, key_of, met, number_of, table_name
from tabular.table_words import words_of_table

_HOW = re.compile(r"\bhow (?:high|big|deep|wide|thick|warm)\b", re.IGNORECASE)
_USERS = re.compile(
    r"(\bhow many (?!of\b)[^\W\d]+) (?:users?|people|persons?|guests|visitors|drivers)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Side:
    """A cell: the row's conditions and the column."""

    conditions: tuple[Condition, ...]
    target: Column

    @property
    def rows(self) -> tuple[str, ...]:
        """Cells that say which row it is in."""
        return tuple(str(value) for condition in self.conditions for value in condition.values)


@dataclass(frozen=True, slots=True)
class ContrastQuery(TableQuery):
    """Its result has one row: both cells as they stand and, where they are numbers, these."""

    first: Side
    second: Side
    asked: Comparing


def contrasted(question: str, tables: Sequence[Table], sides_of: SidesOf) -> ContrastQuery | None:
    """Null where not both cells are sure, and in one table."""
    asked = comparing(question, sides_of)
    if asked is None:
        return _changed(question, tables)
    among = [table for table in tables if table.section is not None]
    first, second = asked.sides
    wordings = ((first, second), *((reword(first), reword(second)) for reword in (_of_any_measure, _of_places)))
    pair = next((found for sides in wordings if (found := _pair(sides, among)) is not None), None)
    if pair is None or not _is_about(asked, *pair):
        return _changed(question, tables)
    return _query(asked, pair[0].asked.table, *map(_side, pair))


def _changed(question: str, tables: Sequence[Table]) -> ContrastQuery | None:
    """A row's cells of two years."""
    change = changed(question, tables)
    if change is None or not _is_about(change.asked, change.later, change.earlier):
        return None
    return _query(change.asked, change.later.asked.table, _side(change.later), _side(change.earlier))


def _of_any_measure(question: str) -> str:
    """ "How high is the result": that is no height."""
    return _HOW.sub("how much", question)


def _of_places(question: str) -> str:
    """ "How many wheelchair users": as many as there are places for wheelchairs."""
    return _USERS.sub(r"\1", question)


def _pair(sides: tuple[str, str], tables: Sequence[Table]) -> tuple[Lookup, Lookup] | None:
    """Each by its own question; what only one of them says of row or column holds for the other too."""
    first, second = (_cell(side, tables) for side in sides)
    if first is None and second is not None:
        first = _like(sides[0], second)
    elif second is None and first is not None:
        second = _like(sides[1], first)
    if first is None or second is None or not _are_beside(_side(first), _side(second)):
        return None
    return (first, second) if first.asked.table == second.asked.table else None


def _cell(question: str, tables: Sequence[Table]) -> Lookup | None:
    match looked_up(question, tables):
        case Lookup(asked) as found if asked.is_one and len(asked.wanted) == 1:
            return found if all(len(condition.values) == 1 for condition in asked.conditions) else None
    return None


def _like(question: str, other: Lookup) -> Lookup | None:
    """ "A hearing test" beside "an eye test for adults": of adults as well."""
    side, text = _side(other), question.strip().rstrip("?").removesuffix(" one")
    found = [
        one
        for said in (side.target.name, " ".join(side.rows))
        if (one := _cell(f"{text} {said}", [other.asked.table])) is not None and _are_beside(_side(one), side)
    ]
    return found[0] if len({one.asked for one in found}) == 1 else None


def _side(found: Lookup) -> Side:
    return Side(found.asked.conditions, found.asked.wanted[0])


def _are_beside(first: Side, second: Side) -> bool:
    """Of one row or of one column."""
    if first.target != second.target:
        return first.conditions == second.conditions
    columns = [{condition.column.key for condition in side.conditions} for side in (first, second)]
    return columns[0] == columns[1] and first.conditions != second.conditions


def _is_about(asked: Comparing, first: Lookup, second: Lookup) -> bool:
    """Whether what the comparative is about is what the cells say."""
    kept, sides = words_of_table(first.asked.table), (_side(first), _side(second))
    if asked.matter is Matter.MONEY:
        names = (*kept.title, *(token for side in sides for token in kept.names[side.target.key]))
        is_priced = words_of("").money_in(names)
        return all(is_priced or Kind.MONEY in kept.kinds[side.target.key] for side in sides)
    if asked.matter is Matter.NAMED and sides[0].target == sides[1].target:
        named = kept.names[sides[0].target.key]
        return any((words := words_of(side)).among(named) & words.open for side in asked.sides)
    return True


def _query(asked: Comparing, table: Table, first: Side, second: Side) -> ContrastQuery:
    (one, one_values), (two, two_values) = met(first.conditions), met(second.conditions)
    texts = f"max({key_of(first.target)}_text) FILTER ({{one}}), max({key_of(second.target)}_text) FILTER ({{two}})"
    numbers = f"max({number_of(first.target)}) FILTER ({{one}}), max({number_of(second.target)}) FILTER ({{two}})"
    counts = "count(*) FILTER ({one}) = 1 AND count(*) FILTER ({two}) = 1"
    sql = f"SELECT {texts}, {numbers} FROM {table_name(table)} HAVING {counts}".replace("{one}", f"WHERE {one}")
    values: Values = (*one_values, *two_values) * 3
    columns = ", ".join(f"{key_of(column)}_text" for column in table.columns)
    rows = f'SELECT "row", {columns} FROM {table_name(table)} WHERE ({one}) OR ({two}) ORDER BY "row"'
    told = f"{_told(first)}, compared with {_told(second)}"
    sql = sql.replace("{two}", f"WHERE {two}")
    return ContrastQuery(table, sql, values, told, rows, (*one_values, *two_values), first, second, asked)


def _told(side: Side) -> str:
    row = ", ".join(side.rows)
    return f"{side.target.name} of {row}" if side.target.name else row
