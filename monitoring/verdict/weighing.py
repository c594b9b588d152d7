"""What a language model's word weighs beside the judge's risk, fitted on labelled claims of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.odds import logit, sigmoid
from monitoring.quality.measures import Bools, Floats
from monitoring.verdict.calibration import SEED, Calibration, Quality, Scored, calibrate
from monitoring.verdict.fitting import FOLDS, fit_logistic, folds_of

_WHOLE_AND_HALF = (1.0, 0.5)


@dataclass(frozen=True, slots=True)
class Weighing:
    """`calibration` makes the model's doubt, 1 - P(yes), a risk by itself; the weights are of the log odds of both.

    They are at or above 0, so that no risk falls when one of the two rises.
    """

    calibration: Calibration
    weights: tuple[float, float]
    bias: float

    def together(self, risk: float, doubt: float) -> float:
        """The risk in [0, 1] of a claim with this `risk` by the judge, of which the model has this `doubt`."""
        return sigmoid(self.weights[0] * logit(risk) + self.weights[1] * logit(doubt) + self.bias)

    def plain(self) -> dict[str, Any]:
        """For JSON; `of_plain` reads it back."""
        return {"calibration": self.calibration.plain(), "weights": list(self.weights), "bias": self.bias}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> "Weighing":
        """Raises `KeyError`, `TypeError` or `ValueError` where it is garbled."""
        judge, model = map(float, plain["weights"])
        bias = float(plain["bias"])
        if not (0 <= judge < np.inf and 0 <= model < np.inf and np.isfinite(bias)):
            raise ValueError("a risk that would fall where what speaks against the claim rises")
        return cls(Calibration.of_plain(plain["calibration"]), (judge, model), bias)


NOT_FITTED = Weighing(Calibration(), _WHOLE_AND_HALF, 0.0)
"""The judge's log odds, and half of the model's: a yes never speaks against a claim, and a no for more than a guess."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled claim with the judge's risk and the model's doubt; rows of a `group` share their passages."""

    risk: float
    doubt: float
    wrong: bool
    group: str


@dataclass(frozen=True, slots=True)
class WeighingFigures:
    """Each by fits that saw nothing of the same passages: the judge refitted, the model calibrated, and both weighed.

    `agreement` is the share of claims of which both say the same: the judge by its threshold, the model by its word.
    """

    right: int
    wrong: int
    judge: Quality
    model: Quality
    both: Quality
    agreement: float

    @property
    def helps(self) -> bool:
        """Whether the model adds anything to the judge."""
        return self.both.log_loss < self.judge.log_loss


def fit_weighing(
    pairs: Sequence[Pair], *, threshold: float, wrong_ratio: float | None = None
) -> tuple[Weighing, WeighingFigures]:
    """Fitted on all pairs; `threshold` is for the figures.

    `wrong_ratio` is the share of wrong claims where both will work, null for that of the pairs. Raises `TooFewRows`,
    and `NothingTold` where the model's doubt says nothing of these pairs.
    """
    doubts = [Scored(pair.doubt, pair.wrong, pair.group) for pair in pairs]
    calibration, alone = calibrate(doubts, before=0.5, after=threshold, wrong_ratio=wrong_ratio)
    wrong = np.array([pair.wrong for pair in pairs], dtype=np.bool_)
    odds = np.array([[logit(pair.risk), logit(pair.doubt)] for pair in pairs])
    groups = [pair.group for pair in pairs]
    prior = 0.0 if wrong_ratio is None else logit(wrong_ratio) - logit(float(wrong.mean()))
    limit = sigmoid(logit(threshold) - prior)
    figures = WeighingFigures(
        right=alone.right,
        wrong=alone.wrong,
        judge=Quality.of(crossfitted(odds[:, :1], wrong, groups), wrong, threshold=limit),
        model=alone.after,
        both=Quality.of(crossfitted(odds, wrong, groups), wrong, threshold=limit),
        agreement=agreement(pairs, threshold=threshold),
    )
    weights, bias = fit_logistic(odds, [bool(one) for one in wrong])
    judge, model = (round(float(weight), 6) for weight in weights)
    return Weighing(calibration, (judge, model), round(bias + prior, 6)), figures


def crossfitted(odds: Floats, wrong: Bools, groups: Sequence[str]) -> Floats:
    """The risk of each row by a regression on the rows of other groups."""
    folds, found = folds_of(groups, seed=SEED), np.zeros(len(odds))
    for fold in range(FOLDS):
        out = folds == fold
        weights, bias = fit_logistic(odds[~out], [bool(one) for one in wrong[~out]])
        found[out] = [sigmoid(score) for score in odds[out] @ weights + bias]
    return found


def agreement(pairs: Sequence[Pair], *, threshold: float) -> float:
    """The share of `pairs`, which are not none, where judge and model both say supported, or both not."""
    return sum((pair.risk < threshold) == (pair.doubt < 0.5) for pair in pairs) / len(pairs)
