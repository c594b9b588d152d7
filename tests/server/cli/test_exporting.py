"""What is exported opens in a spreadsheet as text, and in a program line by line."""

import csv
import io
import json
from typing import Any

import pytest

from server.cli.commands.exporting import as_csv, as_lines


def escalation(**changes: Any) -> dict[str, Any]:
    names = ("id", "status", "kind", "reason", "collection", "created_at", "due_at", "sla", "first_sla", "assigned_to")
    answer = {
        "question": "When, and where?",
        "text": "At nine.\nHere.",
        "outcome": "flagged",
        "risk": 0.5,
        "model": "m",
    }
    decided = {
        "resolution": "edit", "text": "At ten.", "cause": None, "reviewer": "rita", "reuse": False,
        "labels": [
            {"claim": 0, "support": "supported", "answers": False},
            {"claim": 1, "support": "contradicted", "answers": None},
        ],
    }  # fmt: skip
    return {**dict.fromkeys(names, "x"), "answer": answer, "resolution": decided, **changes}


def rows(*escalations: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(escalations))))


def test_a_row_has_the_case_its_answer_and_its_decision() -> None:
    [row] = rows(escalation())
    assert (row["answer_question"], row["answer_text"]) == ("When, and where?", "At nine.\nHere.")
    assert (row["decided_text"], row["decided_reviewer"]) == ("At ten.", "rita")
    assert row["labels"] == "0:supported:no_answer 1:contradicted"


def test_what_is_not_there_is_an_empty_cell() -> None:
    [row] = rows(escalation(answer=None, resolution=None, assigned_to=None))
    assert {row["answer_text"], row["decided_text"], row["labels"], row["assigned_to"]} == {""}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    [row] = rows(escalation(reason=f"{start}cmd|' /C calc'!A0"))
    assert row["reason"].startswith(f"'{start}")


def test_lines_are_whole_objects() -> None:
    assert [json.loads(line)["id"] for line in as_lines([escalation(id="a"), escalation(id="b")])] == ["a", "b"]
