"""How a table was written: delimiter, quotes, and where its header is.

The delimiter is chosen as in van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row
and type patterns" (2019): rows of one length, and cells that look like something.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SAMPLE_CHARACTERS = 100_000
_SAMPLE_RECORDS = 300
_MAX_PREAMBLE_RECORDS = 20
_DELIMITERS = (",", ";", "\t", "|", " ")
_SPACE_HANDICAP = 0.5
_TYPED_COLUMN_RATIO = 0.8

_NUMBER = r"[-+(]?[$£€]?\s?[-+]?(\d{1,3}([ ,.'’]\d{3})+|\d+)?([.,]\d+)?([eE][-+]?\d+)?\s?(%|[$£€]|Ft|HUF|EUR|USD)?\)?"
_DATE = r"\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,4}\.?([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?"
_TIME = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(\s?[ap]m)?"
_TYPED = re.compile(rf"(?=.*\d)(?:{_NUMBER}|{_DATE}|{_TIME})", re.IGNORECASE)
_LINK = re.compile(r"(https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_][\w\s.,:!?()&/'’+%#*°–-]*")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are set apart. `quote` is null where quotation marks mean nothing."""

    delimiter: str
    quote: str | None
    escape: str | None

    def records(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """The records of a table, by Python's own reader."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape,
            doublequote=True,
            skipinitialspace=self.delimiter != "\t",
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the data begin: after `preamble` records and, where there is one, the header."""

    preamble: int
    names: tuple[str, ...] | None


def detect_dialect(text: str) -> Dialect:
    """The dialect that makes the most sense of the beginning of `text`."""
    sample = _sample(text)
    candidates = [
        Dialect(delimiter, quote, _escape(sample, quote))
        for delimiter in _DELIMITERS
        if delimiter in sample
        for quote in _quotes(sample, delimiter)
    ]
    return max(candidates, key=lambda dialect: _sense(dialect, sample), default=Dialect(",", '"', None))


def detect_heading(records: Sequence[Sequence[str]]) -> Heading:
    """The heading of a table that begins with `records`, none of them blank."""
    if not records:
        return Heading(preamble=0, names=None)
    preamble = _preamble(records)
    names = tuple(records[preamble])
    body = [record for record in records[preamble + 1 :] if tuple(record) != names]
    return Heading(preamble, names if body and _is_header(names, body) else None)


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


def _is_header(names: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Votes by column: words above numbers or dates speak for a header, a value like those below against it."""
    votes = [_vote(name.strip(), _column(body, index)) for index, name in enumerate(names)]
    if sum(votes) > 0:
        return True
    given = [name.strip() for name in names if name.strip()]
    return min(votes) >= 0 and len(set(given)) == len(given) >= len(names) / 2


def _column(body: Sequence[Sequence[str]], index: int) -> list[str]:
    return [record[index].strip() for record in body if index < len(record) and record[index].strip()]


def _vote(name: str, column: Sequence[str]) -> int:
    if not name or _YEAR.fullmatch(name):
        return 0
    if _is_typed(name) or name in column:
        return -1
    typed = sum(_is_typed(cell) for cell in column)
    return 1 if column and typed >= _TYPED_COLUMN_RATIO * len(column) else 0
