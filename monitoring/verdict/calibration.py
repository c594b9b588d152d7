"""A judge's risks made to mean what they say, on labelled claims of one's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.odds import logit, sigmoid
from monitoring.quality.measures import Bools, Floats, auroc, both_classes, calibration_error
from monitoring.verdict.fitting import FOLDS, fit_isotonic, fit_logistic, folds_of, log_loss
from monitoring.verdict.risk import Curve

LEAST_OF_EACH = 20
SEED = 11


class TooFewRows(Exception):
    """Why no calibration can be fitted on these rows, and what to do."""


class NothingTold(Exception):
    """The judge's risks say nothing of these rows; `figures` are what was measured."""

    def __init__(self, reason: str, figures: "Figures") -> None:
        super().__init__(reason)
        self.figures = figures


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns a judge's risk into one that is as often wrong as it says; it rises with it.

    By Platt: `scale`, at or above 0, and `shift` on its log odds. By isotonic regression: `curve` over them. `prior` is
    added to the log odds of the outcome, where wrong claims are rarer or more frequent than in the rows fitted on.
    """

    scale: float = 1.0
    shift: float = 0.0
    curve: Curve | None = None
    prior: float = 0.0

    @property
    def method(self) -> str:
        """Its name."""
        return "platt" if self.curve is None else "isotonic"

    def __call__(self, risk: float) -> float:
        """The calibrated risk in [0, 1]."""
        odds = self.scale * logit(risk) + self.shift
        fitted = odds if self.curve is None else logit(self.curve(odds))
        return sigmoid(fitted + self.prior)

    def plain(self) -> dict[str, Any]:
        """For JSON; `of_plain` reads it back."""
        if self.curve is None:
            fitted: dict[str, Any] = {"scale": self.scale, "shift": self.shift}
        else:
            fitted = {"scores": list(self.curve.scores), "risks": list(self.curve.risks)}
        return {"method": self.method, **fitted, "prior": self.prior}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> "Calibration":
        """Raises `KeyError`, `TypeError` or `ValueError` where it is garbled."""
        prior = float(plain["prior"])
        if not np.isfinite(prior):
            raise ValueError("a prior without an end")
        if plain["method"] == "isotonic":
            return cls(curve=Curve.through(plain["scores"], plain["risks"]), prior=prior)
        scale, shift = float(plain["scale"]), float(plain["shift"])
        if plain["method"] != "platt" or not (0 <= scale < np.inf and np.isfinite(shift)):
            raise ValueError("a method that is not known, or a risk that would fall")
        return cls(scale, shift, prior=prior)


@dataclass(frozen=True, slots=True)
class Quality:
    """What risks are worth: `auroc` null for one class only, `wrong_caught` and `right_held` at the threshold."""

    auroc: float | None
    calibration_error: float
    log_loss: float
    threshold: float
    wrong_caught: float
    right_held: float

    @classmethod
    def of(cls, risks: Floats, wrong: Bools, *, threshold: float) -> "Quality":
        """Of rows of both classes."""
        flagged = risks >= threshold
        return cls(
            auroc(risks, wrong),
            calibration_error(risks, wrong) or 0.0,
            log_loss(risks, [bool(one) for one in wrong]),
            threshold,
            float(flagged[wrong].mean()),
            float(flagged[~wrong].mean()),
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """`before`: the judge's risks as they are; `after`: calibrated by fits that saw nothing of the same passages."""

    right: int
    wrong: int
    before: Quality
    after: Quality


@dataclass(frozen=True, slots=True)
class Scored:
    """A labelled claim with the risk that the judge gives it; rows of a `group` share their passages."""

    risk: float
    wrong: bool
    group: str


def calibrate(
    rows: Sequence[Scored], *, before: float, after: float, wrong_ratio: float | None = None
) -> tuple[Calibration, Figures]:
    """The better of Platt and isotonic by crossfitted log loss, fitted on all rows; thresholds are for the figures.

    `wrong_ratio` is the share of wrong claims where the judge will work, null for that of the rows.
    Raises `TooFewRows`, and `NothingTold` where calibrated risks are no better than the share of wrong rows.
    """
    wrong = np.array([row.wrong for row in rows], dtype=np.bool_)
    _require_enough(wrong)
    risks = np.array([row.risk for row in rows])
    folds = folds_of([row.group for row in rows], seed=SEED)
    if not all(both_classes(wrong[folds != fold]) for fold in range(FOLDS)):
        raise TooFewRows(
            "Almost all right or almost all wrong rows share their passages: label claims of more passages."
        )
    labels = [bool(one) for one in wrong]
    tried = [(make, _crossfitted(make, risks, wrong, folds)) for make in (_platt, _isotonic)]
    own = float(wrong.mean())
    prior = 0.0 if wrong_ratio is None else logit(wrong_ratio) - logit(own)
    make, fitted = min(tried, key=lambda one: log_loss(one[1], labels))
    figures = Figures(
        right=int((~wrong).sum()),
        wrong=int(wrong.sum()),
        before=Quality.of(risks, wrong, threshold=before),
        # Calibration and loss are those of the rows' own share; the threshold is where the other share puts it.
        after=replace(Quality.of(fitted, wrong, threshold=sigmoid(logit(after) - prior)), threshold=after),
    )
    if figures.after.log_loss >= log_loss(np.full(len(rows), own), labels):
        raise NothingTold(
            "Nothing was written: on these rows the judge tells right from wrong no better than chance, so that every "
            "claim would get the same risk. See that the labels are the right way round, or take another CANDOR_JUDGE.",
            figures,
        )
    return replace(make(risks, wrong), prior=round(prior, 6)), figures


def _require_enough(wrong: Bools) -> None:
    for name, count in (("wrong", int(wrong.sum())), ("right", int((~wrong).sum()))):
        if count < LEAST_OF_EACH:
            raise TooFewRows(
                f"{count} {name} claims are too few to calibrate on: {LEAST_OF_EACH} right and {LEAST_OF_EACH} wrong "
                "ones are the least, and some hundred of each are better."
            )


def _crossfitted(
    make: Callable[[Floats, Bools], Calibration], risks: Floats, wrong: Bools, folds: NDArray[np.int64]
) -> Floats:
    found = np.zeros(len(risks))
    for fold in range(FOLDS):
        calibration = make(risks[folds != fold], wrong[folds != fold])
        for place in np.flatnonzero(folds == fold):
            found[place] = calibration(float(risks[place]))
    return found


def _platt(risks: Floats, wrong: Bools) -> Calibration:
    weights, bias = fit_logistic(_odds(risks)[:, None], [bool(one) for one in wrong])
    return Calibration(round(float(weights[0]), 6), round(bias, 6))


def _isotonic(risks: Floats, wrong: Bools) -> Calibration:
    return Calibration(curve=fit_isotonic(_odds(risks), [bool(one) for one in wrong]))


def _odds(risks: Floats) -> Floats:
    return np.array([logit(float(risk)) for risk in risks])
