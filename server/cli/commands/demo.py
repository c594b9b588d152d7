"""`candor demo fill` and `candor demo remove`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from server.cli.commands.output import AsJson, console, print_json
from server.wiring.settings import read_settings

app = typer.Typer(no_args_is_help=True)
_CORPORA = Path("corpora")


@app.command()
def fill(
    corpora: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="The folder corpora/ of the source.")
    ] = _CORPORA,
    days: Annotated[int, typer.Option(min=1, max=90, help="How many days were played, today the last.")] = 28,
    a_day: Annotated[int, typer.Option(min=1, max=200, help="About how many questions on a weekday.")] = 14,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Plays a month of questions, answers and reviews into an instance whose server is stopped.

    Everything of it is in the collections demo-…, and goes with `candor demo remove`.
    """
    from server.cli.demo.store import Length, fill  # heavy: the other commands must not wait for it

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=as_json) as bars:
        task = bars.add_task("starting", total=days)
        begins: list[datetime] = []

        def played(at: datetime, asked: int) -> None:
            begins[:1] = begins[:1] or [at]
            bars.update(task, description=f"{at:%a %d %b}, {asked} questions", completed=(at - begins[0]).days)

        filled = fill(
            read_settings(),
            corpora,
            Length(days=days, a_day=a_day),
            reading=lambda: bars.update(task, description="reading the documents"),
            played=played,
        )
        bars.update(task, completed=days)
    if as_json:
        print_json({"conversations": filled.conversations, "was_there": filled.was_there})
    elif filled.was_there:
        typer.echo("The demo data is there already; `candor demo remove` takes it out.")
    else:
        typer.echo(
            f"{filled.conversations} questions were played. Start the server, and look at Review and Operations."
        )


@app.command()
def remove(as_json: AsJson = False) -> None:  # noqa: FBT002 - typer's form of a flag
    """Takes all demo data out again; the server must be stopped."""
    from server.cli.demo.store import remove  # heavy: the other commands must not wait for it

    gone = remove(read_settings())
    if as_json:
        print_json({"conversations": gone})
    else:
        typer.echo(f"{gone} conversations went, with their answers, reviews and documents.")
