"""Public data sets become typed rows, and a missing one is named."""

import json
from pathlib import Path

import pytest

from evaluation import sources
from evaluation.files import MissingData
from training import commands


def _write_lines(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def test_a_missing_set_says_which_file_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"dev-v2\.0\.json is missing.*CANDOR_BENCHMARK_DATA"):
        sources.squad(tmp_path)


def test_the_command_line_fails_plainly_where_data_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["evaluate", "ranking", "--data", str(tmp_path)]) == 1
    assert "corpus.jsonl is missing" in capsys.readouterr().err


def test_an_action_that_does_not_exist_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["train", "ranking"]) == 2
    assert "no `train ranking`" in capsys.readouterr().err


def test_ragtruth_passages_lose_their_numbers_keep_their_order_and_hold_no_test_row(tmp_path: Path) -> None:
    info = {"question": "how long", "passages": "passage 1:One day.\n\npassage 2:Two: days.\n\n"}
    _write_lines(
        tmp_path / "ragtruth" / "source_info.jsonl", [{"source_id": "7", "task_type": "QA", "source_info": info}]
    )
    labels = [
        {"start": 4, "end": 8, "label_type": "Evident Conflict"},
        {"start": 0, "end": 3, "label_type": "Subtle Baseless Info"},
    ]
    _write_lines(
        tmp_path / "ragtruth" / "response.jsonl",
        [
            {"source_id": "7", "model": "m", "labels": labels, "response": "One week.", "split": "train"},
            {"source_id": "7", "model": "m", "labels": [], "response": "One day.", "split": "test"},
        ],
    )
    (row,) = sources.ragtruth(tmp_path)
    assert row.passages == ("One day.", "Two: days.")
    assert (row.question, row.spans, row.conflicts) == ("how long", ((0, 3), (4, 8)), ((4, 8),))


def test_squad_rows_keep_their_answer_in_place(tmp_path: Path) -> None:
    questions = [
        {"question": "Who?", "answers": [{"text": "Ivo", "answer_start": 3}]},
        {"question": "Why?", "answers": []},
    ]
    article = {"title": "t", "paragraphs": [{"context": "It Ivo was.", "qas": questions}]}
    path = tmp_path / "squad2_dev_half" / "dev-v2.0.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"data": [article]}))
    answered, unanswerable = sources.squad(tmp_path)
    assert answered.answer is not None
    assert answered.passage[slice(*answered.answer)] == "Ivo"
    assert unanswerable.answer is None


def test_a_ranking_keeps_judged_queries_only(tmp_path: Path) -> None:
    _write_lines(tmp_path / "corpus.jsonl", [{"_id": "d1", "title": "Title", "text": "text"}])
    _write_lines(tmp_path / "queries.jsonl", [{"_id": "q1", "text": "one"}, {"_id": "q2", "text": "two"}])
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td1\t0\n")
    found = sources.ranking(tmp_path, qrels="test")
    assert found.documents == {"d1": "Title. text"}
    assert found.queries == {"q1": "one"}
    assert found.relevant == {"q1": {"d1"}}
