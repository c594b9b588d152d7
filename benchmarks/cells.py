"""Whether table cells that a person read off pages are read under their names.

`python -m benchmarks.cells --cells FILE`: FILE holds a JSON object a line, `file` (a PDF below `--data`), `page`, `row`
(what tells the row: a list of labels), `column` (empty where the row's label is the value's name) and `value`. A cell
counts if a line of its page holds `column: value`, whole, and the row's labels.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import TypedDict

from domain.documents import MediaType, ParsedDocument
from ingest.limits import Limits
from ingest.parser import ChildParser


class Cell(TypedDict):
    """A cell as a person read it."""

    file: str
    page: int
    row: list[str]
    column: str
    value: str


def is_read(cell: Cell, lines: Iterable[str]) -> bool:
    """Whether one of a page's lines says the cell's value under its names."""
    return any(_says(cell, line) for line in lines)


def _says(cell: Cell, line: str) -> bool:
    name = cell["column"] or cell["row"][-1]
    said = re.compile(rf"(?:^|; |\W ){re.escape(name)}\W*\s{re.escape(cell['value'])}[ ⁰¹²³⁴-⁹]*(?:;|$)")
    return said.search(line) is not None and all(
        re.search(rf"(?:^|\W){re.escape(r)}(?:\W|$)", line) for r in cell["row"]
    )


def page_lines(document: ParsedDocument, page: int) -> list[str]:
    """The lines of a page's text."""
    starts = [mark.start for mark in document.marks] + [len(document.text)]
    return document.text[starts[page - 1] : starts[page]].split("\n")


def missed(cells: Iterable[Cell], data: Path, parser: ChildParser) -> Iterator[Cell]:
    """The cells that are read under other names or none."""
    for file, group in groupby(cells, key=lambda cell: cell["file"]):
        document = parser.parse(data / file, MediaType.PDF)
        yield from (cell for cell in group if not is_read(cell, page_lines(document, cell["page"])))


def main() -> None:
    """Exit status 2 where the cells are missing."""
    arguments = _arguments()
    if not arguments.cells.is_file():
        print(
            f"{arguments.cells} is missing: a JSON object a line, see python -m benchmarks.cells --help",
            file=sys.stderr,
        )
        raise SystemExit(2)
    cells = [json.loads(line) for line in arguments.cells.read_text().splitlines()]
    with closing(ChildParser(Limits())) as parser:
        wrong = list(missed(cells, arguments.data, parser))
    for cell in wrong:
        print(f"  {cell['file']} page {cell['page']}: {' / '.join(cell['row'])}; {cell['column']}: {cell['value']}")
    print(f"{len(cells) - len(wrong)} of {len(cells)} cells of {len({cell['file'] for cell in cells})} PDFs")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("CANDOR_BENCHMARK_DATA", "../shared/data")
    parser.add_argument("--cells", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path(default), help="holds the files (%(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
