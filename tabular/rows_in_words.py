"""Cells of a result as they are said: of a row, and of one that was looked up."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from domain.tables import Column
from tabular.asked import Asked
from tabular.cells import is_blank
from tabular.noted import Adjustment, notes_for
from tabular.wording import number

_SIGNS = "€£$%"
_STOPS = ".;: "
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")

Cell = str | float | None


def row_in_words(row: Sequence[Cell], shown: Sequence[Column]) -> str:
    """`Name: Anna; Age: 40`; a cell of a column without a name stands alone."""
    return "; ".join(_named(column.name, written(cell)) for column, cell in zip(shown, row, strict=True))


class LookedUp(NamedTuple):
    """`Workshop, Sunday: 1.90`, and the cell alone; null for several. `notes` of the table are of this cell."""

    text: str
    cell: str | None
    notes: tuple[str, ...] = ()


def looked_up_in_words(asked: Asked, row: Sequence[Cell]) -> LookedUp | None:
    """Null where the cell is empty, or not the number that a note changes."""
    cells = dict(zip(asked.shown, row, strict=False))
    found = [(column.name, written(cells.get(column)).rstrip(_STOPS)) for column in asked.wanted]
    if is_blank(found[0][1]):
        return None
    rows = [str(value) for condition in asked.conditions for value in condition.values]
    of_row = ", ".join(rows)
    if len(found) > 1:
        return LookedUp(f"{of_row}: {'; '.join(_named(name, cell) for name, cell in found)}", None)
    name, cell = found[0][0], f"{found[0][1]}{_unit_of_rows(asked)}"
    named = f"{of_row}, {name}" if name else of_row
    if asked.adjusted is not None:
        return _adjusted(asked.adjusted, row[-1], named, cell)
    notes = notes_for(asked.table, rows, asked.wanted[0], found[0][1])
    return LookedUp(f"{named}: {cell}", cell, tuple(note.rstrip(_STOPS) for _, note in notes))


def _adjusted(by: Adjustment, number: Cell, named: str, cell: str) -> LookedUp | None:
    """ "Afternoon, Badgers: 31.00 (35.00; Friday afternoons cost 4 pounds less)"."""
    figures = _FIGURE.findall(cell)
    if not isinstance(number, int | float) or len(figures) != 1:
        return None
    decimals = len(figures[0].rpartition(".")[2]) if "." in figures[0] else 0 if number == int(number) else 2
    changed = cell.replace(figures[0], f"{number:,.{decimals}f}")
    return LookedUp(f"{named}: {changed} ({cell} without: {by.note.rstrip(_STOPS)})", changed)


def written(cell: Cell) -> str:
    """A cell as it stands, a dash for none."""
    return "–" if cell is None or cell == "" else number(cell, "en") if isinstance(cell, float) else str(cell)


def _named(name: str, cell: str) -> str:
    return f"{name}: {cell}" if name else cell


def _unit_of_rows(asked: Asked) -> str:
    """What the column of the rows' names says of all figures, as "£ thousand" does."""
    name = asked.conditions[0].column.name
    return f" {name}" if any(sign in name for sign in _SIGNS) else ""
