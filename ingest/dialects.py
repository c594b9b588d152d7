"""How a table was written: delimiter, quotes, and where its header is.

The delimiter is chosen as in van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row
and type patterns" (2019): rows of one length, and cells that look like something.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

_SAMPLE_CHARACTERS = 100_000
_SAMPLE_RECORDS = 300
_MAX_PREAMBLE_RECORDS = 20
_MAX_HEADER_RECORDS = 3
_DELIMITERS = (",", ";", "\t", "|", " ")
_NO_DELIMITER = "\x1f"
_SPACE_HANDICAP = 0.5
_TYPED_COLUMN_RATIO = 0.8

_NUMBER = r"[-+(]?[$£€]?\s?[-+]?(\d{1,3}([ ,.'’]\d{3})+|\d+)?([.,]\d+)?([eE][-+]?\d+)?\s?(%|[$£€]|Ft|HUF|EUR|USD)?\)?"
_DATE = r"\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,4}\.?([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?"
_TIME = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(\s?[ap]m)?"
_TYPED = re.compile(rf"(?=.*\d)(?:{_NUMBER}|{_DATE}|{_TIME})", re.IGNORECASE)
_LINK = re.compile(r"(https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_][\w\s.,:!?()&/'’+%#*°–-]*")
_YEAR = re.compile(r"(19|20)\d\d")
_HINT = re.compile(r'"?sep=(.)"?[ \t]*\n', re.IGNORECASE)
_QUOTED_WORDS = re.compile(r'(?:^| )"[^"\n]* [^"\n]*"(?= |$)', re.MULTILINE)
_PLACEHOLDER = re.compile(r"n/?a\.?|nan|null|none|unknown|[-–—?.x*]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are set apart. `quote` is null where quotation marks mean nothing."""

    delimiter: str
    quote: str | None
    escape: str | None

    def records(self, lines: Iterable[str], *, strict: bool = False) -> "Reader":
        """The records of a table, by Python's own reader; where `strict`, quotation marks out of place are errors."""
        return csv.reader(
            lines,
            strict=strict,
            delimiter=self.delimiter,
            quotechar=self.quote,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape,
            doublequote=True,
            skipinitialspace=self.delimiter != "\t",
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the data begin: after `preamble` records and, where there is one, the header of `records` records.

    `names` has the names of all of them, column by column.
    """

    preamble: int
    records: int
    names: tuple[str, ...] | None


def split_hint(text: str) -> tuple[str | None, str]:
    """The delimiter that Excel's first line names, `sep=;`, and the text without that line."""
    hint = _HINT.match(text)
    return (hint[1], text[hint.end() :]) if hint else (None, text)


def detect_dialect(text: str, delimiter: str | None = None) -> Dialect:
    """The dialect that makes the most sense of the beginning of `text`; with `delimiter` where that is known."""
    sample = _sample(text)
    candidates = [
        dialect
        for wanted in ([delimiter] if delimiter else _DELIMITERS)
        if wanted in sample
        for quote in _quotes(sample, wanted)
        if _parts_cells(dialect := Dialect(wanted, quote, _escape(sample, quote)), sample) or delimiter
    ]
    single = Dialect(_NO_DELIMITER, _quotes(sample, _NO_DELIMITER)[0], None)
    return max(candidates, key=lambda dialect: _sense(dialect, sample), default=single)


def detect_heading(records: Sequence[Sequence[str]]) -> Heading:
    """The heading of a table that begins with `records`, none of them blank."""
    if not records:
        return Heading(preamble=0, records=0, names=None)
    preamble = _preamble(records)
    if preamble and _are_groups(records[preamble - 1], records[preamble:]):
        preamble -= 1
    count = _header_records(records[preamble:])
    names = _merged_names(records[preamble : preamble + count])
    body = [record for record in records[preamble + count :] if tuple(record) != names]
    if not body or (count == 1 and not _is_header(names, body)):
        return Heading(preamble, 0, None)
    return Heading(preamble, count, names)


def sample_records(dialect: Dialect, text: str) -> list[list[str]]:
    """The first records of `text`, blank ones left out."""
    records: list[list[str]] = []
    try:
        for record in dialect.records(iter(_sample(text).splitlines(keepends=True))):
            if any(cell.strip() for cell in record):
                records.append(record)
            if len(records) == _SAMPLE_RECORDS:
                break
    except csv.Error:  # a dialect that does not fit may break off anywhere
        return records
    return records


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE_CHARACTERS:
        return text
    return text[: text.rfind("\n", 0, _SAMPLE_CHARACTERS) + 1] or text[:_SAMPLE_CHARACTERS]


def _quotes(sample: str, delimiter: str) -> tuple[str | None, ...]:
    """Double quotation marks, or single ones where they embrace more cells."""
    edge = re.escape(delimiter)

    def embraced(quote: str) -> int:
        return len(re.findall(rf"(?:^|{edge}){quote}[^{quote}]*{quote}(?={edge}|$)", sample, re.MULTILINE))

    double, single = embraced('"'), embraced("'")
    if single > double:
        return ("'",)
    return ('"',) if double or '"' not in sample else ('"', None)


def _escape(sample: str, quote: str | None) -> str | None:
    if quote is None:
        return None
    escaped = len(re.findall(rf"\\{quote}(?![,;\t|\n])", sample))
    return "\\" if escaped > sample.count(quote * 2) else None


def _sense(dialect: Dialect, sample: str) -> float:
    records = sample_records(dialect, sample)
    if not records:
        return 0.0
    widths = Counter(len(record) for record in records)
    pattern = sum(count * (width - 1) / width for width, count in widths.items()) / len(records) / len(widths)
    cells = [cell.strip() for record in records for cell in record]
    known = sum(_is_something(cell) for cell in cells) / len(cells)
    return max(pattern, 1e-3) * known * (_SPACE_HANDICAP if dialect.delimiter == " " else 1.0)


def _parts_cells(dialect: Dialect, sample: str) -> bool:
    """Whether the delimiter sets cells apart at all, rather than words of a single column's."""
    records = sample_records(dialect, sample)
    if not records:
        return True
    if dialect.delimiter != " ":
        widths = Counter(len(record) for record in records)
        return len(records[0]) > 1 or widths.most_common(1)[0][0] > 1
    if len(_QUOTED_WORDS.findall(sample)) >= len(records) / 2:
        return True
    width = len(records[-1])
    body = records[1:] or records
    typed = sum(all(_is_typed(cell) for cell in _column(body, index)) for index in range(width))
    return all(len(record) == width for record in records) and typed > width / 2


def _is_something(cell: str) -> bool:
    if not cell or _is_typed(cell) or _LINK.fullmatch(cell):
        return True
    return _WORDS.fullmatch(cell) is not None


def _is_typed(cell: str) -> bool:
    """Whether a cell holds a number, a date or a time."""
    return len(cell) <= 40 and _TYPED.fullmatch(cell.strip()) is not None


def _preamble(records: Sequence[Sequence[str]]) -> int:
    """How many records stand before the table: they fill fewer cells than it has columns."""
    filled = [sum(bool(cell.strip()) for cell in record) for record in records]
    width = Counter(len(record) for record in records).most_common(1)[0][0]
    used = max(count for count, record in zip(filled, records, strict=True) if len(record) == width)
    for index, count in enumerate(filled[:_MAX_PREAMBLE_RECORDS]):
        if count > used / 2 or used == 1:
            return index
    return 0


def _header_records(records: Sequence[Sequence[str]]) -> int:
    """How many of the first records are the header, taken that the first one is."""
    count = 1
    while count < _MAX_HEADER_RECORDS and _goes_on_below(records[count - 1], records[count:]):
        count += 1
    return count


def _goes_on_below(above: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether the first record of `rest` is a further row of the header that `above` is one of.

    It has words where the rows below it have numbers, or the same names again and again under groups; and it names
    columns that `above` leaves empty or gives a name twice, or leaves out the column that names the rows.
    """
    if len(rest) < 2 or not any(cell.strip() for cell in above):
        return False
    own, body = rest[0], rest[1:]
    named = [(index, cell.strip()) for index, cell in enumerate(own) if cell.strip()]
    votes = [_vote(cell, _column(body, index)) for index, cell in named]
    groups = [_vote(cell.strip(), _column(body, index)) for index, cell in enumerate(above) if cell.strip()]
    if min(votes + groups) < 0 or any(_PLACEHOLDER.fullmatch(cell) for _, cell in named):
        return False
    grouped = any(not _cell(above, index) or _cell(above, index) == _cell(above, index - 1) for index, _ in named)
    names = [name for name in _merged_names((above, own)) if name]
    repeated = 1 < len({cell for _, cell in named}) < len(named) and len(set(names)) == len(names)
    below_first = not own[0].strip() and bool(_cell(above, 0)) and all(_cell(record, 0) for record in body)
    return (grouped and (repeated or sum(votes) >= len(votes) / 2)) or (below_first and sum(votes) > 0)


def _are_groups(above: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether a record that fills few cells names groups of columns, rather than being a title or a note."""
    repeated = Counter(cell.strip() for cell in rest[0] if cell.strip()).most_common(1)[0][1] > 1
    groups = [cell for cell in above if cell.strip()]
    return repeated and len(groups) > 1 and not above[0].strip() and _goes_on_below(above, rest)


def _merged_names(levels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names of the columns, a group's before each of its columns'."""
    width = max(len(level) for level in levels)
    names: list[list[str]] = [[] for _ in range(width)]
    for depth, level in enumerate(levels):
        group = ""
        for index in range(width):
            below = depth + 1 < len(levels) and bool(_cell(levels[depth + 1], index))
            group = _cell(level, index) or (group if below else "")
            if group and group not in names[index]:
                names[index].append(group)
            group = group if below else ""
    return tuple(" ".join(" ".join(parts).split()) for parts in names)


def _cell(record: Sequence[str], index: int) -> str:
    return record[index].strip() if 0 <= index < len(record) else ""


def _is_header(names: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Votes by column: words above numbers or dates speak for a header, a value like those below against it."""
    columns = [(name.strip(), _column(body, index)) for index, name in enumerate(names)]
    used = [(name, column) for name, column in columns if name or column]
    votes = [_vote(name, column) for name, column in used]
    if sum(votes) > 0:
        return True
    given = [name for name, _ in used if name]
    return min(votes) >= 0 and len(set(given)) == len(given) >= len(used) / 2


def _column(body: Sequence[Sequence[str]], index: int) -> list[str]:
    return [record[index].strip() for record in body if index < len(record) and record[index].strip()]


def _vote(name: str, column: Sequence[str]) -> int:
    if not name or _YEAR.fullmatch(name):
        return 0
    if _is_typed(name) or name in column:
        return -1
    typed = sum(_is_typed(cell) for cell in column)
    return 1 if column and typed >= _TYPED_COLUMN_RATIO * len(column) else 0
