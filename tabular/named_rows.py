"""Which rows of a table a question's words name: by what is in their cells, or by a figure that lies in a span."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.tables import Column, ColumnKind, Table
from tabular.likeness import Kind, Words, bare
from tabular.phrases import Sign
from tabular.ranges import range_of
from tabular.table_words import BEFORE_FIGURES, CellWords, TableWords
from tabular.tokens import Token, word_set
from tabular.units import spoken_unit

_DENYING = word_set("not no never none without nicht kein keine keinen nie nem nincs")


@dataclass(frozen=True, slots=True)
class NamedRow:
    """Cells of a column that say which row is meant, and the words that do."""

    column: Column
    cells: tuple[str, ...]
    words: frozenset[int]
    is_whole: bool


def named_rows(words: Words, kept: TableWords, column: Column) -> Iterator[NamedRow]:
    """The cells of a column with most of the question's words: those with the same words are alternatives."""
    if not column.is_complete or column.kind is ColumnKind.YES_NO:
        return
    found: dict[frozenset[int], list[CellWords]] = {}
    naming = words.open - _times(words)
    for one in kept.cells[column.key]:
        covered = words.among(one.all)
        if _denies(one.all) and not _denies(words.all):
            continue
        if covered & naming and (Kind.MAIL not in kept.kinds[column.key] or one.is_named(words)):
            found.setdefault(covered, []).append(one)
    most = max(map(len, found), default=0)
    for covered, cells in found.items():
        sure = [one for one in cells if one.is_named(words)]
        best = sure if len({one.needed for one in sure}) == 1 else cells
        if len(covered) == most:
            yield NamedRow(column, tuple(one.cell for one in best), covered, is_whole=best is sure)


def _denies(found: Sequence[Token]) -> bool:
    """ "Not allowed" is not what "allowed" asks for."""
    return any(token.low in _DENYING for token in found)


def _times(words: Words) -> frozenset[int]:
    """Words such as "close" of "When does it close?": they name no row whose cell says "closed"."""
    if not words.says(Sign.WHEN):
        return frozenset()
    return frozenset(index for index, kind in words.kinds.items() if kind is Kind.MOMENT)


def in_range(words: Words, table: Table, target: Column) -> NamedRow | None:
    """The row whose span holds a figure of the question, whose unit the column or the cell has."""
    for column in table.columns:
        if column == target:
            continue
        spans = [(cell, found) for cell in column.values if (found := range_of(cell)) is not None]
        if len(spans) < 2:
            continue
        for at, word in enumerate(words.all[:-1]):
            unit = spoken_unit(words.all[at + 1].low)
            if not word.low.replace(".", "", 1).isdecimal() or unit is None:
                continue
            fitting = [cell for cell, span in spans if span.holds(float(word.low)) and _measures(cell, column, unit)]
            if len(fitting) == 1:
                before = {at - 1} if at and words.all[at - 1].low in BEFORE_FIGURES else set()
                return NamedRow(column, tuple(fitting), frozenset({at, at + 1, *before}), is_whole=True)
    return None


def _measures(cell: str, column: Column, unit: str) -> bool:
    return any(spoken_unit(token.low) == unit for token in (*bare(cell), *bare(column.name)))
