"""One cell of a table, or the rows of one, found by the words of its row, its column and what the table stands under.

Every word of the question must be one of these, or ask for the kind of value that the cell is; what could be two cells
is none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.tables import Column, ColumnKind, Table
from tabular.asked import Asked, Comparison, Condition, NotComputable, Operation
from tabular.likeness import Kind, Words, bare, words_of
from tabular.measures import few
from tabular.named_rows import NamedRow, in_range, named_rows
from tabular.noted import adjusted, notes_for
from tabular.phrases import Sign
from tabular.table_words import TableWords, words_of_table
from tabular.units import DURATIONS, MONEY, spoken_unit

_MOST_ROWS_COLUMNS = 5
_NOTED = r"\W*(?:\w{1,2}\W*)?"
_YES, _NO = (re.compile(rf"(?:{said}){_NOTED}", re.IGNORECASE) for said in ("yes|ja|igen", "no|nein|nem"))


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is looked up; `weight`: how many of the question's words are its row's and its column's."""

    asked: Asked
    weight: int


def looked_up(question: str, tables: Sequence[Table]) -> Lookup | NotComputable | None:
    """The one cell, or the one list of rows, that all words of a question lead to.

    `NotComputable` where it asks for a row by its number that the table does not have.
    """
    words = words_of(question)
    tables = [table for table in tables if table.section is not None or not words.computes]
    found = [one for table in tables for one in _in_table(words, table)]
    best = [one for one in found if one.weight == max(other.weight for other in found)]
    if len(best) > 1 and len({(one.asked.table, one.asked.conditions) for one in best}) == 1:
        best = [one for one in best if _says_whole_name(words, one)]
    if len(best) == 1:
        return best[0]
    if not found:
        return next((lack for table in tables if (lack := _lacking(words, table)) is not None), None)
    return None


def _says_whole_name(words: Words, found: Lookup) -> bool:
    """ "Zone 1" is that, and no "Zones 1–3"."""
    names = words_of_table(found.asked.table).names
    return all(words.among((token,)) for column in found.asked.wanted for token in names[column.key])


def _in_table(words: Words, table: Table) -> Iterator[Lookup]:
    """At most one of each column; those of the columns with most of the question's words."""
    kept = words_of_table(table)
    if not kept.may_explain(words):
        return
    rows_of = {column.key: list(named_rows(words, kept, column)) for column in table.columns}
    cells = (_cell(words, table, kept, target, rows_of) for target in table.columns)
    listed = [*_listed(words, table, kept)]
    rows_of_lists = {one.asked.conditions for one in listed}
    found = listed + [one for one in cells if one is not None and one.asked.conditions not in rows_of_lists]
    if not found:
        found = [one for one in [_whole_row(words, table, kept)] if one is not None]
    most = max((one.weight for one in found), default=0)
    yield from (one for one in found if one.weight == most)


def _cell(
    words: Words, table: Table, kept: TableWords, target: Column, rows_of: Mapping[str, Sequence[NamedRow]]
) -> Lookup | None:
    named = words.among(kept.names[target.key]) & words.open
    if words.says(Sign.WHEN) and target.unit in MONEY:
        return None
    found = []
    for rows in _choices(words, table, kept, target, named, rows_of):
        if len(rows) == 1 and len(rows[0].cells) > 1 and rows[0].column.distinct == table.rows:
            continue
        own = named.union(*(row.words for row in rows))
        is_sure = named or (all(row.is_whole for row in rows) and _is_only(words, table, kept, target, own))
        kinds = _kinds(words, kept, target, own) if is_sure else None
        used = {target.key, *(row.column.key for row in rows)}
        if kinds is not None and _accounted(words, kept, own | kinds, used, rows):
            found.append(_lookup(table, rows, (target,), weight=len(own & words.open)))
        elif kinds is not None and (case := _of_note(words, kept, table, target, rows, own | kinds)) is not None:
            found.append(case)
    return found[0] if len({one.asked for one in found}) == 1 else None


def _of_note(
    words: Words, kept: TableWords, table: Table, target: Column, rows: Sequence[NamedRow], own: frozenset[int]
) -> Lookup | None:
    """With what a note of the row or the column takes off or adds in the case that is asked of."""
    cells = [cell for row in rows for cell in row.cells]
    cases = [case for _, note in notes_for(table, cells, target) if (case := adjusted(words, note)) is not None]
    used = {target.key, *(row.column.key for row in rows)}
    if len(cases) != 1 or not _accounted(words, kept, own | cases[0][1], used, rows):
        return None
    found = _lookup(table, rows, (target,), weight=len((own | cases[0][1]) & words.open))
    return replace(found, asked=replace(found.asked, adjusted=cases[0][0]))


def _kinds(words: Words, kept: TableWords, target: Column, own: frozenset[int]) -> frozenset[int] | None:
    """Words beside those of row and column that say what kind of value the cell is; null where it is another one."""
    asked = {index: kind for index, kind in words.kinds.items() if index not in own}
    shown, titled = kept.kinds[target.key], words.among(kept.title)
    if words.money_in((*kept.title, *kept.names[target.key])) and Kind.AMOUNT in shown:
        shown |= {Kind.MONEY}
    fitting = (kind in shown or index in titled or _is_measured(words, index, shown) for index, kind in asked.items())
    return frozenset(asked) if all(fitting) else None


def _is_measured(words: Words, index: int, shown: frozenset[Kind]) -> bool:
    """ "How many days", where cells have units."""
    unit = spoken_unit(words.all[index + 1].low) if index + 1 < len(words.all) else None
    return (
        words.kinds[index] is Kind.COUNT
        and unit is not None
        and (Kind.LONG if unit in DURATIONS else Kind.AMOUNT) in shown
    )


def _is_only(words: Words, table: Table, kept: TableWords, target: Column, own: frozenset[int]) -> bool:
    """Whether a column is the only one that can be asked for without its name: by the kind of its cells, or of two."""
    others = table.columns[1:]
    if target not in others:
        return False
    kinds = {kind for index, kind in words.kinds.items() if index not in own}
    return len(others) == 1 or (bool(kinds) and [c for c in others if kinds <= kept.kinds[c.key]] == [target])


def _choices(
    words: Words,
    table: Table,
    kept: TableWords,
    target: Column,
    named: frozenset[int],
    rows_of: Mapping[str, Sequence[NamedRow]],
) -> Iterator[Sequence[NamedRow]]:
    """Ways to say the row: cells of one column first, cells of others as far as words are left."""
    options = [row for column in table.columns if column.key != target.key for row in rows_of[column.key]]
    most = max((len(row.words - named) for row in options), default=0)
    seen = set()
    for first in options:
        if len(first.words - named) == most and (first.words - named) & words.open:
            rows = _with_others(words, kept, first, options, named)
            if (key := frozenset((row.column.key, row.cells) for row in rows)) not in seen:
                seen.add(key)
                yield rows
    if (row := in_range(words, table, target)) is not None:
        yield [row]


def _with_others(
    words: Words, kept: TableWords, first: NamedRow, options: Sequence[NamedRow], named: frozenset[int]
) -> list[NamedRow]:
    chosen, taken = [first], named | first.words | words.among(kept.names[first.column.key])
    left = [row for row in options if row.column != first.column]
    while left:
        best = max(left, key=lambda row: (len((row.words - taken) & words.open), row.is_whole))
        new = (best.words - taken) & words.open
        if not new or all(spoken_unit(words.all[index].low) for index in new):
            break
        chosen.append(best)
        taken |= best.words | words.among(kept.names[best.column.key])
        left = [row for row in left if row.column != best.column]
    return chosen


def _accounted(words: Words, kept: TableWords, own: frozenset[int], used: set[str], rows: Sequence[NamedRow]) -> bool:
    """Whether what is left of the words names the table, or the column of a cell that was named."""
    named = frozenset().union(*(words.among(kept.names[row.column.key]) for row in rows))
    others = frozenset().union(*(words.among(tokens) for column, tokens in kept.names.items() if column not in used))
    left = words.open - own - named - (words.among(kept.title) - others)
    around = frozenset(index for index in words.among(kept.around) if not words.all[index].is_number)
    others |= frozenset().union(
        *(words.among(one.all) for row in rows for one in kept.cells[row.column.key] if one.cell not in row.cells)
    )
    return not left - (around - others)


def _lookup(table: Table, rows: Sequence[NamedRow], wanted: tuple[Column, ...], *, weight: int) -> Lookup:
    conditions = tuple(Condition(row.column, Comparison.WRITTEN, row.cells) for row in rows)
    shown = few((*wanted, *(row.column for row in rows))) if len(wanted) == 1 else wanted
    return Lookup(Asked(table, Operation.LIST, None, conditions, shown=shown, wanted=wanted, is_one=True), weight)


def _whole_row(words: Words, table: Table, kept: TableWords) -> Lookup | None:
    """What a table says of a code, as of a fault: all the rest of its row."""
    first, *others = table.columns
    if table.section is None or len(table.columns) > _MOST_ROWS_COLUMNS or first.distinct != table.rows:
        return None
    for row in named_rows(words, kept, first):
        code = all(any(map(str.isdigit, token.text)) for token in bare(row.cells[0]))
        if row.is_whole and code and _accounted(words, kept, row.words, {first.key}, [row]):
            return _lookup(table, [row], tuple(others), weight=len(row.words))
    return None


def _listed(words: Words, table: Table, kept: TableWords) -> Iterator[Lookup]:
    """Rows by what one of their cells says: "Which accessories can I use on the …", where a column says yes or no."""
    first = table.columns[0]
    noun = words.among(kept.names[first.key]) & words.open
    if not noun or not words.says(Sign.WHICH) or table.section is None:
        return
    for column in table.columns[1:]:
        named = words.among(kept.names[column.key])
        rows = [row for row in named_rows(words, kept, column) if row.is_whole]
        rows = [row for row in rows if column.distinct < table.rows or len(row.cells) > 1]
        conditions = [(row.words, Condition(column, Comparison.WRITTEN, row.cells)) for row in rows]
        if (said_yes := _says_yes(column)) and all(words.among((token,)) for token in kept.names[column.key]):
            conditions.append((named, said_yes))
        for said, condition in conditions:
            if said & words.open and _accounted(words, kept, noun | named | said, {first.key, column.key}, rows):
                asked = Asked(table, Operation.LIST, None, (condition,), shown=(first, column))
                yield Lookup(asked, len((noun | named | said) & words.open))


def _says_yes(column: Column) -> Condition | None:
    """The rows that say yes, a footnote beside it or not; null where cells say anything else than yes and no."""
    if column.kind is ColumnKind.YES_NO:
        return Condition(column, Comparison.YES)
    yes = tuple(cell for cell in column.values if _YES.fullmatch(cell))
    is_told = column.is_complete and yes and all(_YES.fullmatch(cell) or _NO.fullmatch(cell) for cell in column.values)
    return Condition(column, Comparison.WRITTEN, yes) if is_told else None


def _lacking(words: Words, table: Table) -> NotComputable | None:
    """ "Route 9" where each row is a route and none has this number."""
    kept = words_of_table(table)
    first = table.columns[0]
    if first.distinct != table.rows or not first.is_complete or len(kept.names[first.key]) != 1:
        return None
    for at in words.among(kept.names[first.key]):
        number = words.all[at + 1] if at + 1 < len(words.all) else None
        if (
            number is None
            or not number.is_number
            or any(words.among(one.all) >= {at + 1} for one in kept.cells[first.key])
        ):
            continue
        for target in table.columns[1:]:
            named = words.among(kept.names[target.key]) & words.open
            if named and not words.open - named - {at, at + 1} - words.among(kept.title) - words.kinds.keys():
                return NotComputable(
                    f"No row of “{table.title}” has “{number.text}” as “{first.name}” ({table.document_name}).", table
                )
    return None
