"""What people decided becomes rows to learn from: their answers, and beside them what a model said instead."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from generation.templates import NO_ANSWER
from server.cli.command_line import app
from server.cli.commands import escalations
from server.cli.corrected import Purpose, tuning_row
from training.tuning.rows import read_rows


def case(resolution: str = "edit", text: str = "For a month.", **changes: Any) -> dict[str, Any]:
    evidence = [{"passage": 1, "start": 0, "end": 3, "quote": "Six"}]
    answer = {
        "query": "How long may I keep a book?",
        "text": "For three weeks [2].\n\nA person will look at the rest.",
        "notice": "A person will look at the rest.",
        "withheld": {"text": "Or a year [1].", "claims": []},
        "claims": [{"evidence": evidence}, {"evidence": []}],
        "passages": [{"document": "staff.md", "text": "Of leave."}, {"document": "library.md", "text": "Six books."}],
        "by_person": None,
        "outcome": "flagged",
        **changes.pop("answer", {}),
    }
    return {
        "answer": answer,
        "resolution": {"resolution": resolution, "text": text, "labels": []},
        "kind": "flagged",
        "collection": "default",
        **changes,
    }


def test_an_edit_teaches_what_the_person_wrote_and_rejects_what_the_model_did(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps(tuning_row(case(), Purpose.DPO)))
    [row] = read_rows([tmp_path / "rows.jsonl"])
    assert (row.question, row.wanted) == ("How long may I keep a book?", "For a month.")
    assert row.rejected == "For three weeks [2]. Or a year [1]."
    assert row.group == "library.md"
    assert [passage.source for passage in row.passages] == ["staff.md", "library.md"]


def test_answers_to_be_given_come_without_those_that_are_not() -> None:
    row = tuning_row(case(), Purpose.SFT)
    assert row is not None
    assert "rejected" not in row


def test_an_approval_teaches_the_models_own_answer_and_prefers_nothing() -> None:
    row = tuning_row(case("approve", ""), Purpose.SFT)
    assert row is not None
    assert row["answer"] == "For three weeks [2]. Or a year [1]."
    assert tuning_row(case("approve", ""), Purpose.DPO) is None


def test_what_is_not_in_the_documents_teaches_to_say_so() -> None:
    row = tuning_row(case("not_in_documents", "That is not in our documents."), Purpose.DPO)
    assert row is not None
    assert (row["answer"], row["rejected"]) == (NO_ANSWER, "For three weeks [2]. Or a year [1].")


def test_an_abstention_is_taught_in_one_wording_and_never_rejected() -> None:
    abstained = {
        "text": "The documents do not say that. Nearest to it: prices.",
        "outcome": "abstained",
        "withheld": None,
    }
    row = tuning_row(case("approve", "", answer=abstained), Purpose.SFT)
    assert row is not None
    assert row["answer"] == NO_ANSWER
    assert tuning_row(case("not_in_documents", "", answer=abstained), Purpose.DPO) is None


def test_a_suspended_reply_says_nothing_of_what_the_model_wrote() -> None:
    assert tuning_row(case("approve", "", kind="suspended"), Purpose.SFT) is None


def test_an_answer_that_was_approved_though_something_in_it_is_wrong_teaches_nothing() -> None:
    audited = case("approve", "")
    audited["resolution"]["labels"] = [{"claim": 1, "support": "unsupported", "answers": None}]
    assert tuning_row(audited, Purpose.SFT) is None


def test_what_a_person_said_before_is_never_rejected() -> None:
    by_person = case(answer={"by_person": {"verified_id": "1"}})
    assert tuning_row(by_person, Purpose.DPO) is None
    assert tuning_row(by_person, Purpose.SFT) is not None


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_case_that_is_rejected_or_open_or_has_no_answer_teaches_nothing(purpose: Purpose) -> None:
    assert tuning_row(case("reject", "No."), purpose) is None
    assert tuning_row(case(resolution="edit") | {"resolution": None}, purpose) is None
    assert tuning_row(case() | {"answer": None}, purpose) is None


def test_without_passages_there_is_no_document() -> None:
    row = tuning_row(case(answer={"passages": [], "claims": [], "withheld": None}), Purpose.SFT)
    assert row is not None
    assert row["document"] == ""


def test_the_export_prints_a_row_a_line_of_what_was_decided_and_none_of_the_demos(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invented = case(collection="demo-desk")
    pages = {None: ([case(), invented, case("reject", "No.")], "2"), "2": ([case("approve", "")], None)}

    def reply(request: httpx.Request) -> httpx.Response:
        assert request.url.params["status"] == "resolved"
        found, cursor = pages[request.url.params.get("cursor")]
        return httpx.Response(200, json={"escalations": found, "next_cursor": cursor})

    def connect(_: object) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(reply), base_url="http://candor")

    monkeypatch.setattr(escalations, "connect", connect)
    shown = {
        purpose: CliRunner().invoke(app, ["escalations", "export", "--for", purpose]).output.splitlines()
        for purpose in Purpose
    }
    assert [json.loads(line)["answer"] for line in shown[Purpose.SFT]] == [
        "For a month.",
        "For three weeks [2]. Or a year [1].",
    ]
    assert [json.loads(line)["rejected"] for line in shown[Purpose.DPO]] == ["For three weeks [2]. Or a year [1]."]
