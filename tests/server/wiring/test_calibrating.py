"""A calibration is kept whole in the data folder and counts for the judge that it was made of."""

import json
from pathlib import Path

import pytest
import structlog

from domain.errors import Misconfigured
from monitoring.verdict.calibration import Calibration, Figures, Quality
from server.cli.checkup import calibration_check
from server.wiring.calibrating import CALIBRATION_FILE, NOT_CALIBRATED, read_calibration, write_calibration
from server.wiring.settings import Settings
from tests.server.wiring.test_checking import ENGLISH, checking, folder, risk

__all__ = ["folder"]

QUALITY = Quality(0.8, 0.2, 0.5, 0.5, 0.7, 0.1)
FIGURES = Figures(30, 40, QUALITY, QUALITY)
DOUBTING = Calibration(1.0, 3.0)
WRONG = "The word3 is word4."


def test_what_was_written_is_read_back_and_nothing_else_is_left(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for calibration in (Calibration(2.0, 0.0), DOUBTING):
        path = write_calibration(data, "one@1", calibration, FIGURES)
    found = read_calibration(data, "one@1")
    assert found.calibration == DOUBTING
    assert found.note == "platt on 30 right and 40 wrong claims"
    assert list(data.iterdir()) == [path]
    assert read_calibration(tmp_path, "one@1") == NOT_CALIBRATED


def test_another_judges_calibration_is_ignored_and_says_so(folder: Path, tmp_path: Path) -> None:
    write_calibration(tmp_path, "another@1", DOUBTING, FIGURES)
    structlog.reset_defaults()  # tests are quiet otherwise
    with structlog.testing.capture_logs() as logs, checking(folder, data=tmp_path) as check:
        assert (check.calibrated.calibration, check.calibrated.ignored) == (None, True)
        assert check.fitted.claim_threshold == 0.3
        found = calibration_check(Settings(), check.calibrated)
    [said] = [line for line in logs if "calibration" in line["event"]]
    assert said["log_level"] == "warning"
    assert "another@1" in said["reason"]
    assert (found.ok, found.needed) == (False, False)
    assert "of another@1 and is ignored: candor calibrate FILE" in found.detail


@pytest.mark.parametrize("judge", ["default", "small"])
def test_a_calibration_comes_on_top_of_what_was_fitted(folder: Path, tmp_path: Path, judge: str) -> None:
    with checking(folder, data=tmp_path, judge=judge) as plain:
        before = risk(plain, WRONG, ENGLISH)
        identity, limit = plain.judge_identity, plain.fitted.claim_threshold
    assert before is not None
    write_calibration(tmp_path, identity, DOUBTING, FIGURES)
    with checking(folder, data=tmp_path, judge=judge) as check:
        after = risk(check, WRONG, ENGLISH)
        assert after == pytest.approx(DOUBTING(before))
        assert after > before
        assert check.fitted.claim_threshold == pytest.approx(1 / 6)
        assert check.uncalibrated_threshold == limit
        named = check.calibrated.named(identity)
        assert named.startswith(f"{identity}+platt:")
        assert calibration_check(Settings(), check.calibrated).ok
    with checking(folder, data=tmp_path, judge=judge, wrong_answer_cost=9) as check:
        assert check.fitted.claim_threshold == pytest.approx(0.1)


def test_what_the_judge_cannot_read_is_not_scored_for_it(folder: Path, tmp_path: Path) -> None:
    from monitoring.detectors.detection import Inspection

    claims, passages = (ENGLISH, "A word1 és word2."), (ENGLISH, "A word1 és word2.")
    inspection = Inspection(claims, (frozenset(),) * 2, passages, "", ())
    with checking(folder, data=tmp_path) as check, checking(folder, data=tmp_path, judge="small") as small:
        assert [one is None for one in check.score(inspection)] == [False, True]
        assert None not in small.score(inspection)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"judge": "one", "method": "platt", "scale": -1, "shift": 0}'])
def test_a_damaged_calibration_says_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / CALIBRATION_FILE).write_text(content)
    with pytest.raises(Misconfigured, match=r"calibration\.json is damaged.*Delete it, then run candor calibrate"):
        read_calibration(tmp_path, "one@1")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(Misconfigured, match=r"calibration\.json cannot be written"):
        write_calibration(tmp_path / "data", "one@1", DOUBTING, FIGURES)


def test_a_hub_judge_without_a_calibration_is_told_of(tmp_path: Path) -> None:
    found = calibration_check(Settings(judge="hub:owner/name"), NOT_CALIBRATED)
    assert (found.ok, found.needed) == (False, False)
    assert found.detail == "not calibrated: none was made: candor calibrate FILE"
    assert calibration_check(Settings(judge="small"), NOT_CALIBRATED).ok


def test_the_file_names_its_judge_and_its_figures(tmp_path: Path) -> None:
    stored = json.loads(write_calibration(tmp_path, "one@1", DOUBTING, FIGURES).read_text())
    assert (stored["judge"], stored["method"], stored["right"], stored["wrong"]) == ("one@1", "platt", 30, 40)
    assert stored["after"]["auroc"] == 0.8
