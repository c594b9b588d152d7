"""Written blocks become trials that know what each claim is."""

from pathlib import Path

import pytest

from domain.answers import Support
from evaluation.files import MissingData
from evaluation.written import trials_of, written
from tests.benchmarks.check_fakes import answers_block, claims_block, written_folder


def test_a_claim_is_held_against_its_evidence_under_the_name_of_its_source() -> None:
    right, wrong, fragment = trials_of(claims_block(1))
    assert right.row.passages == ("Mill · Guide\nThe mill grinds 21 tonnes. It opens at nine.",)
    assert (right.row.wrong, right.support, right.kind) == (False, Support.SUPPORTED, "paraphrase")
    assert (wrong.row.wrong, wrong.support) == (True, Support.CONTRADICTED)
    assert (fragment.row.question, right.row.question) == ("When does it open?", "")
    assert {one.row.group for one in (right, wrong, fragment)} == {"c-1"}


def test_an_answer_off_the_point_is_wrong_and_known_as_such() -> None:
    full, off, wrong = trials_of(answers_block(1))
    assert (full.row.wrong, full.to_the_point) == (False, True)
    assert (off.row.wrong, off.support, off.to_the_point) == (True, Support.SUPPORTED, False)
    assert (wrong.row.wrong, wrong.to_the_point) == (True, None)
    assert len(full.row.passages) == 2


def test_abstentions_claim_nothing_and_are_left_out(tmp_path: Path) -> None:
    found = written(written_folder(tmp_path), "answers_validation")
    assert len(found.trials) == 18
    assert not any("do not say" in trial.row.answer for trial in found.trials)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"claims_z\.jsonl is missing"):
        written(tmp_path, "claims_z")
