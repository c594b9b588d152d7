"""Blocks become rows with their labels; every eighth is kept for calibration, and a validation file is never learnt."""

from pathlib import Path

import pytest

from evaluation.files import MissingData
from tests.training.judge.made_up import EVIDENCE, answers_block, claims_block, write_lines
from training.judge.rows import Label, WrongPart
from training.judge.written import (
    OWN_FOLDER,
    block_rows,
    calibration_rows,
    measured_rows,
    training_files,
    training_rows,
)


def test_a_claim_is_read_beside_its_evidence_under_the_name_of_its_source() -> None:
    right, wrong, fragment = block_rows(claims_block(1))
    assert right.evidence == f"Town guide. {EVIDENCE}"
    assert (right.label, wrong.label, fragment.label) == (Label.SUPPORTED, Label.CONTRADICTED, Label.UNSUPPORTED)
    assert (right.question, fragment.question) == ("", "Is it open?")
    assert right.answers is None


def test_only_a_supported_claim_has_no_unsupported_word_the_words_of_others_are_not_known() -> None:
    right, wrong, _ = block_rows(claims_block(1))
    assert (right.unsupported, wrong.unsupported) == ((), None)


def test_an_answer_is_read_beside_all_passages_and_an_abstention_is_no_row() -> None:
    right, beside = block_rows(answers_block(1))
    assert right.evidence == f"Town guide. {EVIDENCE} Prices. Tickets cost 4 euros."
    assert (right.answers, beside.answers) == (True, False)
    assert (right.label, beside.label) == (Label.SUPPORTED, Label.SUPPORTED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("claims_a", "claims_validation", "claims_pairs_validation", "claims_hu_de", "claims_hu_de_validation"):
        write_lines(tmp_path / f"{name}.jsonl", [claims_block(number) for number in range(17)])
    write_lines(tmp_path / "answers_a.jsonl", [answers_block(number) for number in range(17)])
    return tmp_path


def test_every_eighth_block_of_each_file_is_kept_for_calibration(folder: Path) -> None:
    paths = [folder / "claims_a.jsonl", folder / "answers_a.jsonl"]
    kept = {row.claim for row in calibration_rows(paths) if row.kind == "date"}
    assert kept == {f"The museum opened in {year}, {number}." for year in (1921, 1931) for number in (0, 8, 16)}
    learnt = training_rows(paths)
    assert len(learnt) == 14 * 3 + 14 * 2
    assert not kept & {row.claim for row in learnt}
    asked = {row.question for row in calibration_rows(paths[1:])}
    assert asked == {f"When did it open, {number}?" for number in (0, 8, 16)}
    assert not asked & {row.question for row in learnt}


def test_validation_files_are_never_among_the_training_files(folder: Path) -> None:
    names = [path.name for path in training_files([folder], hungarian_and_german=True)]
    assert names == ["answers_a.jsonl", "claims_a.jsonl", "claims_hu_de.jsonl"]


def test_hungarian_and_german_are_for_a_base_that_reads_them(folder: Path) -> None:
    names = [path.name for path in training_files([folder], hungarian_and_german=False)]
    assert names == ["answers_a.jsonl", "claims_a.jsonl"]


def test_a_validation_file_that_is_named_outright_is_refused(folder: Path) -> None:
    for rows in (training_rows, calibration_rows):
        with pytest.raises(WrongPart):
            rows([folder / "claims_validation.jsonl"])
    assert len(measured_rows(folder / "claims_validation.jsonl")) == 17 * 3


def test_a_file_that_lies_in_two_folders_is_read_once(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    write_lines(other / "claims_a.jsonl", [claims_block(1)])
    write_lines(other / "claims_b.jsonl", [claims_block(1)])
    paths = training_files([folder, other], hungarian_and_german=False)
    assert [path.relative_to(path.parents[1]).as_posix() for path in paths[-1:]] == [f"{other.name}/claims_b.jsonl"]
    assert sum(path.name == "claims_a.jsonl" for path in paths) == 1


def test_folders_without_blocks_are_missing_data(tmp_path: Path) -> None:
    with pytest.raises(MissingData):
        training_files([tmp_path], hungarian_and_german=False)


def test_the_projects_own_blocks_are_well_formed_and_their_words_tell_nothing_of_their_part() -> None:
    paths = training_files([OWN_FOLDER], hungarian_and_german=True)
    rows = training_rows(paths) + calibration_rows(paths)
    assert all(row.claim and row.evidence and row.label is not Label.UNKNOWN for row in rows)
    assert {row.label for row in rows} == {Label.SUPPORTED, Label.CONTRADICTED, Label.UNSUPPORTED}
    assert len({path.name for path in paths}) == len(paths) == len(list(OWN_FOLDER.glob("*.jsonl")))
