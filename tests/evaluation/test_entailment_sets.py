"""Entailment as claims against evidence."""

from pathlib import Path

import pytest

from domain.answers import Support
from evaluation.entailment_sets import LEFT_OUT, entailment, entailment_names
from evaluation.files import MissingData
from tests.evaluation.data_sets import nli_folder


def test_each_label_is_what_a_perfect_check_would_say(tmp_path: Path) -> None:
    found = entailment(nli_folder(tmp_path), "mnli_matched_dev")
    assert [(one.support, one.row.wrong) for one in found.trials[:3]] == [
        (Support.SUPPORTED, False),
        (Support.UNSUPPORTED, True),
        (Support.CONTRADICTED, True),
    ]
    assert found.trials[0].row.passages == (found.trials[0].row.group,)


def test_a_set_of_two_classes_knows_wrong_from_right_alone(tmp_path: Path) -> None:
    found = entailment(nli_folder(tmp_path), "hans_regenerated_dev")
    assert [(one.support, one.row.wrong) for one in found.trials[:2]] == [(Support.SUPPORTED, False), (None, True)]


def test_what_a_judge_may_have_learnt_from_is_no_measure(tmp_path: Path) -> None:
    names = entailment_names(nli_folder(tmp_path))
    assert names == ["mnli_matched_dev", "hans_regenerated_dev", "med_dev"]
    assert "paws_wiki_dev" in LEFT_OUT


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="mnli_matched_dev"):
        entailment_names(tmp_path)
    with pytest.raises(MissingData, match="med_dev"):
        entailment(tmp_path, "med_dev")
