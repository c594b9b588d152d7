"""Fits what `monitoring.verdict.risk` computes on held-back answers; measures it on sources that a fit has not seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.odds import logit
from evaluation.measures import hits, importance_weights
from monitoring.detectors.signals import SIGNALS
from monitoring.verdict.risk import ANSWER_MEASURES, MAY_LOWER, Curve, GreyBand, answer_measures
from monitoring.verdict.verifier import QUOTE_RISK
from training.calibrate import fit_isotonic, fit_logistic, log_loss, platt_curve, sigmoid
from training.details import read_details, write_details
from training.measured import Measured

FOLDS = 5
RIDGE = 1e-3
ONE_MADE_OF = 32  # more of the made-up claims cost more on the marked ones than they bring, see docs/decisions.md
GREY_BAND = GreyBand(0.1, 0.6)
SECOND_OPINION_AT_LEAST = 0.15
PREVALENCE = 0.18  # of RAGTruth's test split for questions

Floats = NDArray[np.float64]
_FREE = [place for place, name in enumerate(SIGNALS) if name in MAY_LOWER]


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic regression."""

    weights: Floats
    bias: float

    def scores(self, features: Floats) -> Floats:
        """Logits, one per row."""
        result: Floats = features @ self.weights + self.bias
        return result


@dataclass(frozen=True, slots=True)
class Crossfitted:
    """Risks of claims, of claims with a second opinion, and of answers, none fitted on its own source."""

    claims: Floats
    blended: Floats
    answers: Floats


@dataclass(frozen=True, slots=True)
class Labels:
    """Everything that is fitted and measured on, per claim and per answer."""

    signals: Floats
    inconsistency: Floats
    quoted: NDArray[np.bool_]
    wrong: NDArray[np.bool_]
    answer: NDArray[np.int64]
    wrong_answers: NDArray[np.bool_]
    folds: NDArray[np.int64]
    made_signals: Floats
    made_wrong: NDArray[np.bool_]
    made_folds: NDArray[np.int64]

    @classmethod
    def of(cls, measured: Measured) -> "Labels":
        """As arrays."""
        claims, folds = measured.claims, measured.folds(FOLDS)
        made = [claim for claim in measured.made if not claim.quoted]
        return cls(
            np.array([claim.signals.values() for claim in claims]),
            np.array([logit(0.5 if c.inconsistency is None else c.inconsistency) for c in claims]),
            np.array([claim.quoted for claim in claims]),
            np.array([claim.wrong for claim in claims]),
            np.array([claim.answer for claim in claims]),
            np.array([bool(row.spans) for row in measured.answers]),
            folds,
            np.array([claim.signals.values() for claim in made]),
            np.array([claim.wrong for claim in made]),
            folds[[claim.answer for claim in made]],
        )


def calibrate_grounding(folder: Path, measured: Measured) -> dict[str, Any]:
    """Fits on all of `measured`, writes it to `model.json` and returns it. Thresholds come from crossfitted risks.

    Other answers alone decide where there are no passages, and nobody knows how often claims are wrong there. So their
    risk reaches the threshold where they count as much against the claim as for it.
    """
    labels = Labels.of(measured)
    everything = np.ones(len(labels.wrong), dtype=bool)
    make_curve = choose_curve(labels)
    claim, curve = _fit_claims(labels, everything, curve=make_curve)
    risks = crossfitted(labels, make_curve)
    answer = _fit_answers(labels, risks.claims, np.ones(len(labels.wrong_answers), dtype=bool))
    blend = _fit_blend(labels, risks.claims, everything)
    scale, _ = fit_logistic(labels.inconsistency[:, None], list(labels.wrong))
    limits = thresholds(labels, risks)
    fitted = {
        "risk": {
            "claim": {**_named(SIGNALS, claim), "scores": curve.scores, "risks": curve.risks},
            "answer": _named(ANSWER_MEASURES, answer),
            "blend": {"weights": [round(float(w), 4) for w in blend.weights], "bias": round(blend.bias, 4)},
        },
        "selfcheck": {"scale": round(float(scale[0]), 4), "shift": round(logit(limits["claim_threshold"]), 4)},
        **limits,
        "grey_band": [GREY_BAND.low, GREY_BAND.high],
    }
    write_details(folder, {**read_details(folder), **fitted})
    return fitted


def crossfitted(labels: Labels, make_curve: "MakeCurve") -> Crossfitted:
    """Each risk from fits that have not seen its source."""
    claims, blended = np.zeros(len(labels.wrong)), np.zeros(len(labels.wrong))
    for seen, held in _claim_folds(labels):
        model, curve = _fit_claims(labels, seen, curve=make_curve)
        scores = model.scores(labels.signals[held])
        claims[held] = np.where(labels.quoted[held], QUOTE_RISK, [curve(score) for score in scores])
    for seen, held in _claim_folds(labels):
        blended[held] = _blended(labels, claims, held, _fit_blend(labels, claims, seen))
    answers = np.zeros(len(labels.wrong_answers))
    measures = measures_of_answers(labels, claims)
    for fold in range(FOLDS):
        held = labels.folds == fold
        answers[held] = sigmoid(_fit_answers(labels, claims, ~held).scores(measures[held]))
    return Crossfitted(claims, blended, answers)


def made_risks(labels: Labels, make_curve: "MakeCurve") -> Floats:
    """Of made-up claims, from fits that have not seen their source."""
    risks = np.zeros(len(labels.made_wrong))
    for fold in range(FOLDS):
        model, curve = _fit_claims(labels, labels.folds[labels.answer] != fold, curve=make_curve)
        held = labels.made_folds == fold
        risks[held] = [curve(score) for score in model.scores(labels.made_signals[held])]
    return risks


def choose_curve(labels: Labels) -> "MakeCurve":
    """Platt's or an isotonic curve: the one with the lower crossfitted log loss."""
    losses = {}
    for make in (_platt, fit_isotonic):
        risks = np.zeros(len(labels.wrong))
        for seen, held in _claim_folds(labels):
            model, curve = _fit_claims(labels, seen, curve=make)
            risks[held] = [curve(score) for score in model.scores(labels.signals[held])]
        judged = ~labels.quoted
        losses[make] = log_loss(risks[judged], list(labels.wrong[judged]))
    print("log loss", {make.__name__: round(loss, 4) for make, loss in losses.items()})
    return min(losses, key=lambda make: losses[make])


def thresholds(labels: Labels, risks: Crossfitted, seen: NDArray[np.bool_] | None = None) -> dict[str, float]:
    """The claim's and the answer's thresholds with the best F1 of flagged answers, of those `seen` where it is given.

    F1 as it is on these answers and as it would be with `PREVALENCE` of them wrong, averaged: the first alone flags
    too much where less is wrong.
    """
    chosen = np.ones(len(labels.wrong_answers), dtype=bool) if seen is None else seen
    worst, overall = worst_claims(labels, risks.claims)[chosen], risks.answers[chosen]
    wrong = labels.wrong_answers[chosen]

    def quality(flagged: NDArray[np.bool_]) -> float:
        weights = importance_weights(wrong, wrong_ratio=PREVALENCE)
        return ((hits(flagged, wrong).f1 or 0.0) + (hits(flagged, wrong, weights).f1 or 0.0)) / 2

    claim = max(_candidates(worst), key=lambda limit: quality(worst >= limit))
    by_claims = worst >= claim
    answer = max([*_candidates(overall), 1.0], key=lambda limit: quality(by_claims | (overall >= limit)))
    return {"claim_threshold": round(claim, 3), "answer_threshold": round(answer, 3)}


def flagged_answers(labels: Labels, risks: Crossfitted) -> NDArray[np.bool_]:
    """Which answers thresholds flag that were chosen on other sources."""
    worst, flagged = worst_claims(labels, risks.claims), np.zeros(len(labels.wrong_answers), dtype=bool)
    for fold in range(FOLDS):
        held = labels.folds == fold
        limits = thresholds(labels, risks, ~held)
        by_claims, by_answers = worst >= limits["claim_threshold"], risks.answers >= limits["answer_threshold"]
        flagged[held] = (by_claims | by_answers)[held]
    return flagged


def worst_claims(labels: Labels, risks: Floats) -> Floats:
    """Each answer's highest claim risk, 0 for one without claims."""
    worst = np.zeros(len(labels.wrong_answers))
    np.maximum.at(worst, labels.answer, risks)
    return worst


def measures_of_answers(labels: Labels, risks: Floats) -> Floats:
    """`monitoring.verdict.risk.answer_measures` per answer."""
    return np.array([answer_measures(risks[labels.answer == number]) for number in range(len(labels.wrong_answers))])


MakeCurve = Callable[[Floats, Sequence[bool]], Curve]


def _platt(_: Floats, __: Sequence[bool]) -> Curve:
    return platt_curve()


def _fit_claims(labels: Labels, seen: NDArray[np.bool_], *, curve: MakeCurve) -> tuple[Linear, Curve]:
    """What speaks against a claim is weighed on marked and made-up claims; how much it says, on marked ones alone.

    People's marks hardly ever rest on one wrong word, as readers' trust does.
    """
    chosen = seen & ~labels.quoted
    made = np.isin(labels.made_folds, labels.folds[labels.answer[chosen]])
    made &= np.arange(len(made)) % ONE_MADE_OF == 0
    wrong = list(labels.wrong[chosen])
    weighed = Linear(
        *fit_logistic(
            np.vstack([labels.signals[chosen], labels.made_signals[made]]),
            [*wrong, *labels.made_wrong[made]],
            either_way=_FREE,
            ridge=RIDGE,
        )
    )
    scale, shift = fit_logistic(weighed.scores(labels.signals[chosen])[:, None], wrong)
    model = Linear(weighed.weights * scale, weighed.bias * float(scale[0]) + shift)
    return model, curve(model.scores(labels.signals[chosen]), wrong)


def _fit_answers(labels: Labels, risks: Floats, seen: NDArray[np.bool_]) -> Linear:
    measures = measures_of_answers(labels, risks)
    return Linear(*fit_logistic(measures[seen], list(labels.wrong_answers[seen]), ridge=RIDGE))


def _fit_blend(labels: Labels, risks: Floats, seen: NDArray[np.bool_]) -> Linear:
    """With a second opinion that counts for something, whatever the fit: those who ask for it want it heard."""
    grey = seen & _grey(risks)
    opinions, wrong = _opinions(labels, risks)[grey], list(labels.wrong[grey])
    weights, bias = fit_logistic(opinions, wrong, ridge=RIDGE)
    heard = max(float(weights[1]), SECOND_OPINION_AT_LEAST)
    return Linear(np.array([weights[0], heard]), bias - (heard - float(weights[1])) * float(opinions[:, 1].mean()))


def _blended(labels: Labels, risks: Floats, held: NDArray[np.bool_], blend: Linear) -> Floats:
    second = sigmoid(blend.scores(_opinions(labels, risks)[held]))
    chosen: Floats = np.where(_grey(risks)[held], second, risks[held])
    return chosen


def _opinions(labels: Labels, risks: Floats) -> Floats:
    return np.stack([[logit(risk) for risk in risks], labels.inconsistency], axis=1)


def _grey(risks: Floats) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (risks >= GREY_BAND.low) & (risks < GREY_BAND.high)
    return found


def _claim_folds(labels: Labels) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    folds = labels.folds[labels.answer]
    return [(folds != fold, folds == fold) for fold in range(FOLDS)]


def _candidates(risks: Floats) -> list[float]:
    return [float(limit) for limit in np.quantile(risks, np.linspace(0.02, 0.995, 200))]


def _named(names: Sequence[str], model: Linear) -> Mapping[str, Any]:
    weights = {name: round(float(weight), 4) for name, weight in zip(names, model.weights, strict=True)}
    return {"weights": weights, "bias": round(model.bias, 4)}
