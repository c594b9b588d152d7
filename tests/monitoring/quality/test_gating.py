from statistics import NormalDist

import numpy as np
import pytest

from benchmarks.gate import RUNS, Spoiling, counted, run
from monitoring.quality.gating import LEAST_QUESTIONS, Margins, Measure, Result, Trial, Verdict, gate
from monitoring.quality.paired import Difference, PairedTest, at_least, difference_of_means, difference_of_shares

RIGHT = Trial(wrong=False, held_back=False, abstained=False, miscited=0.0, seconds=1.0)
WRONG = Trial(wrong=True, held_back=False, abstained=False, miscited=0.0, seconds=1.0)


def test_a_spoilt_candidate_is_found_twenty_times_out_of_twenty() -> None:
    assert counted(Spoiling(wrong=0.15))[Verdict.REGRESSED] == RUNS


def test_a_like_candidate_passes_nineteen_times_out_of_twenty() -> None:
    assert counted(Spoiling())[Verdict.PASSED] >= RUNS - 1


@pytest.mark.parametrize(
    ("spoiling", "measure"),
    [
        (Spoiling(wrong=0.15), Measure.WRONG),
        (Spoiling(miscited=0.15), Measure.MISCITED),
        (Spoiling(slower=1.5), Measure.SLOWER),
    ],
)
def test_what_was_spoilt_is_what_is_named(spoiling: Spoiling, measure: Measure) -> None:
    worse = {finding.measure for finding in run(spoiling, seed=1).findings if finding.result is Result.WORSE}
    assert worse == {measure}


def test_the_same_answers_pass_although_nothing_differs() -> None:
    found = gate([RIGHT] * 300, [RIGHT] * 300)
    assert found.verdict is Verdict.PASSED
    assert {finding.result for finding in found.findings} == {Result.NO_WORSE}


def test_few_questions_measure_nothing() -> None:
    few = gate([RIGHT] * (LEAST_QUESTIONS - 1), [RIGHT] * (LEAST_QUESTIONS - 1))
    assert few.verdict is Verdict.UNMEASURED
    assert {finding.result for finding in few.findings} == {Result.TOO_FEW}


def test_so_few_that_a_worsening_would_not_show_is_no_pass() -> None:
    candidate, baseline = [WRONG, RIGHT] * 15, [RIGHT, WRONG] * 15
    found = {finding.measure: finding.result for finding in gate(candidate, baseline).findings}
    assert found[Measure.WRONG] is Result.TOO_FEW


def test_few_questions_that_are_all_worse_are_enough() -> None:
    assert gate([WRONG] * 30, [RIGHT] * 30).verdict is Verdict.REGRESSED


def test_worse_by_less_than_the_margin_is_put_up_with() -> None:
    count = 4_000
    candidate = [WRONG] * 40 + [RIGHT] * (count - 40)
    found = gate(candidate, [RIGHT] * count)
    wrong = next(finding for finding in found.findings if finding.measure is Measure.WRONG)
    assert wrong.difference is not None
    assert wrong.difference.worse < 1e-9
    assert wrong.result is Result.NO_WORSE


def test_latency_is_shown_as_a_factor() -> None:
    slow = [Trial(wrong=False, held_back=False, abstained=False, miscited=None, seconds=2.0)] * 40
    fast = [Trial(wrong=False, held_back=False, abstained=False, miscited=None, seconds=1.0)] * 40
    finding = gate(slow, fast).findings[-1]
    assert finding.shown is not None
    assert (finding.shown.candidate, finding.shown.point) == (pytest.approx(2.0), pytest.approx(2.0))
    assert finding.result is Result.WORSE


def test_citations_count_where_both_cite() -> None:
    uncited = Trial(wrong=False, held_back=False, abstained=False, miscited=None, seconds=1.0)
    found = gate([RIGHT] * 25 + [uncited] * 10, [RIGHT] * 35)
    miscited = next(finding for finding in found.findings if finding.measure is Measure.MISCITED)
    assert miscited.difference is not None
    assert miscited.difference.questions == 25


def test_citations_that_are_all_alike_are_no_proof_with_few_questions() -> None:
    few, many = ({one.measure: one for one in gate([RIGHT] * n, [RIGHT] * n).findings} for n in (30, 100))
    assert few[Measure.MISCITED].result is Result.TOO_FEW
    assert many[Measure.MISCITED].result is Result.NO_WORSE


def test_the_interval_of_shares_is_never_without_a_width() -> None:
    found = difference_of_means([0.5] * 20, [0.5] * 20, shares=True)
    assert (found.low, found.high) == (pytest.approx(0.025**0.05 - 1), pytest.approx(1 - 0.025**0.05))
    assert difference_of_means([1.0] * 20, [0.0] * 20, shares=True).high == 1.0


def test_what_the_test_finds_four_times_in_five_is_what_it_is_said_to_find() -> None:
    """By a normal difference of known error: the share of draws beyond the test's own threshold."""
    rng, level, error = np.random.default_rng(8), 0.005, 0.02
    apart = Difference(
        candidate=0.1, baseline=0.1, point=0.0, low=-1.96 * error, high=1.96 * error, worse=0.5, questions=100,
        test=PairedTest.BOOTSTRAP,
    )  # fmt: skip
    found = rng.normal(apart.smallest_seen(level), error, 20_000) > NormalDist().inv_cdf(1 - level) * error
    assert found.mean() == pytest.approx(0.8, abs=0.02)


def test_what_lies_wholly_on_the_worse_side_is_not_like() -> None:
    candidate = [WRONG] * 8 + [RIGHT] * 292
    found = {one.measure: one for one in gate(candidate, [RIGHT] * 300, margins=Margins(share=0.045)).findings}
    wrong = found[Measure.WRONG]
    assert wrong.difference is not None
    assert (wrong.difference.low > 0, wrong.difference.high > wrong.margin) == (True, True)
    assert wrong.result in {Result.WORSE, Result.TOO_FEW}


def test_different_questions_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="different questions"):
        gate([RIGHT], [])


def test_mcnemar_is_the_chance_of_a_fair_coin() -> None:
    assert at_least(9, 10) == pytest.approx(11 / 1024)
    assert at_least(0, 0) == 1.0


def test_the_interval_of_a_difference_of_shares_holds_it() -> None:
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(200):
        baseline = rng.random(120) < 0.2
        candidate = np.where(rng.random(120) < 0.7, baseline, rng.random(120) < 0.4)
        found = difference_of_shares(candidate, baseline)
        held += found.low <= 0.3 * (0.4 - 0.2) <= found.high
    assert held >= 184


def test_the_interval_has_a_width_where_the_two_never_differ() -> None:
    same = np.array([True] * 5 + [False] * 35, dtype=np.bool_)
    found = difference_of_shares(same, same)
    assert found.low < found.point == 0 < found.high
    assert found.test is PairedTest.MCNEMAR


def test_the_interval_of_a_mean_difference_holds_it() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(100):
        baseline = rng.normal(size=60)
        found = difference_of_means(baseline + rng.normal(0.3, 0.5, size=60), baseline)
        held += found.low <= 0.3 <= found.high
    assert held >= 88
