"""Words that say nothing more once it is known what is asked: who was named already, the unit that a column has, and
that a row happened at all."""

import re

from domain.tables import Column, ColumnKind
from tabular.asked import Asked
from tabular.reading import Reading
from tabular.roles import acted
from tabular.tokens import name_tokens, word_set
from tabular.units import MONEY, spoken_unit, unit_of

_PRONOUNS = word_set("she he him they")
_CENTS = re.compile(r"\d[.,]\d\d$")


def use_what_says_no_more(reading: Reading, found: Asked) -> None:
    """Accounts for them."""
    _use_pronouns(reading, found)
    _use_unit(reading, found)
    reading.used |= acted(reading.words, reading.table.columns)


def _use_pronouns(reading: Reading, found: Asked) -> None:
    """ "Marta Eide, when did she …": of somebody who is named beside it."""
    named = [c for c in (*found.conditions, *found.part) if c.column.kind is ColumnKind.TEXT and not c.is_negated]
    if named:
        reading.used.update(index for index, word in enumerate(reading.words) if word.low in _PRONOUNS)


def _use_unit(reading: Reading, found: Asked) -> None:
    """ "In pounds, please": in what the column is anyway, or of money in a table that names no currency."""
    measured = [column for column in (found.measure, *found.wanted) if column is not None]
    has_currency = any(map(_names_currency, reading.table.columns))
    for index, word in enumerate(reading.words):
        unit = spoken_unit(word.low)
        if unit is None or not index or reading.words[index - 1].low != "in":
            continue
        is_money = unit in MONEY and not has_currency and any(map(_has_cents, measured))
        if is_money or any(column.unit == unit for column in measured):
            reading.used.add(index)


def _names_currency(column: Column) -> bool:
    return column.unit in MONEY or any(unit_of(token.low) in MONEY for token in name_tokens(column.name))


def _has_cents(column: Column) -> bool:
    """Whether a column of no known unit is written as money is."""
    return column.kind is ColumnKind.NUMBER and column.unit is None and any(map(_CENTS.search, column.values))
