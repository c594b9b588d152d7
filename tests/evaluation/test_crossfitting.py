"""Refitting never judges a row by itself or its own group."""

import numpy as np
import pytest

from evaluation.crossfitting import WRONG_COSTS, cheapest_threshold, crossfitted, folds_of, logistic
from evaluation.measures import calibration_error_equal_mass


def test_a_group_is_never_cut_through() -> None:
    groups = [str(number // 3) for number in range(60)]
    folds = folds_of(groups, seed=0)
    assert set(folds) == set(range(5))
    assert all(len({fold for fold, its in zip(folds, groups, strict=True) if its == group}) == 1 for group in groups)


def test_the_cheapest_threshold_weighs_a_wrong_one_as_five_right_ones() -> None:
    risks = np.array([0.1, *[0.2] * 4, 0.3])
    labels = np.array([False, *[False] * 4, True])
    assert cheapest_threshold(risks, labels) == 0.3
    sacrificed = np.array([0.2, *[0.3] * 4, 0.2])
    assert cheapest_threshold(sacrificed, np.array([True, *[False] * 4, False])) <= 0.2
    spared = np.array([0.1, *[0.2] * 7])
    assert len(spared) - 1 > WRONG_COSTS
    assert cheapest_threshold(spared, np.array([True, *[False] * 7])) == np.inf


def test_risks_that_overstate_are_mended_without_changing_their_order() -> None:
    chance = np.random.default_rng(0)
    true = chance.uniform(0.02, 0.6, 4000)
    labels = chance.uniform(size=4000) < true
    stated = true**0.3
    refitted = logistic(stated[:2000], labels[:2000], stated[2000:])
    assert np.array_equal(np.argsort(refitted), np.argsort(stated[2000:]))
    before = calibration_error_equal_mass(stated[2000:], labels[2000:])
    after = calibration_error_equal_mass(refitted, labels[2000:])
    assert before is not None
    assert after is not None
    assert after < before / 4


def test_what_only_its_own_group_shows_is_not_known_when_a_row_is_judged() -> None:
    """One group has a hundred wrong ones at .5, where the four others have right ones and each a wrong one at .9."""
    odd = [(0.5, True, "odd")] * 100
    others = [row for name in "abcd" for row in [*[(0.5, False, name)] * 19, (0.9, True, name)]]
    risks, labels, groups = zip(*odd, *others, strict=True)
    assert cheapest_threshold(np.array(risks), np.array(labels)) == 0.5
    found = crossfitted(np.array(risks), np.array(labels), groups, seed=0)
    assert found is not None
    assert found.wrong_caught == pytest.approx(4 / 104)
    assert found.right_held_back == 1.0


def test_there_is_nothing_to_fit_on_rows_of_one_kind() -> None:
    assert crossfitted(np.array([0.1, 0.2]), np.array([True, True]), ["a", "b"], seed=0) is None


def test_risks_that_tell_all_catch_all() -> None:
    labels = np.array([number % 2 == 0 for number in range(100)])
    found = crossfitted(np.where(labels, 0.9, 0.1), labels, [str(n) for n in range(100)], seed=0)
    assert found is not None
    assert (found.wrong_caught, found.right_held_back) == (1.0, 0.0)
    assert found.calibration_error == pytest.approx(0.0, abs=0.02)
