"""The words of a table, found again by a question's word: in the cells of its columns of text and in their names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.tables import Column, ColumnKind, Table
from tabular.synonyms import PEOPLE, has_people, row_words, without_unit
from tabular.tokens import FAMILY_LETTERS, Token, is_typo, name_tokens, tokens, word_set

_KEPT_TABLES = 64
_LONGEST_VALUE_TOKENS = 12
_NEAR = 3
_BEFORE_A_NAME = word_set("did does has had")
_MOST_NAMES = 3
_LEGAL_FORMS = word_set("ltd limited plc llp inc llc corp gmbh ag kg kft zrt nyrt bt co sa srl")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a column and its words, with a firm's legal form or without."""

    column: Column
    value: str
    words: tuple[Token, ...]


class Vocabulary:
    """Of one table. `names`: its columns with the words of their names, without the unit and with it.

    `rows` are stems of words that mean a row, `row_names` such words as they are written.
    """

    def __init__(self, table: Table) -> None:
        self.rows = row_words(table)
        self.row_names = {token.low for token in tokens(table.title.replace("_", " "))}
        self.row_names |= PEOPLE if has_people(table) else frozenset()
        self.names = [(column, without_unit(column), name_tokens(column.name)) for column in table.columns]
        self.cells = {
            cell.casefold() for column in table.columns if column.kind is ColumnKind.TEXT for cell in column.values
        }
        self._all = list(_cells(table))
        self.stems = frozenset(token.stem for cell in self._all if cell.column.is_complete for token in cell.words)
        self.stems |= frozenset(token.stem for _, _, name in self.names for token in name)
        self._by_form: dict[str, set[int]] = defaultdict(set)
        self._by_letter: dict[str, set[str]] = defaultdict(set)
        for number, cell in enumerate(self._all):
            for token in cell.words:
                for form in _forms(token):
                    self._by_form[form].add(number)
                self._by_letter[token.low[0]].add(token.low)

    def cells_with(self, word: Token) -> list[Cell]:
        """Those in which a word stands that may be alike; whether it is, `alike` says."""
        return [self._all[number] for number in sorted(set().union(*(self._by_form.get(f, ()) for f in _forms(word))))]

    def is_row(self, word: Token) -> bool:
        """Whether it means a row, in the singular or the plural: "booking" where the table is called "bookings"."""
        return word.stem in self.rows or f"{word.low}s" in self.row_names

    def is_cell(self, low: str) -> bool:
        """Whether a word, in the plural or not, is all of a cell."""
        return bool({low, low.rstrip("s")} & self.cells)

    def is_in_name(self, words: Sequence[Token], start: int, end: int) -> bool:
        """Whether a month's or a day's name is part of a cell: beside another word of it ("Jan Kowalski", "Tom May"),
        or as that of somebody who does something ("did June …", "June's")."""
        if end != start + 1 or words[start].is_number or not (named := self.cells_with(words[start])):
            return False
        others = {word.low for word in (*words[max(0, start - 1) : start], *words[end : end + 1])}
        named = [cell for cell in named if len(cell.words) <= _MOST_NAMES]
        if any(others & {token.low for token in cell.words if token.low != words[start].low} for cell in named):
            return True
        before, behind = (words[start - 1].low if start else ""), (words[end].low if end < len(words) else "")
        is_acting = before in _BEFORE_A_NAME or behind == "s"
        return is_acting and any(len(cell.words) > 1 and cell.words[0].low == words[start].low for cell in named)

    def is_year_of_column(self, words: Sequence[Token], start: int, end: int) -> bool:
        """ "The 2025 rent" and "rent in 2025", where a column is called "rent_2025"."""
        if end != start + 1 or not words[start].is_number:
            return False
        near = {word.stem for word in words[max(0, start - _NEAR) : end + _NEAR]}
        return any(
            words[start].low in {token.low for token in name}
            and bool(near & {token.stem for token in name if not token.is_number and len(token.low) > 2})
            for _, _, name in self.names
        )

    def cells_one_slip_from(self, low: str) -> list[Cell]:
        """Those of columns whose cells are all known, with a word that `low` may be a slip of."""
        meant = [known for known in self._by_letter.get(low[0], ()) if is_typo(low, known)]
        numbers = sorted({number for known in meant for number in self._by_form.get(f"={known}", ())})
        return [self._all[number] for number in numbers if self._all[number].column.is_complete]


@lru_cache(maxsize=_KEPT_TABLES)
def vocabulary(table: Table) -> Vocabulary:
    """The table's, made once."""
    return Vocabulary(table)


def _cells(table: Table) -> Iterator[Cell]:
    for column in table.columns:
        if column.kind is ColumnKind.TEXT:
            for value in column.values:
                words = tokens(value)
                for said in {words, _without_legal_form(words)}:
                    if 0 < len(said) <= _LONGEST_VALUE_TOKENS:
                        yield Cell(column, value, said)


def _forms(token: Token) -> Sequence[str]:
    """Under what a word is found: itself, its stem, its first letters."""
    forms = [f"={token.low}", f"~{token.stem}"]
    return [*forms, token.low[:FAMILY_LETTERS]] if len(token.low) >= FAMILY_LETTERS else forms


def _without_legal_form(words: tuple[Token, ...]) -> tuple[Token, ...]:
    """A firm's name as people say it."""
    while len(words) > 1 and words[-1].low in _LEGAL_FORMS:
        words = words[:-1]
    return words
