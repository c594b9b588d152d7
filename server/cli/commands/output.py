"""What commands print: for people, or JSON with `--json`."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

console = Console(markup=False)


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever the API answered
    """One JSON document on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(columns: list[str], rows: list[list[str]], *, empty: str) -> None:
    """A table, or `empty` where there are no rows."""
    if not rows:
        console.print(empty)
        return
    table = Table(*columns, box=None, header_style="bold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def place_of(passage: dict[str, Any]) -> str:
    """Where in its document a passage or citation stands, from coarse to fine; a slide's number is its page, too."""
    heading, sheet, rows = passage["heading"], passage["sheet"], passage["rows"]
    place = f", “{heading}”" if heading else ""
    if passage["page"] is not None:
        place += f", {'page' if passage['slide'] is None else 'slide'} {passage['page']}"
    if sheet:
        place += f", sheet “{sheet}”"
    if rows is not None:
        place += f", row {rows[0]}" if rows[0] == rows[1] else f", rows {rows[0]} to {rows[1]}"
    return place
