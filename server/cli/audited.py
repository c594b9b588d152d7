"""Audited answers as labelled rows, for `candor calibrate`."""

from typing import Any

from domain.answers import Support
from domain.audits import is_wrong
from domain.reviews import ClaimLabel, ResolutionKind


def labelled_row(escalation: dict[str, Any]) -> dict[str, Any] | None:
    """The row of an audit, as the API tells it; null for what is none, or not decided yet."""
    answer, decided = escalation["answer"], escalation["resolution"]
    if escalation["kind"] != "audit" or answer is None or decided is None:
        return None
    said = [ClaimLabel(one["claim"], Support(one["support"]), one["answers"]) for one in decided["labels"]]
    return {
        "question": answer["query"],
        "passages": [passage["text"] for passage in answer["passages"]],
        "answer": written(answer),
        "label": "wrong" if is_wrong(ResolutionKind(decided["resolution"]), said) else "right",
    }


def written(answer: dict[str, Any]) -> str:
    """With what was withheld, and without a notice."""
    released = str(answer["text"]).removesuffix(answer["notice"] or "").rstrip()
    withheld = answer["withheld"]["text"] if answer["withheld"] else ""
    return f"{released} {withheld}".strip()
