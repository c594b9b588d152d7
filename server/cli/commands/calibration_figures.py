"""What `candor calibrate` shows: rows as they are judged, those that say nothing, and figures side by side."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.progress import track

from server.cli.commands.output import console, print_table

if TYPE_CHECKING:
    from monitoring.verdict.calibration import Quality
    from monitoring.verdict.labelled import Labelled, Left

_NAMES = {
    "auroc": "AUROC",
    "calibration_error": "calibration error",
    "log_loss": "log loss",
    "threshold": "not supported from risk",
    "wrong_caught": "wrong caught",
    "right_held": "right held back",
}


def shown(rows: "Sequence[Labelled]", *, quiet: bool) -> "Iterator[Labelled]":
    """The rows, with a bar unless `quiet`."""
    yield from track(rows, description="judging", console=console, transient=True, disable=quiet)


def print_left(left: "Counter[Left]") -> None:
    """How many rows say nothing, and why."""
    for reason, count in left.items():
        console.print(f"  {count} left out: {reason}", highlight=False)


def print_qualities(right: int, wrong: int, qualities: "Mapping[str, Quality]") -> None:
    """What was measured on so many rows, a column each."""
    console.print(f"  {right} right, {wrong} wrong", highlight=False)
    lines = [[title, *(_shown(name, one) for one in qualities.values())] for name, title in _NAMES.items()]
    print_table(["", *qualities], lines, empty="")


def _shown(name: str, quality: "Quality") -> str:
    value = getattr(quality, name)
    return "–" if value is None else f"{value:.3f}"
