"""`candor ask` and `candor verify`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from domain.tasks import TaskKind
from server.cli.client import checked, connect
from server.cli.commands.explaining import print_explanation
from server.cli.commands.output import AsJson, console, place_of, print_json
from server.wiring.settings import read_settings

_STYLES = {"supported": "green", "unchecked": "yellow", "unsupported": "red", "contradicted": "bold red"}
_MARKS = {"supported": "✓", "unchecked": "?", "unsupported": "✗", "contradicted": "✗✗"}
_VALUES = {
    "same": "stands in the passages",
    "other": "the passages have another",
    "computed": "computed from the passages",
    "absent": "not in the passages",
}
_REASONS = {
    "off_point": "does not answer the question",
    "wrong_abstention": "the documents likely hold an answer",
    "no_question": "nothing was asked of the documents",
    "not_computable": "the tables do not give this figure",
    "unsupported": "no passage says it",
    "contradicted": "a passage says otherwise",
    "repeated": "it is said already",
}


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    collection: Annotated[str, typer.Option(help="Which documents to ask.")] = "default",
    model: Annotated[str, typer.Option(help="Which model answers.")] = "default",
    task: Annotated[TaskKind, typer.Option(help="What is made of it; see docs/tasks.md.")] = TaskKind.QA,
    document: Annotated[list[str] | None, typer.Option(help="Id of a document to do a task with.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the answer was found.")] = False,  # noqa: FBT002 - typer's form of a flag
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Answers from the documents, the short answer first, with each sentence's check, its values and sources."""
    body = {
        "model": model,
        "messages": [{"role": "user", "content": question}],
        "candor": {"collection": collection, "explain": explain, **_task(task, document or [])},
    }
    with connect(read_settings()) as client:
        completion = checked(client.post("/v1/chat/completions", json=body)).json()
    if as_json:
        print_json(completion)
        return
    message = completion["choices"][0]["message"]
    if (short := completion["candor"]["short_answer"]) is not None:
        console.print(short["text"], markup=False, highlight=False, style="bold")
    if (asked := completion["candor"]["rewritten_question"]) is not None:
        console.print(f"asked as: {asked}", markup=False, highlight=False, style="dim")
    print_answer(message["content"], completion["candor"]["claims"])
    for citation in message["annotations"]:
        said = citation["stated"]["text"]
        source = f"{citation['document']}{', ' if said else ''}{said}{place_of(citation)}"
        console.print(f"  [{citation['index']}] {source}", markup=False, style="dim")
    _print_computation(completion["candor"]["computation"])
    _print_repairs(completion["candor"]["repairs"])
    _print_outcome(completion["candor"])
    if explain:
        print_explanation(completion["candor"]["explanation"])


def _task(task: TaskKind, documents: list[str]) -> dict[str, Any]:
    """What is asked for beside an answer; nothing where that is an answer."""
    return {} if task is TaskKind.QA else {"task": task.value, "document_ids": documents}


def verify(
    answer: Annotated[str, typer.Argument(help="The answer to check, or - to read it from standard input.")],
    passages: Annotated[list[Path], typer.Option("--passage", exists=True, help="A text file with evidence.")],
    question: Annotated[str | None, typer.Option(help="The question, to check that it is answered.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Checks any answer against text files; fails if a sentence is not supported or none answers the question."""
    text = typer.get_text_stream("stdin").read() if answer == "-" else answer
    body: dict[str, Any] = {"answer": text, "passages": [path.read_text(encoding="utf-8") for path in passages]}
    if question is not None:
        body["question"] = question
    with connect(read_settings()) as client:
        result = checked(client.post("/v1/verify", json=body)).json()
    if as_json:
        print_json(result)
    else:
        print_answer(text, result["claims"])
        _print_outcome(result)
    if result["support"] != "supported" or result["reason"] is not None:
        raise typer.Exit(1)


def print_answer(content: str, claims: list[dict[str, Any]]) -> None:
    """A line a claim, with its sign, and what stands between them."""
    reached = 0
    for claim in claims:
        _print_unchecked(content[reached : claim["start"]])
        support = claim["support"]
        console.print(f"{_MARKS[support]} ", style=_STYLES[support], end="")
        console.print(claim["text"], markup=False, highlight=False)
        for value in claim["values"]:
            quotes = " … ".join(f"“{evidence['quote']}”" for evidence in value["evidence"])
            line = f"    {value['text']}: {_VALUES[value['state']]}{': ' if quotes else ''}{quotes}"
            console.print(line, markup=False, highlight=False, style="dim")
        if claim["answers_question"] is False:
            console.print("    does not answer the question", style="dim")
        reached = claim["end"]
    _print_unchecked(content[reached:])


def _print_unchecked(text: str) -> None:
    if text.strip():
        console.print(text.strip(), markup=False, highlight=False)


def _print_computation(computation: dict[str, Any] | None) -> None:
    """The query in words, and the rows behind it."""
    if computation is None:
        return
    count, shown = computation["source_rows"], len(computation["rows"])
    first = f"; the first {shown}:" if shown < count else ":"
    console.print(f"computed: {computation['told']}", markup=False, highlight=False)
    rows = f"over {count} row{'' if count == 1 else 's'} of {computation['document']}{first}"
    console.print(rows, markup=False, highlight=False, style="dim")
    if shown:
        table = Table(box=box.SIMPLE)
        for name in computation["columns"]:
            table.add_column(Text(name))
        for row in computation["rows"]:
            table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
        console.print(table)


def _print_repairs(repairs: list[dict[str, Any]]) -> None:
    """What was changed before it was shown, and why."""
    for repair in repairs:
        was = f", was: {repair['original']}" if repair["original"] else ""
        now = f"rewritten: {repair['text']}" if repair["text"] else "left out"
        line = f"{now} ({_REASONS.get(repair['reason'], repair['reason'])}{was})"
        console.print(line, markup=False, highlight=False, style="dim")


def _print_outcome(checked_answer: dict[str, Any]) -> None:
    reason = checked_answer["reason"]
    why = "" if reason is None else f" ({reason}: {_REASONS.get(reason, reason)})"
    console.print(f"outcome: {checked_answer['outcome']}{why}", style="dim", highlight=False)
