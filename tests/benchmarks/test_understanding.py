"""The command from written blocks to tables: every judge beside the floors."""

import json
from pathlib import Path

import pytest

from benchmarks import entailment, understanding
from tests.benchmarks.check_fakes import written_folder
from tests.evaluation.data_sets import frank_rows, nli_folder, write_lines


def test_written_blocks_are_measured_by_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written_folder(tmp_path / "written")
    file = tmp_path / "figures.json"
    command = ["--data", str(tmp_path), "--judge", "network", "--json", str(file)]
    assert understanding.main([*command, "claims_validation", "answers_validation"]) == 0
    out = capsys.readouterr().out
    assert "| claims_validation  | network" in out
    assert "new words" in out
    assert "| off_point" in out
    claims, answers = json.loads(file.read_text(encoding="utf-8"))["results"]
    assert (claims["rows"], answers["rows"]) == (18, 18)
    assert answers["methods"][0]["whole"]["off_point_rows"] == 6
    assert answers["methods"][0]["kinds"]["off_point"]["rows"] == 6


def test_a_missing_file_fails_plainly_and_the_others_are_still_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written_folder(tmp_path / "written")
    command = ["--data", str(tmp_path), "--judge", "network", "--limit", "4"]
    assert understanding.main([*command, "claims_z", "claims_validation"]) == 1
    printed = capsys.readouterr()
    assert "claims_z.jsonl is missing" in printed.err
    assert "a sample of 4 of 18" in printed.out


def test_entailment_and_summaries_stand_in_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nli_folder(tmp_path)
    write_lines(tmp_path / "frank" / "frank_with_text.jsonl", frank_rows(16))
    command = ["--data", str(tmp_path), "--judge", "network", "--limit", "6"]
    assert (
        entailment.main([*command, "--set", "mnli_matched_dev", "--set", "hans_regenerated_dev", "--set", "frank"]) == 0
    )
    out = capsys.readouterr().out
    for name in ("mnli_matched_dev", "hans_regenerated_dev", "frank"):
        assert f"| {name}" in out
    assert "med_dev" not in out


def test_a_set_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--data", str(tmp_path), "--judge", "network"]
    assert entailment.main([*command, "--set", "nli"]) == 1
    assert "mnli_matched_dev" in capsys.readouterr().err
    assert entailment.main([*command, "--set", "wice"]) == 1
    assert "test.jsonl is missing" in capsys.readouterr().err
    nli_folder(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        entailment.main([*command, "--set", "nothing_dev"])
    assert stopped.value.code == 2


def test_models_that_are_not_there_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written_folder(tmp_path / "written")
    command = ["--data", str(tmp_path), "--models", str(tmp_path / "none"), "--judge", "network"]
    assert understanding.main(command) == 1
    assert str(tmp_path / "none") in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--limit", "-1"], ["--limit", "many"]])
def test_wrong_use_is_told_apart_from_failure(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        understanding.main(wrong)
    assert stopped.value.code == 2
