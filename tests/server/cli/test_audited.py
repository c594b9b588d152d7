"""What people said of audited answers is what `candor calibrate` reads."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.cli.audited import labelled_row
from server.cli.labelled_file import read_labelled


def audit(**changes: Any) -> dict[str, Any]:
    answer = {
        "query": "How many?",
        "text": "Six [1].\n\nA person will look at the rest.",
        "notice": "A person will look at the rest.",
        "withheld": {"text": "For a year [1].", "claims": []},
        "passages": [{"text": "Six books for three weeks."}],
    }
    resolution = {"resolution": "approve", "labels": [{"claim": 1, "support": "unsupported", "answers": None}]}
    return {"kind": "audit", "answer": answer, "resolution": resolution, **changes}


def test_an_audit_is_a_labelled_answer_with_what_was_withheld_of_it(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps(labelled_row(audit())))
    [row] = read_labelled(tmp_path / "rows.jsonl")
    assert (row.text, row.answer, row.wrong) == ("Six [1]. For a year [1].", True, True)
    assert (row.question, row.passages) == ("How many?", ("Six books for three weeks.",))


def test_a_right_answer_is_said_to_be_right() -> None:
    row = labelled_row(audit(resolution={"resolution": "approve", "labels": []}))
    assert row is not None
    assert row["label"] == "right"


def test_what_is_supported_and_no_answer_is_wrong() -> None:
    labels = [{"claim": 0, "support": "supported", "answers": False}]
    row = labelled_row(audit(resolution={"resolution": "approve", "labels": labels}))
    assert row is not None
    assert row["label"] == "wrong"


@pytest.mark.parametrize("changes", [{"kind": "flagged"}, {"resolution": None}, {"answer": None}])
def test_what_was_not_drawn_or_not_decided_is_left_out(changes: dict[str, Any]) -> None:
    assert labelled_row(audit(**changes)) is None
