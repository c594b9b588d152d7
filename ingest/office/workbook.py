"""XLSX: each sheet's rows as lines, values as the sheet shows them; rows are numbered as the spreadsheet does."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import SheetRows
from ingest.grids import Cell, numbered_rows
from ingest.limits import Limits
from ingest.office.archive import DAMAGED, Archive, opened
from ingest.office.number_formats import shown
from ingest.outline import Outline, Row, on_one_line

_MAX_CELLS = 2_000_000
_MAX_COLUMNS = 2_000
_MAX_MERGED = 20_000
_SCAN_BYTES = 1 << 20
_MAX_NAMED = 8

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"')
_UNCOMPUTED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
# What openpyxl raises, beside its own errors, on files that are broken.
_BROKEN = (
    InvalidFileException,
    BadZipFile,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    SyntaxError,
    NotImplementedError,
    OSError,
    EOFError,
)


@dataclass(slots=True)
class _Line:
    """A row with the number that the sheet shows beside it."""

    number: int
    cells: list[Cell | None]


@dataclass(slots=True)
class _Sheet:
    """What openpyxl's streaming reader does not tell: merged ranges, and formulas without a value."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncomputed: int = 0


def read_workbook(path: Path, limits: Limits) -> ParsedDocument:
    """Raises `UnreadableDocument`."""
    outline = Outline(MediaType.XLSX, limits)
    with opened(path) as archive:
        archive.require_modest()
        found = _sheets(archive)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of extensions that it does not know, none of which is a value
        try:
            with path.open("rb") as file:  # openpyxl refuses a path by its ending
                told = _read(file, found, outline)
        except _BROKEN as error:
            raise UnreadableDocument(DAMAGED) from error
    return outline.document(warnings=told)


def _read(file: BinaryIO, found: dict[str, _Sheet], outline: Outline) -> list[str]:
    """Writes all visible sheets; what is said of the others."""
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        uncomputed = 0
        cells = 0
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                known = found.get(sheet._worksheet_path, _Sheet())
                uncomputed += known.uncomputed
                cells += _write(sheet, known, outline, _MAX_CELLS - cells)
    finally:
        book.close()
    return [*_said_of_hidden(hidden), *_said_of_formulas(uncomputed)]


def _write(sheet: ReadOnlyWorksheet, known: _Sheet, outline: Outline, allowance: int) -> int:
    """How many cells it held."""
    sheet.reset_dimensions()  # what the file says of its size is often wrong
    lines, cells = _lines(sheet, allowance)
    _share(lines, known.merged)
    outline.at(SheetRows(sheet.title, 1, 1))
    if lines:
        outline.table([Row(lines[0].number, on_one_line(sheet.title))])
    names: Sequence[str] = ()
    for block in _blocks(lines):
        rows, names = numbered_rows([line.cells for line in block], [line.number for line in block], names)
        outline.table(rows, names)
    return cells


def _lines(sheet: ReadOnlyWorksheet, allowance: int) -> tuple[list[_Line], int]:
    lines: list[_Line] = []
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        texts = [on_one_line(shown(cell.value, cell.number_format)) if cell.value is not None else "" for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        cells += len(texts)
        if cells > allowance or len(texts) > _MAX_COLUMNS:
            raise UnreadableDocument(
                f"The workbook has more than {_MAX_CELLS:,} cells, or a sheet of more than {_MAX_COLUMNS:,} columns. "
                "Save the sheets that matter as CSV and upload these."
            )
        if texts:
            lines.append(_Line(number, [Cell(text) if text else None for text in texts]))
    return lines, cells


def _share(lines: Sequence[_Line], merged: Sequence[tuple[int, int, int, int]]) -> None:
    """Gives a merged cell to all the places that it covers."""
    by_number = {line.number: line.cells for line in lines}
    for left, top, right, bottom in merged:
        first = by_number.get(top)
        cell = first[left - 1] if first is not None and left <= len(first) else None
        if cell is None or right > _MAX_COLUMNS:
            continue
        for number in range(top, bottom + 1):
            cells = by_number.get(number)
            if cells is not None:
                cells += [None] * (right - len(cells))
                cells[left - 1 : right] = [cell] * (right - left + 1)


def _blocks(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Parts between empty rows."""
    block: list[_Line] = []
    for line in lines:
        if block and line.number > block[-1].number + 1:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _sheets(archive: Archive) -> dict[str, _Sheet]:
    return {name: _scanned(archive, name) for name in archive.names if re.match(r"/?xl/worksheets/[^/]+\.xml$", name)}


def _scanned(archive: Archive, name: str) -> _Sheet:
    """Reads the part as it streams by: its merged ranges stand behind all rows."""
    sheet = _Sheet()
    rest = b""
    with archive.stream(name) as part:
        while data := part.read(_SCAN_BYTES):
            rest += data
            cut = max(rest.rfind(b"</c>") + 4, rest.rfind(b"/>") + 2, 0)
            whole, rest = rest[:cut], rest[cut:]
            sheet.uncomputed += len(_UNCOMPUTED.findall(whole))
            for found in _MERGED.finditer(whole):
                if len(sheet.merged) < _MAX_MERGED:
                    sheet.merged.append(range_boundaries(found[1].decode()))
    return sheet


def _said_of_hidden(names: Sequence[str]) -> Iterator[str]:
    if names:
        named = ", ".join(f"“{name}”" for name in names[:_MAX_NAMED])
        more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
        yield f"Hidden sheets were not read: {named}{more}."


def _said_of_formulas(count: int) -> Iterator[str]:
    if count:
        formulas = "1 formula has" if count == 1 else f"{count:,} formulas have"
        yield (f"{formulas} no stored value. Open the workbook in a spreadsheet program, save it and upload that.")
