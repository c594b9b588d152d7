"""Escalations as CSV for spreadsheets, and as a JSON object a line."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

_COLUMNS = (
    "id", "status", "kind", "reason", "collection", "created_at", "due_at", "sla", "first_sla", "assigned_to",
)  # fmt: skip
_OF_ANSWER = ("question", "text", "outcome", "risk", "model")
_OF_RESOLUTION = ("resolution", "text", "cause", "reviewer", "reuse")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_lines(escalations: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A JSON object each."""
    return (json.dumps(one, ensure_ascii=False) for one in escalations)


def as_csv(escalations: Sequence[dict[str, Any]]) -> str:
    """A row each, below a row of names."""
    out = io.StringIO()
    writer = csv.writer(out)
    named = [f"answer_{name}" for name in _OF_ANSWER] + [f"decided_{name}" for name in _OF_RESOLUTION]
    writer.writerow([*_COLUMNS, *named, "labels"])
    writer.writerows(map(_row, escalations))
    return out.getvalue()


def _row(escalation: dict[str, Any]) -> list[str]:
    answer, decided = escalation["answer"] or {}, escalation["resolution"] or {}
    labels = " ".join(map(_label, decided.get("labels", ())))
    cells = [
        *(escalation[name] for name in _COLUMNS),
        *(answer.get(name) for name in _OF_ANSWER),
        *(decided.get(name) for name in _OF_RESOLUTION),
        labels,
    ]
    return [_safe(cell) for cell in cells]


def _label(label: dict[str, Any]) -> str:
    beside = ":no_answer" if label["answers"] is False else ""
    return f"{label['claim']}:{label['support']}{beside}"


def _safe(cell: object) -> str:
    """A spreadsheet would compute what begins like a formula; a quote before it makes it text."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
