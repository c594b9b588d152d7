"""CSV: each row becomes a line of text with its column names, `Name: Anna Kiss; Department: Sales`."""

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pandas as pd

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Mark, Place, Rows, Whole
from ingest.cell_tables import Cells, CellTables
from ingest.charset import decode
from ingest.dialects import Dialect, Heading, detect_dialect, detect_heading, sample_records, split_hint
from ingest.limits import Limits, too_much_text
from ingest.quotation import is_sound, repaired
from ingest.table_rows import Layout

_ROWS_AT_A_TIME = 5_000
_MAX_COLUMNS = 20_000
_QUOTES = "Quotation marks do not match; those that stand alone were read as ordinary characters."


def read_table(data: bytes, limits: Limits) -> ParsedDocument:
    """Rows count from 1 after the header; blank lines are no rows; cells stay as they are written.

    Lines before the header keep their text, without a row number. Raises `UnreadableDocument`.
    """
    text, warnings = decode(data)
    if len(text) > limits.text_characters:
        raise too_much_text(len(text), limits)
    hint, text = split_hint(text)
    dialect = detect_dialect(text, hint)
    if dialect.quote is not None and not is_sound(text, dialect):
        text, doubtful = repaired(text, dialect)
        warnings = (*warnings, _QUOTES) if doubtful else warnings
    sample = sample_records(dialect, text)
    encoded = text.encode()
    del text
    try:
        return _document(_records(encoded, dialect), _plan(sample, _width(encoded, dialect)), limits, warnings)
    except (pd.errors.ParserError, csv.Error) as error:
        raise UnreadableDocument("The table cannot be read: its quotation marks do not match.") from error


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the records of a table are told."""

    heading: Heading
    layout: Layout


def _plan(sample: Sequence[Sequence[str]], width: int) -> _Plan:
    heading = detect_heading(sample)
    wide = [[_on_one_line(cell) for cell in record] + [""] * (width - len(record)) for record in sample]
    return _Plan(heading, Layout.of(heading.names, wide[heading.preamble + heading.records :], width=width))


def _document(
    records: Iterator[Sequence[str]], plan: _Plan, limits: Limits, warnings: tuple[str, ...]
) -> ParsedDocument:
    text = _Text(limits)
    above = [" ".join(cell for cell in record if cell) for record in islice(records, plan.heading.preamble)]
    for line in above:
        text.add((line,), Whole())
    rows, start = plan.layout.carried(islice(records, plan.heading.records, None)), text.length
    cells = Cells(plan.layout.names if plan.heading.names is not None else (), start=start)
    for number, lines in enumerate(plan.layout.lines(cells.passing(rows)), 1):
        text.add(lines, Rows(number, number))
    if not text.lines:
        raise UnreadableDocument("The table is empty: it has no rows.")
    if plan.layout.merged:
        merged = " and ".join(f"“{name}”" for name in plan.layout.names[: plan.layout.merged])
        warnings = (*warnings, f"Empty cells of {merged} were read as the value above them.")
    cells.end = text.length
    computed = CellTables.of([cells], "")
    warnings = (*warnings, *computed.warnings())
    return ParsedDocument(
        "".join(text.lines), MediaType.CSV, tuple(text.marks), None, warnings, tables=computed.packed()
    )


@dataclass(slots=True)
class _Text:
    """A table's text as it grows. Raises `UnreadableDocument` beyond the limits."""

    limits: Limits
    lines: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    length: int = 0

    def add(self, lines: Sequence[str], place: Place) -> None:
        if not self.marks or isinstance(place, Rows):
            self.marks.append(Mark(self.length, place))
        for line in lines:
            self.lines.append(line + "\n")
            self.length += len(line) + 1
        if self.length > self.limits.text_characters:
            raise too_much_text(self.length, self.limits)
