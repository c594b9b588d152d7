"""Rows of a table as text: each cell with its column's name, what is merged carried down, long rows in pieces.

Every piece of a row begins with the row's key, so that none stands in a passage without saying whose it is.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

PIECE_TOKENS = 190
"""About how many tokens a line of a table may have, fewer than a passage holds."""

_SHORT_LINE_CHARACTERS = PIECE_TOKENS
_KEY_CELL_CHARACTERS = 80
_MOST_KEY_COLUMNS = 3
_KEY_SEARCH_COLUMNS = 6
_MOST_MERGED_COLUMNS = 3
_FILLED_RATIO = 0.9
_DISTINCT_RATIO = 0.95
_CERTAIN_BLANK_RATIO = 0.5
_CHARACTERS_A_TOKEN = 3

_TOKEN = re.compile(r"[A-Za-z]+|[^\W\d_]+|\d+|[^\w\s]|_")
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffef]")
_TOTAL = re.compile(
    r"(?:grand |sub-?)?totals?\b|sums?\b|overall\b|all\b|össz\w*|mindössz\w*|gesamt\w*|summe\b|insgesamt\b|total\w*|"
    r"somme\b|suma\b",
    re.IGNORECASE,
)
_STOPS = (". ", "! ", "? ", "; ", ", ", " ")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table's rows are told: its columns' names, which of the first are merged, which say whose a row is."""

    names: tuple[str, ...]
    merged: int
    key: tuple[int, ...]

    @classmethod
    def of(cls, header: Sequence[str] | None, body: Sequence[Sequence[str]], *, width: int) -> "Layout":
        """Of a table `width` columns wide whose first rows are `body`."""
        merged = 0 if header is None else merged_columns(body, width)
        told = list(_carried(body, merged))
        return cls(tuple(column_names(header or (), width)), merged, _key_columns(told, merged, width))

    def lines(self, records: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
        """The lines of each record: one, or several that all begin with its key."""
        for record in self.carried(records):
            yield self._pieces(record)

    def carried(self, records: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
        """The records with what is merged in them; those that have it stay as they are."""
        return iter(_carried(records, self.merged))

    def _pieces(self, record: Sequence[str]) -> Sequence[str]:
        cells = [cell for cell in (self._cell(index, value) for index, value in enumerate(record)) if cell]
        line = "; ".join(cells)
        if len(line) <= _SHORT_LINE_CHARACTERS or likely_tokens(line) <= PIECE_TOKENS:
            return (line,)
        key = "; ".join(self._cell(index, _cut(record[index])) for index in self.key if record[index])
        room = PIECE_TOKENS - likely_tokens(key)
        rest = (
            part
            for index, value in enumerate(record)
            if value and (index not in self.key or len(value) > _KEY_CELL_CHARACTERS)
            for part in self._parts(index, value, room)
        )
        return [f"{key}; {piece}" if key else piece for piece in _packed(rest, room)]

    def _cell(self, index: int, value: str) -> str:
        name = self.names[index]
        return f"{name}: {value}" if name and value else value

    def _parts(self, index: int, value: str, room: int) -> Iterator[str]:
        """A cell; one that is longer than a piece in parts, cut after sentences, else after words."""
        size = max(_KEY_CELL_CHARACTERS, (room - likely_tokens(self.names[index])) * _CHARACTERS_A_TOKEN)
        if likely_tokens(value) <= room:
            size = len(value)
        while len(value) > size:
            cut = _last_stop(value, size)
            yield self._cell(index, value[:cut].rstrip())
            value = value[cut:].lstrip()
        yield self._cell(index, value)


@dataclass(slots=True)
class _Carrier:
    """Fills the first `columns` of rows from the rows above them."""

    columns: int
    above: list[str] = field(default_factory=list)

    def filled(self, record: Sequence[str]) -> Sequence[str]:
        first = next((index for index, cell in enumerate(record) if cell), 0)
        if first < self.columns or not self.above:
            self.above = [*self.above[:first], *record[first : self.columns]]
            return [*self.above[:first], *record[first:]]
        if is_total(record[first]):
            return record
        return [*self.above, *record[self.columns :]]


def column_names(header: Sequence[str], width: int) -> list[str]:
    """The header's names, made distinct; columns without one are numbered."""
    names: dict[str, None] = {}
    for index in range(width):
        names[distinct((header[index] if index < len(header) else "") or f"column {index + 1}", names)] = None
    return list(names)


def distinct(wanted: str, taken: Container[str]) -> str:
    """`wanted`, numbered from 2 on where it is taken."""
    name, copy = wanted, 1
    while name in taken:
        copy += 1
        name = f"{wanted} ({copy})"
    return name


def is_total(cell: str) -> bool:
    """Whether a row that begins so sums up others, and so belongs to no group."""
    return _TOTAL.match(cell) is not None


def likely_tokens(text: str) -> int:
    """About how many tokens an encoder makes of `text`, rather too many than too few."""
    return sum(map(_likely_pieces, _TOKEN.findall(text)))


def _likely_pieces(token: str) -> int:
    if token.isascii():
        return -(-len(token) // (2 if token.isdigit() else 5))
    return len(token) if _WIDE.search(token) else -(-len(token) // 2)


def _carried(records: Iterator[Sequence[str]] | Sequence[Sequence[str]], merged: int) -> Iterator[Sequence[str]]:
    carrier = _Carrier(merged)
    for record in records:
        yield carrier.filled(record) if merged else record


def merged_columns(body: Sequence[Sequence[str]], width: int) -> int:
    """How many of the first columns are filled only where a group begins, as far as that is certain."""
    count = 0
    while count < min(_MOST_MERGED_COLUMNS, width - 1) and _is_merged(body, count):
        count += 1
    return count


def _is_merged(body: Sequence[Sequence[str]], index: int) -> bool:
    """A column whose values stand once each, most of its cells empty, beside one that is filled in every row.

    The first column says what a row is about: it is hardly left empty in most rows for want of a value.
    """
    filled = [number for number, record in enumerate(body) if record[index]]
    if len(filled) < 2 or filled[0] != 0 or len(body) - len(filled) < _CERTAIN_BLANK_RATIO * len(body):
        return False
    groups = [tuple(cell for cell in body[number][: index + 1]) for number in filled]
    return len(set(groups)) == len(groups) and any(
        all(record[column] for record in body) for column in range(index + 1, len(body[0]))
    )


def _key_columns(body: Sequence[Sequence[str]], merged: int, width: int) -> tuple[int, ...]:
    """The first columns that together tell rows apart; beside a bare number a name, where there is one."""
    key: list[int] = list(range(merged))
    for index in range(merged, min(width, _KEY_SEARCH_COLUMNS)):
        if _tells(body, key):
            break
        if _is_filled(body, index) and len(key) < _MOST_KEY_COLUMNS:
            key.append(index)
    if all(_is_number(record[index]) for record in body for index in key):
        key += [
            index
            for index in range(min(width, _KEY_SEARCH_COLUMNS))
            if index not in key and _is_filled(body, index) and _tells(body, [index])
        ][:1]
    return tuple(key)


def _tells(body: Sequence[Sequence[str]], key: Sequence[int]) -> bool:
    values = {tuple(record[index] for index in key) for record in body}
    return bool(key) and len(values) >= _DISTINCT_RATIO * len(body)


def _is_filled(body: Sequence[Sequence[str]], index: int) -> bool:
    cells = [record[index] for record in body if record[index]]
    short = all(len(cell) <= _KEY_CELL_CHARACTERS for cell in cells)
    return bool(cells) and short and len(cells) >= _FILLED_RATIO * len(body)


def _is_number(cell: str) -> bool:
    return not any(character.isalpha() for character in cell)


def _packed(parts: Iterator[str], room: int) -> Iterator[str]:
    """`parts` joined as long as they fit."""
    piece: list[str] = []
    used = 0
    for part in parts:
        tokens = likely_tokens(part) + 1
        if piece and used + tokens > room:
            yield "; ".join(piece)
            piece, used = [], 0
        piece.append(part)
        used += tokens
    if piece:
        yield "; ".join(piece)


def _last_stop(value: str, size: int) -> int:
    """Where the first part of `value` ends that is at most `size` characters long."""
    found = (value.rfind(stop, size // 2, size) + len(stop) for stop in _STOPS if stop in value[size // 2 : size])
    return min(size, next(found, size))


def _cut(value: str) -> str:
    return value if len(value) <= _KEY_CELL_CHARACTERS else value[:_KEY_CELL_CHARACTERS].rstrip() + "…"
