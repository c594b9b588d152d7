"""How an answer was found, as `candor ask --explain` prints it."""

from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from server.cli.commands.output import console, place_of

_LEFT = {
    "superseded": "an older rule",
    "repeats_the_question": "repeats the question",
    "lacks_what_is_asked_anew": "lacks what is asked anew",
    "unlikely": "unlikely to answer",
    "less_likely": "less likely than the best",
    "said_already": "says the same again",
    "off_point": "the check: does not answer the question",
}


def print_explanation(explanation: dict[str, Any] | None) -> None:
    """What was searched for, what was found, and what the answer was chosen from."""
    if explanation is None:
        _say("nothing was searched for")
        return
    _say(f"searched for: {explanation['query']}")
    passages, candidates = explanation["passages"], explanation["candidates"]
    if not passages:
        _say("no passage was found")
        return
    console.print(_passages(passages))
    if explanation["answered_by"] == "computation":
        _say("the answer was computed from a table, not chosen from sentences")
        return
    is_written = explanation["answered_by"] == "model"
    if is_written:
        _say(f"the answer was written by {explanation['model']}; what would be quoted without it:")
    console.print(_candidates(candidates, quoted="would be quoted" if is_written else "quoted"))


def _passages(passages: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE, title="passages", title_justify="left")
    table.add_column("", justify="right")
    table.add_column("passage", overflow="fold")
    for name in ("relevance", "dense", "lexical"):
        table.add_column(name, justify="right")
    for number, passage in enumerate(passages, 1):
        scores = passage["scores"]
        table.add_row(
            f"[{number}]",
            Text(f"{passage['document']}{place_of(passage)}"),
            *(
                "–" if score is None else f"{score:.2f}"  # each search has a score for what it found itself
                for score in (passage["relevance"], scores["dense"], scores["lexical"])
            ),
        )
    return table


def _candidates(candidates: list[dict[str, Any]], *, quoted: str) -> Table:
    table = Table(box=box.SIMPLE, title="candidates, likeliest first", title_justify="left")
    table.add_column("answers", justify="right")
    table.add_column("")
    table.add_column("candidate", overflow="fold", ratio=3)
    table.add_column("", overflow="fold", ratio=1)
    for one in candidates:
        left = one["left"]
        why = Text(quoted, style="green") if left is None else Text(_LEFT.get(left, left), style="dim")
        table.add_row(f"{one['probability']:.0%}", f"[{one['passage'] + 1}]", Text(one["text"]), why)
    return table


def _say(text: str) -> None:
    console.print(text, markup=False, highlight=False, style="dim")
