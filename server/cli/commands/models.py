"""`candor model`: the language models of this machine. Works on their folder, as a running server does."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

from domain.errors import NotFound
from server.cli.commands.output import AsJson, console, print_json, print_table
from server.wiring.settings import read_settings

if TYPE_CHECKING:
    from inference.language.shelf import Shelved
    from inference.language.store import ModelStore, StoredModel

app = typer.Typer(no_args_is_help=True)

_Name = Annotated[str | None, typer.Option(help="What it is called here; by default as its file.")]
_Adapter = Annotated[
    Path | None, typer.Option(exists=True, help="A LoRA adapter to put on it: safetensors, or peft's folder.")
]


@app.command("list")
def list_models(as_json: AsJson = False) -> None:  # noqa: FBT002 - typer's form of a flag
    """What is here, and what can be had by name."""
    from inference.language.shelf import SHELF

    stored = _store().all()
    at_hand = {model.name for model in stored}
    to_get = [shelved for shelved in SHELF if shelved.name not in at_hand]
    if as_json:
        print_json({"here": [asdict(model) for model in stored], "to_get": [asdict(one) for one in to_get]})
        return
    rows = [*(_row(model) for model in stored), *(_shelved_row(one) for one in to_get)]
    print_table(["model", "licence", "size", "memory", "tokens/s", ""], rows, empty="")


@app.command()
def add(
    path: Annotated[Path, typer.Argument(exists=True, help="A GGUF file, or a folder in OpenVINO's format.")],
    name: _Name = None,
    adapter: _Adapter = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Takes a model in once it has loaded and said a sentence."""
    from inference.language.trial import attempt

    _tell(_store().add(path, name=name, adapter=adapter, attempt=attempt), as_json=as_json)


@app.command()
def get(
    name: Annotated[str, typer.Argument(help="One of `candor model list`.")],
    hub: Annotated[str, typer.Option(help="Where it is downloaded from.")] = "https://huggingface.co",
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Downloads a model and takes it in. Broken off, it goes on with the next call."""
    from inference.language.trial import attempt

    shelved, store = _shelved(name), _store()
    file = store.folder / ".downloads" / f"{shelved.name}.gguf"
    if not file.exists():
        _download(shelved, hub, file, quiet=as_json)
    model = store.add(file, name=shelved.name, licence=shelved.licence, attempt=attempt)
    file.unlink()
    _tell(model, as_json=as_json)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="The model's name.")],
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Deletes a model with its files."""
    _store().remove(name)
    if as_json:
        print_json({"removed": name})
    else:
        typer.echo(f"{name} is removed.")


def _store() -> "ModelStore":
    from inference.language.store import ModelStore  # heavy: the other commands must not wait for it

    return ModelStore(read_settings().language_models)


def _shelved(name: str) -> "Shelved":
    from inference.language.shelf import SHELF

    found = next((one for one in SHELF if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in SHELF)
        raise NotFound(f"There is no “{name}” to get, only {names}. Any other file: candor model add FILE")
    return found


def _download(shelved: "Shelved", hub: str, file: Path, *, quiet: bool) -> None:
    from inference.language.fetching import fetch

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet) as progress:
        task = progress.add_task(shelved.name, total=shelved.size_bytes)

        def told(there: int) -> None:
            progress.update(task, completed=there)

        url = shelved.url(hub)
        fetch(url, file, sha256=shelved.sha256, size_bytes=shelved.size_bytes, progress=told)


def _tell(model: "StoredModel", *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(model))
        return
    told = (
        f"{model.size_bytes / 1e9:.2f} GB, {model.tokens_per_second} tokens/s, licence: {model.licence or 'not told'}"
    )
    typer.echo(f"{model.name} is here ({told}). A server that runs has it, too.")


def _row(model: "StoredModel") -> list[str]:
    size, memory = _gigabytes(model.size_bytes), _gigabytes(model.memory_bytes)
    return [model.name, model.licence or "not told", size, memory, f"{model.tokens_per_second}", "here"]


def _shelved_row(shelved: "Shelved") -> list[str]:
    memory = f"about {_gigabytes(shelved.memory_bytes)}" if shelved.memory_bytes else ""
    return [shelved.name, shelved.licence, _gigabytes(shelved.size_bytes), memory, "", "candor model get"]


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.2f} GB"
