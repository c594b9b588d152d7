"""`candor collections`: which model, prompt and policy each has."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from domain.documents import Policy
from server.cli.client import checked, connect
from server.cli.commands.output import AsJson, print_json, print_table
from server.wiring.settings import read_settings

app = typer.Typer(no_args_is_help=True)
_PATH = "/v1/collections"
_NONE = "none"


@app.command("list")
def list_collections(as_json: AsJson = False) -> None:  # noqa: FBT002 - typer's form of a flag
    """All that may be seen."""
    with connect(read_settings()) as client:
        found = checked(client.get(_PATH)).json()["collections"]
    if as_json:
        print_json(found)
    else:
        _print(found)


@app.command()
def change(
    name: Annotated[str, typer.Argument(help="The collection.")],
    model: Annotated[str | None, typer.Option(help="What answers in it; none for the server's default.")] = None,
    prompt: Annotated[str | None, typer.Option(help="What a model is told; none for what fits the model.")] = None,
    policy: Annotated[Policy | None, typer.Option(help="What becomes of what is not supported.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Changes what is given, and leaves the rest."""
    given = {"model": model, "prompt": prompt, "policy": policy}
    wanted = {field: None if value == _NONE else value for field, value in given.items() if value is not None}
    if not wanted:
        raise typer.BadParameter("give --model, --prompt or --policy")
    with connect(read_settings()) as client:
        changed = checked(client.patch(f"{_PATH}/{quote(name)}", json=wanted)).json()
    if as_json:
        print_json(changed)
    else:
        _print([changed])


def _print(found: list[dict[str, Any]]) -> None:
    rows = [
        [one["name"], one["policy"], one["model"] or "the default", one["prompt"] or "what fits the model"]
        for one in found
    ]
    print_table(["collection", "policy", "model", "prompt"], rows, empty="")
