"""Quotation marks of a table that stand where none may: what they would swallow is read as it stands."""

import csv
import io
from collections.abc import Iterator, Sequence

from ingest.dialects import Dialect

_MOST_LINES_A_CELL = 200


def is_sound(text: str, dialect: Dialect) -> bool:
    """Whether every quotation mark that opens a cell closes it right before a delimiter or the line's end."""
    try:
        for _ in dialect.records(io.StringIO(text, newline=""), strict=True):
            pass
    except csv.Error:
        return False
    return True


def repaired(text: str, dialect: Dialect) -> str:
    """`text` with every record quoted as it should be; a line whose marks do not match keeps them as characters."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, quotechar=dialect.quote, lineterminator="\n")
    if dialect.escape is not None:
        writer = csv.writer(
            out,
            delimiter=dialect.delimiter,
            quotechar=dialect.quote,
            escapechar=dialect.escape,
            doublequote=False,
            lineterminator="\n",
        )
    writer.writerows(_records(text.splitlines(keepends=True), dialect))
    return out.getvalue()


def _records(lines: Sequence[str], dialect: Dialect) -> Iterator[list[str]]:
    at = 0
    while at < len(lines):
        record, taken = _sound_record(lines, at, dialect)
        if record is None:
            record, taken = _literal(lines[at], dialect), 1
        yield record
        at += taken


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
