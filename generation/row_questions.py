"""From a row of a table to a question about one of its cells, by rule."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CELL = re.compile(r"(?P<name>[^:;]{1,40}): (?P<cell>[^;]{1,80})(?:; |$)")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ASKED_FOR = _words(
    "price cost fee fare charge deposit rent salary dose weight length width height capacity duration power voltage "
    "torque warranty supplier manufacturer role department depot phone telephone email address colour color "
    "material population"
)
"""Nouns that may stand in “What is the … of …?”, what people ask for most first. Other headers may be anything."""

_DURATION = "duration"
_WHOLE = {"phone": "phone number", "telephone": "telephone number", "email": "email address"}
_FOR = frozenset({"dose", "fee", "charge", "deposit"})
_UNIT = re.compile(r"(?: ?\([^)]*\)| (?:EUR|GBP|USD|HUF|CHF|in euros?|in pounds?|[€£$]))$")
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{3}")
_CODE = re.compile(r"\S*\d\S*")
_HEADER = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2}")
_NO_VALUE = frozenset({"yes", "no", "none", "n/a", "-", "–", "—", "unknown", "true", "false"})
_NAMES = frozenset({"name", "employee", "person", "town", "city", "station", "stop", "country"})
_MOST_NAME_CHARACTERS = 45


@dataclass(frozen=True, slots=True)
class RowQuestion:
    """A question about the row that stands at `[start, end)` of the text."""

    question: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    end: int
    cells: dict[str, str]

    @property
    def key(self) -> tuple[str, str] | None:
        """The header and cell of what the row is about: the first cell in words; null where none is."""
        return next(((name, cell) for name, cell in self.cells.items() if _is_name(cell)), None)


def named_rows(text: str) -> Counter[str]:
    """How many rows of `text` go by each name."""
    return Counter(row.key[1].casefold() for row in _rows(text) if row.key is not None)


def row_questions(text: str, named: Counter[str]) -> list[RowQuestion]:
    """In order. `named` are those of the whole document: what two rows go by asks for neither."""
    return [
        RowQuestion(question, row.start, row.end)
        for row in _rows(text)
        if row.key is not None and named[row.key[1].casefold()] == 1
        for question in _questions(row, *row.key)
    ]


def _rows(text: str) -> Iterator[_Row]:
    start = 0
    for line in text.splitlines(keepends=True):
        written = line.rstrip("\n")
        found = list(_CELL.finditer(written))
        if len(found) > 1 and sum(len(cell[0]) for cell in found) == len(written):
            yield _Row(start, start + len(written), {cell["name"].strip(): cell["cell"].strip() for cell in found})
        start += len(line)


def _questions(row: _Row, header: str, name: str) -> Iterator[str]:
    """What people ask for most first."""
    nouns = {_noun(other): other for other, cell in row.cells.items() if other != header and _holds_value(cell)}
    named = name if _is_proper(header, name) else f"“{name}”"
    for noun in filter(nouns.__contains__, _ASKED_FOR):
        if noun == _DURATION:
            yield f"How long does {named} take?"
        else:
            yield f"What is the {_small(_UNIT.sub('', nouns[noun]))} {'for' if noun in _FOR else 'of'} {named}?"


def _is_name(cell: str) -> bool:
    if len(cell) > _MOST_NAME_CHARACTERS or _WEEKDAY.match(cell):
        return False
    return _LETTERS.search(cell) is not None and _CODE.fullmatch(cell) is None


def _noun(header: str) -> str:
    """What a header asks for: the last word of `Unit price (€)`, the first of `Price per adult`; empty for others."""
    bare = _UNIT.sub("", header).lower()
    if _HEADER.fullmatch(bare) is None:
        return ""
    first, _, rest = bare.partition(" ")
    return first if rest.startswith("per ") else bare.rpartition(" ")[2]


def _holds_value(cell: str) -> bool:
    return cell.casefold() not in _NO_VALUE


def _is_proper(header: str, name: str) -> bool:
    words: Sequence[str] = name.split()
    return header.split()[0].lower() in _NAMES and all(word[:1].isupper() for word in words)


def _small(header: str) -> str:
    words = (word if word.isupper() else word.lower() for word in header.split())
    return " ".join(_WHOLE.get(word, word) for word in words)
