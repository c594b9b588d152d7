"""`candor ingest`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import BarColumn, Progress, TextColumn

from server.cli.client import ServerRefused, checked, connect
from server.cli.commands.output import AsJson, console, print_json
from server.wiring.settings import read_settings

_SUFFIXES = frozenset(
    {
        ".pdf", ".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".pptm", ".odt", ".html", ".htm", ".eml", ".csv", ".tsv",
        ".txt", ".md", ".markdown",
    }
)  # fmt: skip
_FINAL = ("ready", "failed")


def ingest(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Files, or folders with files.", show_default=False)],
    collection: Annotated[str, typer.Option(help="Where the documents go.")] = "default",
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Reads documents into a collection; fails if one of them could not be read."""
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise typer.BadParameter(f"no file of a kind that can be read was found there ({', '.join(sorted(_SUFFIXES))})")
    with (
        connect(read_settings()) as client,
        Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[state]}"),
            console=console,
            disable=as_json,
        ) as bars,
    ):
        queued = [(file, *_upload(client, file, collection)) for file in files]
        documents = [_follow(client, file, document, error, bars) for file, document, error in queued]
    if as_json:
        print_json(documents)
    if any(document["status"] == "failed" for document in documents):
        raise typer.Exit(1)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    yield from sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in _SUFFIXES)


def _upload(client: httpx.Client, file: Path, collection: str) -> tuple[dict[str, Any], str | None]:
    """The document, or its name and why it was refused: one bad file must not stop the others."""
    with file.open("rb") as stream:
        reply = client.post("/v1/documents", files={"file": (file.name, stream)}, data={"collection": collection})
    try:
        document: dict[str, Any] = checked(reply).json()
    except ServerRefused as error:
        return {"name": file.name, "status": "failed", "error": str(error)}, str(error)
    return document, None


def _follow(
    client: httpx.Client, file: Path, document: dict[str, Any], error: str | None, bars: Progress
) -> dict[str, Any]:
    bar, last = bars.add_task(file.name, total=1, state=document["status"]), document
    for last in () if error else _states(client, document):
        progress = last["progress"]
        bars.update(bar, total=progress["total"] or 1, completed=progress["done"], state=last["status"])
    bars.update(bar, total=1, completed=1, state=_outcome(last))
    for said in () if bars.disable else _said(last):
        bars.console.print(f"{file.name}: {said}", markup=False)
    return last


def _said(document: dict[str, Any]) -> list[str]:
    """What it says of itself, then its warnings."""
    states = document.get("stated", {}).get("text")
    return [*([states] if states else []), *document.get("warnings", ())]


def _outcome(document: dict[str, Any]) -> str:
    if document["status"] == "failed":
        return f"failed: {document['error']}"
    return f"ready, {document['chunks']} chunk{'s' * (document['chunks'] != 1)}"


def _states(client: httpx.Client, document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The document as it moves on; the last one is ready or failed, also where the server tells no more of it."""
    reason = "The server ended the connection before it was read."
    try:
        with client.stream("GET", f"/v1/documents/{document['id']}/events", timeout=None) as reply:
            for event, data in _events(checked(reply)):
                if event == "deleted":
                    reason = "It was deleted while it was read."
                    break
                document = data
                yield document
    except ServerRefused as error:
        reason = str(error)
    if document["status"] not in _FINAL:
        yield document | {"status": "failed", "error": reason}


def _events(reply: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    event = ""
    for line in reply.iter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "data":
            yield event, json.loads(value)
