"""`candor escalations`."""

import json
from enum import StrEnum
from typing import Annotated, Any

import httpx
import typer

from server.cli.audited import labelled_row
from server.cli.client import checked, connect
from server.cli.commands.exporting import as_csv, as_lines
from server.cli.commands.output import AsJson, print_json, print_table
from server.cli.corrected import Purpose, tuning_row
from server.cli.demo.month import POLICIES
from server.wiring.settings import read_settings


class Form(StrEnum):
    """How what is exported looks."""

    JSON = "json"
    LINES = "jsonl"
    CSV = "csv"


app = typer.Typer(no_args_is_help=True)
Id = Annotated[str, typer.Argument(help="The escalation's id.")]


@app.command("list")
def list_escalations(
    status: Annotated[str | None, typer.Option(help="open, claimed, resolved, expired or reopened.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """The queue, the most urgent first."""
    with connect(read_settings()) as client:
        found = _all(client, status)
    if as_json:
        print_json(found)
        return
    rows = [[e["id"], e["status"], e["kind"], e["due_at"], _question(e)] for e in found]
    print_table(["id", "status", "kind", "due", "question"], rows, empty="Nothing waits for a person.")


@app.command()
def claim(escalation_id: Id, as_json: AsJson = False) -> None:  # noqa: FBT002 - typer's form of a flag
    """Takes an escalation, so that nobody else works on it."""
    with connect(read_settings()) as client:
        taken = checked(client.post(f"/v1/escalations/{escalation_id}/claim")).json()
    _report(taken, as_json=as_json)


@app.command()
def resolve(
    escalation_id: Id,
    resolution: Annotated[str, typer.Argument(help="approve, edit, reject or not_in_documents.")],
    text: Annotated[str | None, typer.Option(help="What the user reads; required for an edit.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Decides; the reply reaches the conversation at once."""
    body = {"resolution": resolution, "text": text}
    with connect(read_settings()) as client:
        resolved = checked(client.post(f"/v1/escalations/{escalation_id}/resolve", json=body)).json()
    _report(resolved, as_json=as_json)


@app.command()
def export(
    status: Annotated[str | None, typer.Option(help="Only those in this state.")] = None,
    form: Annotated[Form, typer.Option("--format", help="json, jsonl (an object a line) or csv.")] = Form.JSON,
    purpose: Annotated[
        Purpose | None,
        typer.Option("--for", help="sft or dpo: rows for `candor train llm`, an object a line, of what was decided."),
    ] = None,
) -> None:
    """All escalations with their answers, evidence, labels and history; as CSV without evidence and history."""
    with connect(read_settings()) as client:
        found = _taught(client) if purpose else _all(client, status)
    if purpose is not None:
        rows = (tuning_row(escalation, purpose) for escalation in found)
        for line in as_lines([row for row in rows if row is not None]):
            typer.echo(line)
        return
    match form:
        case Form.JSON:
            print_json(found)
        case Form.LINES:
            for line in as_lines(found):
                typer.echo(line)
        case Form.CSV:
            typer.echo(as_csv(found), nl=False)


@app.command()
def labels() -> None:
    """Audited answers with what people said of them, a JSON object a line, as `candor calibrate` takes them."""
    with connect(read_settings()) as client:
        rows = (labelled_row(escalation) for escalation in _taught(client))
        for row in (row for row in rows if row is not None):
            typer.echo(json.dumps(row, ensure_ascii=False))


def _taught(client: httpx.Client) -> list[dict[str, Any]]:
    """What was decided, but for the demo's: nobody decided that."""
    return [one for one in _all(client, "resolved") if one["collection"] not in POLICIES]


def _all(client: httpx.Client, status: str | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    params: dict[str, str] = {"limit": "200"} | ({"status": status} if status else {})
    while True:
        page = checked(client.get("/v1/escalations", params=params)).json()
        found += page["escalations"]
        if page["next_cursor"] is None:
            return found
        params["cursor"] = page["next_cursor"]


def _question(escalation: dict[str, Any]) -> str:
    answer = escalation["answer"]
    return str(answer["question"] if answer else escalation["reason"])[:80]


def _report(escalation: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(escalation)
    else:
        typer.echo(f"{escalation['id']} is {escalation['status']}.")
