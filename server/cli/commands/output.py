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
