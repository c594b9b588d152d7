"""Columns that are called the same but for a year: "Price 2024" and "Price 2025"."""

import re
from collections import defaultdict
from collections.abc import Mapping

from domain.tables import Column, Table
from tabular.likeness import bare

YEAR = r"(?:(?:19|20)\d\d(?:\s?[/–-]\s?(?:20)?\d\d(?!\d))?)"
"""One, or two as of a school's year."""

_SINCE = frozenset({"from", "since", "until", "till", "ab", "seit"})

YEARS = re.compile(rf"(?<!\d){YEAR}(?!\d)")


def years_in(text: str) -> list[str]:
    """2024/25 and 2024-2025 are the same."""
    return [_plain(year) for year in YEARS.findall(text)]


def _plain(year: str) -> str:
    first, *second = re.split(r"\s?[/–-]\s?", year)
    return "/".join([first, *(part[-2:] for part in second)])


def by_name(table: Table) -> Mapping[str, Mapping[str, Column]]:
    """Columns of a year by what else they are called, and by it."""
    found: dict[str, dict[str, Column]] = defaultdict(dict)
    for column in table.columns:
        years = years_in(column.name)
        if len(years) == 1:
            called = " ".join(token.low for token in bare(YEARS.sub(" ", column.name)) if token.low not in _SINCE)
            found[called][years[0]] = column
    return found


def of_years(table: Table, column: Column) -> Mapping[str, Column]:
    """Those that are called like this one, by year."""
    return next((dated for dated in by_name(table).values() if column in dated.values()), {})
