"""What checks answers follows from the settings: which judge, in which language, and what a wrong answer costs."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.errors import Misconfigured
from inference.options import RuntimeOptions
from monitoring.detectors import judge_signals
from monitoring.detectors.detection import Inspection
from server.wiring.checking import Check, open_check, threshold_at
from server.wiring.settings import Settings
from tests.inference.tiny_models import write_grounding, write_judge
from tests.monitoring.detectors.word_judge import QuietReader
from tests.monitoring.risk_models import risk_details

ENGLISH, HUNGARIAN = "The word1 is word2.", "A word1 és word2."
FITTED = {"answer_threshold": 0.8, "grey_band": [0.2, 0.7]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    models = tmp_path_factory.mktemp("models")
    small = {"risk": risk_details(), "selfcheck": {"scale": 1, "shift": 0}, "claim_threshold": 0.4, **FITTED}
    write_grounding(models / "grounding", small)
    risk = risk_details()
    risk["claim"] |= {"weights": dict.fromkeys(judge_signals.SIGNALS, 0.0) | {"not_supported": 1.0}}
    risk |= {"answers": [2.0, 0.5], "off_point": 0.25}
    write_judge(models / "judge", {"risk": risk, "claim_threshold": 0.3, **FITTED})
    return models


def settings(models: Path, **changes: object) -> Settings:
    return Settings.model_validate({"models": models, **changes})


@contextmanager
def checking(models: Path, **changes: object) -> Iterator[Check]:
    with open_check(settings(models, **changes), RuntimeOptions(threads=1), QuietReader()) as check:
        yield check


def risk(check: Check, claim: str, *passages: str) -> float | None:
    [found] = check.grounding.assess(Inspection((claim,), (frozenset(),), passages, "", ()))
    return None if found is None else found.risk


def test_by_default_the_judge_checks_with_what_was_fitted_for_it(folder: Path) -> None:
    with checking(folder) as check:
        assert (check.grounding.name, check.grounding.reads_question) == ("judge", True)
        assert check.judge_identity.startswith("tiny-judge@1:")
        assert check.consistency_identity.startswith("tiny-grounding@1:")
        assert (check.fitted.claim_threshold, check.fitted.risk.off_point) == (0.3, 0.25)
        assert risk(check, ENGLISH, ENGLISH) == pytest.approx(0.002, abs=0.01)


def test_the_small_judge_needs_no_other_and_checks_with_what_was_fitted_for_it(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "grounding", tmp_path / "grounding")
    with checking(tmp_path, judge="small") as check:
        assert (check.grounding.name, check.grounding.reads_question) == ("grounding", False)
        assert check.judge_identity == check.consistency_identity
        assert (check.fitted.claim_threshold, check.fitted.risk.off_point) == (0.4, 0.0)
        assert risk(check, ENGLISH, ENGLISH) is not None


def test_the_small_judge_reads_what_the_other_cannot_and_neither_a_language_of_no_passage(folder: Path) -> None:
    with checking(folder) as check, checking(folder, judge="small") as small:
        assert risk(check, HUNGARIAN, HUNGARIAN) == risk(small, HUNGARIAN, HUNGARIAN)
        assert risk(check, HUNGARIAN, HUNGARIAN) != risk(check, ENGLISH, ENGLISH)
        assert risk(check, "Das word1 ist word2.", ENGLISH) is None


@pytest.mark.parametrize("judge", ["default", "small"])
def test_a_threshold_follows_from_what_a_wrong_answer_costs(folder: Path, judge: str) -> None:
    with checking(folder, judge=judge, wrong_answer_cost=9) as check:
        assert check.fitted.claim_threshold == pytest.approx(0.1)
        assert (check.fitted.answer_threshold, check.fitted.grey_band.high) == (0.8, 0.7)


@given(cost=st.floats(0.01, 1000), more=st.floats(0, 1000))
def test_the_dearer_a_wrong_answer_the_more_is_held_back(cost: float, more: float) -> None:
    limit = threshold_at(cost)
    assert 0 < threshold_at(cost + more) <= limit < 1
    # At the threshold to deliver costs as much as to hold back.
    assert limit * cost == pytest.approx(1 - limit)


@pytest.mark.parametrize("changes", [{"judge": "large"}, {"wrong_answer_cost": 0}, {"wrong_answer_cost": -5}])
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        settings(tmp_path, **changes)


def test_a_judge_that_is_missing_says_how_to_get_it(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "grounding", tmp_path / "grounding")
    with pytest.raises(Misconfigured, match=r"git checkout -- models/judge"), checking(tmp_path):
        pass


@pytest.mark.parametrize(
    "change",
    [
        {"risk": None},
        {"claim_threshold": None},
        {"grey_band": [0.6, 0.1]},
        {"risk": risk_details()},
    ],
)
def test_a_judge_without_its_calibration_says_how_to_mend_it(
    folder: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "judge" / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(Misconfigured, match=r"git checkout -- models/judge.*calibrate judge"), checking(tmp_path):
        pass
