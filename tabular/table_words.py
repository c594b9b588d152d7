"""The words of a table for look-ups, kept for its next question: of its columns, its cells and what it stands under."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import PurePath

from domain.tables import Table
from tabular.likeness import Kind, Known, Words, bare, kinds_of, significant
from tabular.tokens import Token, name_tokens, word_set
from tabular.units import spoken_unit
from tabular.weekdays import days_within, is_days

BEFORE_FIGURES = word_set("after for with in at of since nach mit")
"""What may stand before a figure that lies in a span."""

_KEPT_TABLES = 256
_FREE = bare("free")
_NOTHING = frozenset(
    (
        *word_set("£0 €0 £0.00 €0.00 free nothing kostenlos gratis ingyenes"),
        *("0 €", "0,00 €", "free of charge", "no charge"),
    )
)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class CellWords:
    """A cell, its words, and those of them that it cannot be named without; of a span of days any of them does."""

    cell: str
    all: tuple[Token, ...]
    needed: tuple[Token, ...]
    is_span: bool

    def is_named(self, words: Words) -> bool:
        """Whether a question says the whole of it."""
        said = [bool(words.among((token,))) for token in self.needed]
        return any(said) if self.is_span else bool(said) and all(said)


@dataclass(frozen=True, slots=True)
class TableWords:
    """A table's words, by the keys of columns: of their names, of their cells, what kind of values they hold; and the
    words of what it stands under.
    """

    names: Mapping[str, tuple[Token, ...]]
    cells: Mapping[str, Sequence[CellWords]]
    kinds: Mapping[str, frozenset[Kind]]
    title: tuple[Token, ...]
    around: tuple[Token, ...]
    known: Known

    def may_explain(self, words: Words) -> bool:
        """Whether each word of a question may be one of these, or belong to a figure or say the kind of a value."""
        return all(
            index in words.kinds or spoken_unit(word.low) or word.low in BEFORE_FIGURES or self.known.has(word)
            for index, word in enumerate(words.all)
            if index in words.open and not word.is_number
        )


@lru_cache(maxsize=_KEPT_TABLES)
def words_of_table(table: Table) -> TableWords:
    """The table's, made once."""
    names = {column.key: _name_words(column.name) for column in table.columns}
    cells = {c.key: [_cell_words(cell) for cell in c.values if len(cell) <= _LONGEST] for c in table.columns}
    title = bare(f"{table.title} {table.section or ''}")
    around = bare(f"{table.subject} {PurePath(table.document_name).stem.replace('_', ' ')}")
    of_cells = (one.all for column in cells.values() for one in column)
    of_notes = (bare(note) for _, note in table.notes)
    known = Known(chain(title, around, *names.values(), *of_cells, *of_notes))
    return TableWords(names, cells, {column.key: kinds_of(column) for column in table.columns}, title, around, known)


def _name_words(name: str) -> tuple[Token, ...]:
    return bare(f"{' '.join(token.text for token in name_tokens(name))} {days_within(name)}")


def _cell_words(cell: str) -> CellWords:
    if cell.strip().casefold() in _NOTHING:
        return CellWords(cell, _FREE, _FREE, is_span=False)
    if is_days(cell):
        days = bare(days_within(cell))
        return CellWords(cell, (*bare(cell), *days), days, is_span=True)
    return CellWords(cell, bare(cell), significant(bare(cell.partition("(")[0].strip() or cell)), is_span=False)
