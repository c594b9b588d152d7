"""Quotation marks of a table that stand where none may: what they would swallow is read as it stands."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.dialects import Dialect, sample_records

_MOST_LINES_A_CELL = 200


def is_sound(text: str, dialect: Dialect) -> bool:
    """Whether every quotation mark that opens a cell closes it right before a delimiter or the line's end."""
    try:
        for _ in dialect.records(io.StringIO(text, newline=""), strict=True):
            pass
    except csv.Error:
        return False
    return True


def repaired(text: str, dialect: Dialect) -> tuple[str, bool]:
    """`text` with every record quoted as it should be, and whether some marks were kept as characters for that."""
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        doublequote=dialect.escape is None,
        lineterminator="\n",
    )
    widths = Counter(len(record) for record in sample_records(dialect, text))
    records = _Records(text.splitlines(keepends=True), dialect, widths.most_common(1)[0][0])
    writer.writerows(records)
    return out.getvalue(), records.doubtful


@dataclass(slots=True)
class _Records:
    """The records of a table that is `width` columns wide; `doubtful` once some line was read mark by mark."""

    lines: Sequence[str]
    dialect: Dialect
    width: int
    doubtful: bool = False

    def __iter__(self) -> Iterator[list[str]]:
        at = 0
        while at < len(self.lines):
            record, taken = _sound_record(self.lines, at, self.dialect)
            yield record if record is not None else self._guessed(self.lines[at])
            at += taken

    def _guessed(self, line: str) -> list[str]:
        """Marks are characters; where that gives another width and Python's lenient reading the right one, that."""
        literal = _literal(line, self.dialect)
        if len(literal) != self.width:
            lenient = next(iter(self.dialect.records([line])), [])
            if len(lenient) == self.width:
                return [cell.rstrip("\n") for cell in lenient]
        self.doubtful = True
        return literal


def _sound_record(lines: Sequence[str], at: int, dialect: Dialect) -> tuple[list[str] | None, int]:
    """The record that begins at a line and how many lines it takes; null where its marks do not match."""
    try:
        reader = dialect.records(iter(lines[at : at + _MOST_LINES_A_CELL]), strict=True)
        record = next(reader, [])
    except csv.Error:
        return None, 1
    return record, reader.line_num


def _literal(line: str, dialect: Dialect) -> list[str]:
    """Quotation marks are characters, but for a pair around a whole cell."""
    plain = Dialect(dialect.delimiter, None, None)
    record = next(iter(plain.records(iter([line]))), [])
    return [_unquoted(cell.strip(), dialect.quote or '"') for cell in record]


def _unquoted(cell: str, quote: str) -> str:
    whole = len(cell) > 1 and cell.startswith(quote) and cell.endswith(quote)
    return cell[1:-1].replace(quote * 2, quote) if whole else cell
