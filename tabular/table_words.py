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

BEFORE_FIGURES = word_set("after for with in at of since nach mit")
"""What may stand before a figure that lies in a span."""

_KEPT_TABLES = 256
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class TableWords:
    """A table's words, by the keys of columns: of their names, of their cells (all, and those that say something), what
    kind of values they hold; and the words of what it stands under.
    """

    names: Mapping[str, tuple[Token, ...]]
    cells: Mapping[str, Sequence[tuple[str, tuple[Token, ...], tuple[Token, ...]]]]
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
    names = {c.key: bare(" ".join(token.text for token in name_tokens(c.name))) for c in table.columns}
    cells = {c.key: [_cell_words(cell) for cell in c.values if len(cell) <= _LONGEST] for c in table.columns}
    title = bare(f"{table.title} {table.section or ''}")
    around = bare(f"{table.subject} {PurePath(table.document_name).stem.replace('_', ' ')}")
    of_cells = (tokens for column in cells.values() for _, tokens, _ in column)
    known = Known(chain(title, around, *names.values(), *of_cells))
    return TableWords(names, cells, {column.key: kinds_of(column) for column in table.columns}, title, around, known)


def _cell_words(cell: str) -> tuple[str, tuple[Token, ...], tuple[Token, ...]]:
    """A cell, its words, and those of them that it cannot be named without."""
    return cell, bare(cell), significant(bare(cell.partition("(")[0].strip() or cell))
