"""Notes of a table that say something of a cell: told beside it, and computed where a question is of their case.

"(a) Friday afternoons cost 4 pounds less": less for who asks of Friday afternoons, a note for who asks of afternoons.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.tables import Column, Table
from tabular.likeness import Words, bare, significant
from tabular.tokens import tokens

_MARK = re.compile(r"\((?:[a-z]|\d{1,2})\)|[*†‡]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹]", re.IGNORECASE)
_STARS = "*†‡"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MORE, _LESS = "more|extra|dearer|higher|on top|added", "less|cheaper|lower|off|fewer"
_AMOUNT = re.compile(
    r"(?P<before>.*?)[£€$]?\s?(?P<number>\d+(?:[.,]\d{1,2})?)\s*(?P<unit>%|per ?cent|pounds?|euros?|dollars?|[£€$])?\s*"
    rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\b(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_OF_EACH = re.compile(
    r"\b(?:each|per(?! ?cent)|for every|a day|an hour|a night|apiece|if|unless|only)\b", re.IGNORECASE
)
_PERCENT = re.compile(r"%|per ?cent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a note takes off a cell's number or adds to it (negative: off); of `is_share` percent of the number."""

    amount: float
    is_share: bool
    note: str


def notes_for(table: Table, rows: Sequence[str], column: Column, cell: str = "") -> list[tuple[str, str]]:
    """Those whose mark a row's names, the column or the cell have; of one star, that a note names in words."""
    marks = {mark.lower() for text in (*rows, column.name, cell) for mark in _MARK.findall(text)}
    stars = [note for note in table.notes if note[0][0] in _STARS]
    named = [note for note in stars if len(stars) == 1 and _is_of(note[1], table, rows, column)]
    return [note for note in table.notes if note[0] in marks or note in named]


def _is_of(note: str, table: Table, rows: Sequence[str], column: Column) -> bool:
    """Of the rows that it names, else of the columns."""
    if any(_names(note, cell) for cell in table.columns[0].values):
        return any(_names(note, row) for row in rows)
    return _names(note, column.name)


def _names(note: str, name: str) -> bool:
    own = {token.stem for token in tokens(note)}
    words = bare(_MARK.sub(" ", name).partition("(")[0])
    return bool(words) and all(token.stem in own for token in words)


def adjusted(words: Words, note: str) -> tuple[Adjustment, frozenset[int]] | None:
    """What a note takes off or adds in the case that a question is of, and the question's words for the case.

    Null where the note says anything else, or the question is not wholly of its case.
    """
    found = _AMOUNT.fullmatch(note.strip())
    if found is None or len(_NUMBER.findall(note)) != 1 or _OF_EACH.search(note):
        return None
    case = [token for token in significant(bare(found["before"])) if token.low not in _COSTING]
    if not case or not all(words.among((token,)) for token in case):
        return None
    amount = float(found["number"].replace(",", "."))
    is_share = bool(_PERCENT.search(found["unit"] or ""))
    return Adjustment(amount if found["more"] else -amount, is_share, note), words.among(case)


_COSTING = frozenset({"cost", "costs", "pay", "pays", "charged", "price", "prices", "rent", "fee", "fees"})
