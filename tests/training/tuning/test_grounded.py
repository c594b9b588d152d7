"""Rows of the public and written sets hold their answer, with its mark, or none; nothing kept out is among them."""

import json
from pathlib import Path

import pytest

from evaluation.kept_out import kept_questions
from evaluation.splits import held_out
from generation.templates import NO_ANSWER
from tests.training.judge.made_up import write_everything
from text.marks import cited_passages
from training.commands import main
from training.tuning.grounded import grounded_rows, marked
from training.tuning.rows import TuningRow, read_rows


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_everything(tmp_path / "data")
    return tmp_path / "data"


def test_each_answer_stands_in_the_passage_that_it_names(data: Path) -> None:
    rows = grounded_rows(data, seed=1)
    answered = [row for row in rows if not row.abstains]
    assert answered
    assert len(answered) < len(rows)
    for row in answered:
        [place] = cited_passages(row.wanted)
        assert any(gold in row.passages[place].text for gold in row.golds) or not row.golds or "1921" in row.wanted


def test_what_has_no_answer_has_no_passage_with_one(data: Path) -> None:
    asked = [row for row in grounded_rows(data, seed=1) if row.abstains and row.question.startswith("When")]
    assert not [row for row in asked if any("1921" in passage.text for passage in row.passages)]


def test_nothing_that_is_kept_out_is_learnt_from(data: Path) -> None:
    rows = grounded_rows(data, seed=1)
    kept = kept_questions(data, 1000, seed=1)
    assert not [row for row in rows if held_out(row.document)]
    written = {row.document for row in rows if row.document.startswith("x-")}
    assert written == {f"x-{number:03}" for number in range(1, 8)}
    assert not {(row.question, row.document) for row in rows} & {(one.question, one.documents[0]) for one in kept}


def test_so_many_of_each_set_are_the_same_for_the_same_seed(data: Path) -> None:
    assert grounded_rows(data, seed=3, most_a_set=2) == grounded_rows(data, seed=3, most_a_set=2)
    assert len(grounded_rows(data, seed=3, most_a_set=1)) <= 5


def test_a_mark_stands_before_the_stop_of_its_sentence() -> None:
    passages = ["The boathouse opens at nine.", "A canoe costs 45 euros a day."]
    said = marked("A canoe costs 45 euros. It opens at nine [2]! Ask", passages)
    assert said == "A canoe costs 45 euros [2]. It opens at nine [1]! Ask"


def test_they_are_written_as_a_run_reads_them(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "rows.jsonl"
    assert main(["prepare", "llm", "--data", str(data), "--out", str(out), "--most", "3"]) == 0
    rows = read_rows([out])
    assert json.loads(out.read_text().splitlines()[0])["question"]
    assert f"{len(rows)} rows" in capsys.readouterr().out
    assert all(isinstance(row, TuningRow) and (row.abstains or NO_ANSWER not in row.wanted) for row in rows)


def test_a_set_that_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", "llm", "--data", str(tmp_path), "--out", str(tmp_path / "rows.jsonl")]) == 1
    assert "is missing" in capsys.readouterr().err
