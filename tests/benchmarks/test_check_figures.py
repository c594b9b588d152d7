"""Opinions of checks become the figures that they are, side by side with the floors."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.check_figures import FLOOR, NEW_WORDS, Measured, figures, measure, method
from benchmarks.check_report import CheckReport
from benchmarks.checks import Opinion
from domain.answers import Support
from evaluation.baselines import NEEDS_TRAIN, Unjudged
from evaluation.trials import Trial, Trials
from tests.benchmarks.check_fakes import WordCheck, trial, untracked

TRIALS = (
    trial("The mill has a garden.", wrong=False, kind="easy", support=Support.SUPPORTED),
    trial("A garden is there.", wrong=False, kind="easy", support=Support.SUPPORTED),
    trial("The mill has a pool.", wrong=True, kind="easy", support=Support.CONTRADICTED),
    trial("It is famous.", wrong=True, kind="hard", support=Support.UNSUPPORTED),
)


def _opinion(risk: float, *, delivered: bool = True, answers: float | None = None) -> Opinion:
    return Opinion(risk, Support.SUPPORTED, delivered, answers, 1.0)


@pytest.fixture
def measured() -> Measured:
    return measure(Trials("tiny", TRIALS), [WordCheck(), WordCheck("twin")], seed=0, track=untracked)


def test_every_check_and_the_floors_stand_side_by_side(measured: Measured) -> None:
    names = [one.name for one in measured.methods] + [one.method for one in measured.unmeasured]
    assert names == ["words", "twin", NEW_WORDS, FLOOR]  # fitted or, without the extra `train`, named with its reason
    assert (measured.rows, measured.wrong_ratio) == (4, 0.5)


def test_the_figures_are_what_was_said(measured: Measured) -> None:
    ours = measured.methods[0].whole
    assert ours.auroc == 0.75
    assert (ours.right_delivered, ours.wrong_delivered) == (1.0, 0.5)
    assert ours.caught == 0.5
    assert ours.accuracy == 0.75
    assert measured.methods[0].times.p50 == 2.0


def test_each_kind_has_figures_of_its_own(measured: Measured) -> None:
    kinds = measured.methods[0].kinds
    assert (kinds["easy"].rows, kinds["easy"].auroc, kinds["easy"].wrong_delivered) == (3, 1.0, 0.0)
    assert (kinds["hard"].auroc, kinds["hard"].wrong_delivered) == (None, 1.0)


def test_a_floor_gives_no_verdict(measured: Measured) -> None:
    (floor,) = [one for one in measured.methods if one.name == NEW_WORDS]
    assert (floor.whole.right_delivered, floor.whole.accuracy, floor.times.calls) == (None, None, 0)
    assert floor.whole.auroc is not None


def test_a_floor_that_cannot_be_fitted_says_why() -> None:
    right = Trials("right", tuple(one for one in TRIALS if not one.row.wrong))
    (floor,) = measure(right, [WordCheck()], seed=0, track=untracked).unmeasured
    assert floor.method == FLOOR
    assert floor.reason in {NEEDS_TRAIN, "too few rows to fit it"}


def test_two_classes_have_no_accuracy_of_three() -> None:
    two = [(trial("A.", wrong=False, support=Support.SUPPORTED), _opinion(0.1)), (trial("B.", wrong=True), _opinion(0))]
    assert figures(two).accuracy is None


def test_off_the_point_is_told_from_to_the_point_among_supported_answers() -> None:
    on = trial("On.", wrong=False, to_the_point=True)
    off = trial("Off.", wrong=True, to_the_point=False)
    other = trial("Wrong.", wrong=True)
    pairs: list[tuple[Trial, Opinion]] = [
        (on, _opinion(0.1, answers=0.9)),
        (on, _opinion(0.3, answers=0.4)),
        (off, _opinion(0.2, answers=0.2)),
        (off, _opinion(0.4, answers=None)),
        (other, _opinion(0.0, answers=0.9)),
    ]
    found = figures(pairs)
    assert (found.off_point_rows, found.off_point_auroc) == (2, 0.75)
    assert found.off_point_auroc_by_answers == 1.0
    assert (found.to_the_point_said_to_answer, found.off_point_said_to_answer) == (0.5, 0.0)


def test_a_check_that_says_nothing_of_the_question_has_no_such_figure() -> None:
    found = figures([(trial("On.", wrong=False, to_the_point=True), _opinion(0.1))])
    assert (found.to_the_point_said_to_answer, found.off_point_auroc_by_answers) == (None, None)


def test_checks_are_warmed_up_before_the_clock_counts() -> None:
    check = WordCheck()
    measure(Trials("tiny", TRIALS), [check], seed=0, track=untracked)
    assert len(check.asked) == len(TRIALS) + 3


def test_what_refitting_would_give_stands_beside_what_is() -> None:
    trials = [trial(f"Row {number}.", wrong=number % 2 == 0) for number in range(40)]
    known = method("knows", trials, [_opinion(0.6 if one.row.wrong else 0.5) for one in trials], seed=0)
    assert known.crossfitted is not None
    assert known.crossfitted.wrong_caught == 1.0
    assert known.whole.wrong_delivered == 1.0


def test_the_tables_and_the_file_hold_all_of_it(measured: Measured, tmp_path: Path) -> None:
    console = Console(record=True, width=200, markup=False)
    report = CheckReport(console, {"seed": 0}, tmp_path / "figures.json")
    report.add(replace(measured, notes=("a sample",), unmeasured=(Unjudged("a floor", "lost"),)))
    whole = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert whole["results"][0]["methods"][0]["whole"]["auroc"] == 0.75
    assert "garden" not in json.dumps(whole)  # figures are kept, never rows
    report.print_whole()
    report.print_crossfitted()
    report.print_kinds()
    out = console.export_text()
    assert "| tiny | words" in out
    assert "0.750" in out
    assert "tiny: a sample" in out
    assert "tiny: a floor: lost" in out
    assert "| easy" in out
