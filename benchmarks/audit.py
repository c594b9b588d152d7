"""The audit's estimate and the alarms of drift on invented answers of which the truth is known.

`python -m benchmarks.audit`, no data needed: how often the interval holds the rate, how wide it is beside the classical
one, false alarms in a year without drift, and answers until a doubled rate is found. Risks are calibrated and tell
wrong from right with an AUROC of .89, that of the check on RAGTruth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from domain.audits import AuditLabel, AuditSpan, Frame
from monitoring.quality.auditing import audited_rate
from monitoring.quality.drift import LEAST_REFERENCE, MOST_KNOWN, WINDOW_ANSWERS, alarm_at, anytime_bounds, cusum
from monitoring.quality.measures import Bools, Floats
from monitoring.quality.rates import Rate, wilson

RATES = (0.05, 0.1, 0.15, 0.2, 0.35)
_SEPARATION = 1.7346  # standard deviations between the log odds of right and wrong: AUROC .89
_A_YEAR = 10_000
_LOOKS_EVERY = 50
_NEVER = 1_500
_LABELS_A_WINDOW, _LABELS_A_YEAR = 80, 1_040
_SOME_TIME = datetime(2026, 11, 28, tzinfo=UTC)


def answers(rng: Generator, shape: tuple[int, ...], rate: float, *, calibrated_for: float) -> tuple[Bools, Floats]:
    """Which are wrong, and their risks, which mean what they say where the rate is the latter."""
    wrong = rng.random(shape) < rate
    seen = rng.normal(size=shape) + _SEPARATION * wrong
    odds = log(calibrated_for / (1 - calibrated_for)) + _SEPARATION * (seen - _SEPARATION / 2)
    return wrong, 1 / (1 + np.exp(-odds))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the interval held the rate, and its mean width as a multiple of Wilson's on the same labels."""

    held: float
    width_ratio: float


def coverage(rate: float, *, answered: int, labels: int, runs: int, seed: int = 1) -> Coverage:
    """Of audits of `labels` answers on average, of so many that were given."""
    rng = np.random.default_rng(seed)
    held, widths, classical = 0, 0.0, 0.0
    for _ in range(runs):
        wrong, risks = answers(rng, (answered,), rate, calibrated_for=rate)
        drawn = rng.random(answered) < labels / answered
        found = audited_rate(_audited(wrong, risks, drawn, probability=labels / answered))
        held += _low(found) <= rate <= _high(found)
        widths += _width(found)
        classical += _width(wilson(int(wrong[drawn].sum()), int(drawn.sum())))
    return Coverage(held / runs, widths / classical)


def false_alarms(rate: float, *, runs: int, seed: int = 0, answered: int = _A_YEAR) -> float:
    """The share of years without drift in which a look after every so many answers saw an alarm."""
    _, risks = answers(np.random.default_rng(seed), (runs, answered), rate, calibrated_for=rate)
    alarmed = np.zeros(runs, dtype=np.bool_)
    for now in range(LEAST_REFERENCE + WINDOW_ANSWERS, answered + 1, _LOOKS_EVERY):
        alarmed |= _alarms(risks, now, a_year=answered)
    return float(alarmed.mean())


def delays(rate: float, *, runs: int, seed: int = 1, before: int = 3_000) -> Floats:
    """How many answers came after the rate doubled until a look saw an alarm."""
    rng = np.random.default_rng(seed)
    _, calm = answers(rng, (runs, before), rate, calibrated_for=rate)
    _, doubled = answers(rng, (runs, _NEVER), 2 * rate, calibrated_for=rate)
    risks = np.concatenate([calm, doubled], axis=1)
    found = np.full(runs, float(_NEVER))
    for passed in range(10, _NEVER, 10):
        found = np.where(_alarms(risks, before + passed, a_year=_A_YEAR), np.minimum(found, passed), found)
    return found


def label_alarms(rate: float, *, runs: int, seed: int = 0) -> tuple[float, float]:
    """Years without drift in which the lower bound over the last 28 days was ever above the rate, by two intervals.

    First the one that holds at all times, then Wilson's, which holds at one; a look after every label.
    """
    labels = np.random.default_rng(seed).random((runs, _LABELS_A_YEAR + _LABELS_A_WINDOW)) < rate
    counted = np.cumsum(labels, axis=1)
    within: NDArray[np.int64] = counted[:, _LABELS_A_WINDOW:] - counted[:, :-_LABELS_A_WINDOW]
    lows = [
        np.array([_low(bounds(wrong)) for wrong in range(_LABELS_A_WINDOW + 1)])
        for bounds in (_anytime, lambda wrong: wilson(wrong, _LABELS_A_WINDOW))
    ]
    anytime, fixed = (float((low[within] > rate).any(axis=1).mean()) for low in lows)
    return anytime, fixed


def _anytime(wrong: int) -> Rate:
    return anytime_bounds([True] * wrong + [False] * (_LABELS_A_WINDOW - wrong))


def _alarms(risks: Floats, now: int, *, a_year: int) -> Bools:
    """By row, whether there is one after so many answers."""
    window = risks[:, now - WINDOW_ANSWERS : now]
    before = risks[:, max(0, now - MOST_KNOWN) : now - WINDOW_ANSWERS].mean(axis=1)
    found: Bools = cusum(window, before) >= alarm_at(a_year)
    return found


def _audited(wrong: Bools, risks: Floats, drawn: Bools, *, probability: float) -> AuditSpan:
    stratum = ("default", "model")
    labels = [
        AuditLabel(
            stratum=stratum,
            at=_SOME_TIME,
            risk=risk,
            worst=risk,
            probability=probability,
            is_flagged=False,
            is_delivered=True,
            flagged_anyway=False,
            is_wrong=is_wrong,
        )
        for risk, is_wrong in zip(risks[drawn].tolist(), wrong[drawn].tolist(), strict=True)
    ]
    return AuditSpan({stratum: Frame(len(risks), float(risks.sum()))}, labels)


def _low(rate: Rate) -> float:
    return 0.0 if rate.low is None else rate.low


def _high(rate: Rate) -> float:
    return 1.0 if rate.high is None else rate.high


def _width(rate: Rate) -> float:
    return _high(rate) - _low(rate)


def main(rates: Sequence[float] = RATES) -> None:
    """Prints the tables."""
    print("The interval, 2,000 runs: coverage, width as a multiple of Wilson's")
    for rate in rates:
        for answered, labels in ((400, 40), (2_000, 80), (2_000, 200), (10_000, 200)):
            found = coverage(rate, answered=answered, labels=labels, runs=2_000)
            print(
                f"  rate {rate:.2f}, {labels:>3} of {answered:>6}: {found.held:.3f}, {found.width_ratio:.2f}",
                flush=True,
            )
    print(
        f"Drift by risks, {_A_YEAR:,} answers a year: false alarms in 400 years, answers until a doubled rate is found"
    )
    for rate in rates:
        found_after = np.quantile(delays(rate, runs=400), [0.5, 0.9])
        alarms = false_alarms(rate, runs=400)
        print(f"  rate {rate:.2f}: {alarms:.3f}, median {found_after[0]:.0f}, 90 % {found_after[1]:.0f}", flush=True)
    print("Labels, 20 a week, 28 days: false alarms in 2,000 years by the interval for all times, by one for one time")
    for rate in rates:
        anytime, fixed = label_alarms(rate, runs=2_000)
        print(f"  rate {rate:.2f}: {anytime:.3f}, {fixed:.3f}", flush=True)


if __name__ == "__main__":
    main()
