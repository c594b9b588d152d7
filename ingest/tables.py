"""CSV: each row becomes a line of text with its column names, `Name: Anna Kiss; Department: Sales`."""

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence

import pandas as pd

from domain.documents import Mark, MediaType, ParsedDocument, Place, Rows, Whole
from domain.errors import UnreadableDocument
from ingest.charset import decode
from ingest.dialects import Dialect, Heading, detect_dialect, detect_heading, sample_records
from ingest.limits import Limits, too_much_text

_ROWS_AT_A_TIME = 5_000
_MAX_COLUMNS = 20_000


def read_table(data: bytes, limits: Limits) -> ParsedDocument:
    """Rows count from 1 after the header; blank lines are no rows; cells stay as they are written.

    Lines before the header keep their text, without a row number. Raises `UnreadableDocument`.
    """
    text = decode(data)
    if len(text) > limits.text_characters:
        raise too_much_text(len(text), limits)
    dialect = detect_dialect(text)
    heading = detect_heading(sample_records(dialect, text))
    encoded = text.encode()
    del text
    warnings: tuple[str, ...] = ()
    try:
        records = _records(encoded, dialect)
        return _document(records, heading, limits, warnings)
    except (pd.errors.ParserError, csv.Error):
        if dialect.quote is None:
            raise UnreadableDocument("The table cannot be read: its quotation marks are never closed.") from None
    warnings = ("Quotation marks do not match; they were read as ordinary characters.",)
    return _document(_records(encoded, Dialect(dialect.delimiter, None, None)), heading, limits, warnings)


def _records(encoded: bytes, dialect: Dialect) -> Iterator[Sequence[str]]:
    """All records that are not blank, as wide as the widest."""
    width = _width(encoded, dialect)
    frames = pd.read_csv(
        io.BytesIO(encoded),
        sep=dialect.delimiter,
        header=None,
        names=range(width),
        index_col=False,
        dtype=object,  # as written: no numbers, no dates
        na_filter=False,  # nothing is missing: `NA` is a word, and what a short row lacks is empty
        quotechar=dialect.quote or '"',
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        escapechar=dialect.escape,
        skipinitialspace=dialect.delimiter != "\t",
        encoding="utf-8",
        chunksize=_ROWS_AT_A_TIME,
    )
    for frame in frames:
        for record in frame.to_numpy().tolist():
            cells = [value.strip() if value.isprintable() else _on_one_line(value) for value in record]
            if any(cells):
                yield cells


def _width(encoded: bytes, dialect: Dialect) -> int:
    csv.field_size_limit(sys.maxsize)
    lines = io.TextIOWrapper(io.BytesIO(encoded), encoding="utf-8", newline="")
    width = max((len(record) for record in dialect.records(lines)), default=0)
    if width > _MAX_COLUMNS:
        raise UnreadableDocument(f"The table has {width:,} columns; at most {_MAX_COLUMNS:,} can be read.")
    return max(1, width)


def _on_one_line(value: str) -> str:
    return re.sub(r"\s*[\n\t\v\f]\s*", " ", value).strip()


def _document(
    records: Iterator[Sequence[str]], heading: Heading, limits: Limits, warnings: tuple[str, ...]
) -> ParsedDocument:
    lines: list[str] = []
    marks: list[Mark] = []
    length = 0
    names: Sequence[str] = ()
    header = heading.preamble if heading.names else -1
    first_row = heading.preamble + bool(heading.names)
    for index, record in enumerate(records):
        names = names or _column_names(record if index == header else (), len(record))
        if index == header:
            continue
        place: Place = Rows(index - first_row + 1, index - first_row + 1)
        line = _line(names, record)
        if index < heading.preamble:
            place, line, names = Whole(), " ".join(cell for cell in record if cell), ()
        if not marks or isinstance(place, Rows):
            marks.append(Mark(length, place))
        lines.append(line + "\n")
        length += len(line) + 1
        if length > limits.text_characters:
            raise too_much_text(length, limits)
    if not lines:
        raise UnreadableDocument("The table is empty: it has no rows.")
    return ParsedDocument("".join(lines), MediaType.CSV, tuple(marks), None, warnings)


def _column_names(header: Sequence[str], width: int) -> list[str]:
    """The header's names, made distinct; columns without one are numbered."""
    names: list[str] = []
    taken: set[str] = set()
    for index in range(width):
        wanted = (header[index] if index < len(header) else "") or f"column {index + 1}"
        name, copy = wanted, 1
        while name in taken:
            copy += 1
            name = f"{wanted} ({copy})"
        taken.add(name)
        names.append(name)
    return names


def _line(names: Sequence[str], record: Sequence[str]) -> str:
    return "; ".join([f"{name}: {value}" for name, value in zip(names, record, strict=True) if value])
