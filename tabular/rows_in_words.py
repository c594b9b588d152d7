"""Cells of a result as they are said: of a row, and of one that was looked up."""

from collections.abc import Sequence
from typing import NamedTuple

from domain.tables import Column
from tabular.asked import Asked
from tabular.cells import is_blank
from tabular.wording import number

_SIGNS = "€£$%"
_STOPS = ".;: "

Cell = str | float | None


def row_in_words(row: Sequence[Cell], shown: Sequence[Column]) -> str:
    """`Name: Anna; Age: 40`; a cell of a column without a name stands alone."""
    return "; ".join(_named(column.name, written(cell)) for column, cell in zip(shown, row, strict=True))


class LookedUp(NamedTuple):
    """`Workshop, Sunday: 1.90`, and the cell alone; null for several."""

    text: str
    cell: str | None


def looked_up_in_words(asked: Asked, row: Sequence[Cell]) -> LookedUp | None:
    """Null where the cell is empty."""
    cells = dict(zip(asked.shown, row, strict=True))
    found = [(column.name, written(cells.get(column)).rstrip(_STOPS)) for column in asked.wanted]
    if is_blank(found[0][1]):
        return None
    of_row = ", ".join(str(value) for condition in asked.conditions for value in condition.values)
    if len(found) > 1:
        return LookedUp(f"{of_row}: {'; '.join(_named(name, cell) for name, cell in found)}", None)
    name, cell = found[0][0], f"{found[0][1]}{_unit_of_rows(asked)}"
    return LookedUp(f"{f'{of_row}, {name}' if name else of_row}: {cell}", cell)


def written(cell: Cell) -> str:
    """A cell as it stands, a dash for none."""
    return "–" if cell is None or cell == "" else number(cell, "en") if isinstance(cell, float) else str(cell)


def _named(name: str, cell: str) -> str:
    return f"{name}: {cell}" if name else cell


def _unit_of_rows(asked: Asked) -> str:
    """What the column of the rows' names says of all figures, as "£ thousand" does."""
    name = asked.conditions[0].column.name
    return f" {name}" if any(sign in name for sign in _SIGNS) else ""
