import numpy as np
import pytest

from domain.canaries import ArmCounts, Worse
from monitoring.quality.canary import arm_rates, worse_of


def test_nothing_is_known_of_an_arm_without_answers() -> None:
    assert worse_of(ArmCounts(), ArmCounts()) is None
    assert arm_rates(ArmCounts()).stopped.point is None


def test_a_candidate_that_is_stopped_far_more_often_is_worse() -> None:
    assert worse_of(ArmCounts(100, 50), ArmCounts(1_000, 100)) is Worse.STOPPED
    assert worse_of(ArmCounts(1_000, 100), ArmCounts(100, 50)) is None


def test_what_people_found_wrong_counts_although_nothing_was_stopped() -> None:
    assert worse_of(ArmCounts(400, 0, 60, 30), ArmCounts(4_000, 0, 200, 6)) is Worse.WRONG


def test_a_candidate_that_hardly_ever_answers_by_itself_is_worse() -> None:
    silent, fine = ArmCounts(asked=60, unanswered=55), ArmCounts(500, 50, asked=600, unanswered=100)
    assert worse_of(silent, fine) is Worse.UNANSWERED
    assert worse_of(fine, silent) is None


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_looking_often_sends_hardly_any_like_candidate_back(share: float) -> None:
    returned = sum(_is_returned(0.15, 0.15, share, seed) for seed in range(60))
    assert returned <= 3


def test_a_worse_candidate_goes_back_before_long() -> None:
    assert all(_is_returned(0.45, 0.15, 0.3, seed) for seed in range(20))


def _is_returned(candidate: float, baseline: float, share: float, seed: int) -> bool:
    """Whether a look after every twenty of two thousand answers ever sends it back."""
    rng = np.random.default_rng(seed)
    chosen = rng.random(2_000) < share
    stopped = rng.random(2_000) < np.where(chosen, candidate, baseline)
    for seen in range(20, 2_001, 20):
        ours, theirs = chosen[:seen], ~chosen[:seen]
        counts = [ArmCounts(int(arm.sum()), int(stopped[:seen][arm].sum())) for arm in (ours, theirs)]
        if worse_of(*counts) is not None:
            return True
    return False
