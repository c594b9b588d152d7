"""Whether every number of an answer comes from the result that it tells: by rule, whoever worded it."""

import re
from collections.abc import Iterator

from domain.tables import TableQuery, TableResult
from tabular.separators import NumberFormat

_NUMBER = re.compile(
    r"[-−]?(?<![\w.,])\d{1,3}(?:[,. \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?![\w]|[.,]\d)|[-−]?(?<![\w])\d+(?:[.,]\d+)?"
)
_EXACT = 9
_DIGITS = re.compile(r"\d+")


def unfounded(text: str, query: TableQuery, result: TableResult) -> tuple[str, ...]:
    """Numbers of `text` that are neither in the result nor a count of its rows, nor part of the query's own words.

    A number may be rounded as it is written.
    """
    known = list(_figures(result))
    said = set(_DIGITS.findall(" ".join((query.told, query.table.document_name, *_texts(query, result)))))
    return tuple(number for number in _NUMBER.findall(text) if not _is_known(number, known, said))


def _figures(result: TableResult) -> Iterator[float]:
    for row in (*result.rows, *result.sources):
        for cell in row:
            if isinstance(cell, (int, float)):
                yield float(cell)
    yield float(result.source_count)
    yield float(len(result.rows))
    if (
        len(result.rows) == 1
        and len(result.rows[0]) == 2
        and all(isinstance(cell, (int, float)) for cell in result.rows[0])
    ):
        part, whole = (float(cell or 0) for cell in result.rows[0])
        if whole:
            yield 100 * part / whole


def _texts(query: TableQuery, result: TableResult) -> Iterator[str]:
    yield from (column.name for column in query.table.columns)
    yield from map(str, query.values)
    yield from (cell for row in (*result.rows, *result.sources) for cell in row if isinstance(cell, str))


def _is_known(number: str, known: list[float], said: set[str]) -> bool:
    readings = [(value, mark) for mark in (".", ",") if (value := _read(number, mark)) is not None]
    if any(_is_rounded(figure, value, _decimals(number, mark)) for value, mark in readings for figure in known):
        return True
    return set(_DIGITS.findall(number)) <= said


def _is_rounded(figure: float, value: float, decimals: int) -> bool:
    return abs(abs(value) - abs(figure)) <= 0.5 * 10.0**-decimals + 1e-9 * abs(figure)


def _decimals(number: str, mark: str) -> int:
    """How many; of a whole number so many that it stands for itself alone."""
    return len(number) - 1 - number.rindex(mark) if mark in number else _EXACT


def _read(number: str, decimal_mark: str) -> float | None:
    return NumberFormat(decimal_mark, is_certain=True).value(number.replace("−", "-"))
