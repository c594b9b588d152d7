"""`candor adapters`: other behaviour for the model behind the endpoint or on this machine, while it runs."""

from typing import Annotated

import typer

from server.cli.client import checked, connect
from server.cli.commands.output import AsJson, console, print_json
from server.wiring.settings import read_settings

app = typer.Typer(no_args_is_help=True)
_PATH = "/v1/models/adapters"
Name = Annotated[str, typer.Argument(help="As which model it is served.")]


@app.command()
def load(
    name: Name,
    path: Annotated[str, typer.Argument(help="Its folder, as the model server sees it.")],
    base: Annotated[str | None, typer.Option(help="The model of this machine that it is put on.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Loads a LoRA adapter, asks it a question, and unloads it again if it does not answer."""
    with connect(read_settings()) as client:
        loaded = checked(client.post(_PATH, json={"name": name, "path": path, "base": base})).json()
    if as_json:
        print_json(loaded)
        return
    console.print(f"{name} is loaded. Asked “{loaded['question']}”, it said: {loaded['answer']}", highlight=False)


@app.command()
def unload(name: Name) -> None:
    """Unloads an adapter; one of a vLLM's own folder comes back with its next start."""
    with connect(read_settings()) as client:
        checked(client.delete(f"{_PATH}/{name}"))
    typer.echo(f"{name} is unloaded.")
