"""What is said of two cells that were compared: both as they stand, which is more, and how far they are apart."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from domain.tables import Column, TableResult
from tabular.cells import is_blank
from tabular.contrasts import ContrastQuery, Side
from tabular.noted import notes_for
from tabular.rows_in_words import Cell
from tabular.units import header_unit
from tabular.wording import figure_of, with_unit

_RAISED = re.compile(r"[⁰¹²³⁴-⁹ᵃᵇᶜᵈ]")
_FIGURE = re.compile(r"[+–−-]?\d[\d.,\u00a0\u202f]*(?<=\d)")
_PERCENT = re.compile(r"(?<=\d)\s?%")
_STOPS = ".;: "


class Contrasted(NamedTuple):
    """`short` answers by itself, null where nothing does; `numbers` are computed."""

    text: str
    short: str | None
    numbers: tuple[str, ...]


def contrast_in_words(query: ContrastQuery, result: TableResult, source: str) -> Contrasted | None:
    """Null where a cell is empty or not the only one."""
    if len(result.rows) != 1:
        return None
    first, second, *numbers = result.rows[0]
    cells = [str(cell or "").rstrip(_STOPS) for cell in (first, second)]
    if any(is_blank(cell) for cell in cells):
        return None
    both = " against ".join(f"{cell} ({_named(side)})" for cell, side in zip(cells, _sides(query), strict=True))
    apart = _apart(query, cells, numbers)
    verdict = None if apart is None else _verdict(query, apart)
    text = f"{f'{verdict}: ' if verdict else ''}{both} ({source}).{_notes(query, cells)}"
    return Contrasted(text, verdict, tuple(_FIGURE.findall(apart[1])) if apart is not None and apart[0] else ())


def _notes(query: ContrastQuery, cells: Sequence[str]) -> str:
    """Those of either cell, each once."""
    found = [
        note
        for side, cell in zip(_sides(query), cells, strict=True)
        for _, note in notes_for(query.table, side.rows, side.target, cell)
    ]
    return "".join(f" {note.rstrip(_STOPS)}." for note in dict.fromkeys(found))


def _sides(query: ContrastQuery) -> tuple[Side, Side]:
    return query.first, query.second


def _named(side: Side) -> str:
    return ", ".join(part for part in (*side.rows, side.target.name) if part)


def _apart(query: ContrastQuery, cells: Sequence[str], numbers: Sequence[Cell]) -> tuple[float, str] | None:
    """How much more the first is, and that without its sign as it is written; null where they are not of one unit."""
    values = [float(number) for number in numbers if isinstance(number, int | float)]
    units = {
        (" ".join(_FIGURE.sub(" ", _RAISED.sub("", cell)).split()), side.target.unit)
        for cell, side in zip(cells, _sides(query), strict=True)
    }
    if len(values) != 2 or len(units) != 1:
        return None
    return values[0] - values[1], _written(abs(values[0] - values[1]), cells[0], query.first.target)


def _written(amount: float, cell: str, column: Column) -> str:
    plain, figure = _RAISED.sub("", cell).strip(), figure_of(amount, column, "en")
    if _FIGURE.fullmatch(plain):
        of_header = replace(column, unit=header_unit(column.name))  # cells beside it may have units of their own
        return _PERCENT.sub(" percentage points", with_unit(figure, of_header, "en"))
    return _PERCENT.sub(" percentage points", _FIGURE.sub(figure, plain, count=1))


def _verdict(query: ContrastQuery, apart: tuple[float, str]) -> str:
    more, amount = apart
    asked = query.asked
    far = f"{amount} {'more' if more > 0 else asked.less}" if more else "the same"
    if asked.is_more is None or not (more or asked.is_whether):
        return far[:1].upper() + far[1:]
    is_first = more > 0 if asked.is_more else more < 0
    if asked.is_whether:
        return f"{'Yes' if is_first else 'No'}, {far}"
    chosen, other = (query.first, query.second) if is_first else (query.second, query.first)
    own = [cell for cell in chosen.rows if cell not in other.rows] or [chosen.target.name]
    return f"{', '.join(own)}, {amount} {'more' if asked.is_more else asked.less}"
