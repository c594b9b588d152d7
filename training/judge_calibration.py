"""Fits the risk over the judge's outputs, values, quotes and citations; measured on groups that a fit has not seen."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.odds import logit
from monitoring.detectors.judge_signals import MAY_LOWER, SIGNALS
from monitoring.verdict.verifier import QUOTE_RISK
from training.calibrate import fit_logistic, platt_curve, sigmoid
from training.details import read_details, write_details
from training.judge_measured import MeasuredAnswer

FOLDS = 5
RIDGE = 3e-3
WRONG_RATIO = 0.124  # of each source, after weighing: as of RAGTruth's sentences; the written ones are half wrong
WRONG_ANSWER_COST = 5.0
ALL_SUPPORTED = "asked"  # there only to tell answers from what is beside the point
OFF_POINT = 0.2
ANSWER_THRESHOLD = 0.75  # lower, and right quotes of the demo documents are held back as beside the point
GREY_BAND = (0.08, 0.6)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# The others tell nothing more on crossfitted rows, or what they tell of one source misleads in another.
_FITTED = frozenset(
    {"not_supported", "contradicted", "small_words", "other_values", "absent_values", "new_names", "cited_elsewhere"}
    | {"fragment", "asked"}
)
_EITHER_WAY = [place for place, name in enumerate(SIGNALS) if name in MAY_LOWER]
_SOURCE_WEIGHTS: Mapping[str, float] = {"claims": 1.0, "answers": 1.0, "ragtruth": 1.0, "real": 1.0, "asked": 0.7}


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic regression."""

    weights: Floats
    bias: float

    def risks(self, features: Floats) -> Floats:
        """Probabilities, one per row."""
        return sigmoid(features @ self.weights + self.bias)


@dataclass(frozen=True, slots=True)
class Fit:
    """Everything that `model.json` holds of the risk."""

    claim: Linear
    answers: Linear


def weights_of(sources: Sequence[str], wrong: Flags) -> Floats:
    """So that each source weighs as `_SOURCE_WEIGHTS` says, `WRONG_RATIO` of it on wrong rows."""
    weights = np.zeros(len(wrong))
    names = np.array(sources)
    for name in set(sources):
        for part, share in ((wrong, WRONG_RATIO), (~wrong, 1 - WRONG_RATIO)):
            chosen = (names == name) & part
            if chosen.any():
                weights[chosen] = _SOURCE_WEIGHTS.get(name, 1.0) * share / chosen.sum()
    return weights


def folds_of(rows: Sequence[MeasuredAnswer]) -> NDArray[np.int64]:
    """One of `FOLDS` per row, the same for a whole group."""
    groups = sorted({row.group for row in rows})
    order = np.random.default_rng(11).permutation(len(groups))
    fold = {group: int(order[place]) % FOLDS for place, group in enumerate(groups)}
    return np.array([fold[row.group] for row in rows])


def fit(rows: Sequence[MeasuredAnswer]) -> Fit:
    """The claim's risk on claims that are labelled themselves, and how likely a claim answers its question."""
    return Fit(fit_claims(rows), fit_answers(rows))


def fit_claims(rows: Sequence[MeasuredAnswer]) -> Linear:
    """Without quotes, which need no model, and without a source that would make short claims look right."""
    signals, wrong, sources = [], [], []
    for row in rows:
        for one, quoted, is_wrong in zip(row.signals, row.quoted, row.wrong_claims, strict=True):
            if not quoted and is_wrong is not None and row.source != ALL_SUPPORTED:
                signals.append(one)
                wrong.append(is_wrong)
                sources.append(row.source)
    flags = np.array(wrong)
    features = np.array(signals) * np.array([name in _FITTED for name in SIGNALS])
    weights = weights_of(sources, flags)
    return Linear(*fit_logistic(features, wrong, either_way=_EITHER_WAY, ridge=RIDGE, weights=weights))


def fit_answers(rows: Sequence[MeasuredAnswer]) -> Linear:
    """How likely an answer of one claim answers its question."""
    known = [row for row in rows if row.answers is not None and len(row.said) == 1 and row.said[0] is not None]
    scores = np.array([[logit(row.said[0] or 0.0)] for row in known])
    return Linear(*fit_logistic(scores, [bool(row.answers) for row in known]))


def crossfitted_claims(rows: Sequence[MeasuredAnswer], folds: NDArray[np.int64]) -> list[list[float]]:
    """Each claim's risk from a fit that has not seen its group."""
    risks: list[list[float]] = [[] for _ in rows]
    for fold in np.unique(folds):
        model = fit_claims([row for row, one in zip(rows, folds, strict=True) if one != fold])
        for place in map(int, np.flatnonzero(folds == fold)):
            row = rows[place]
            found = model.risks(np.array(row.signals))
            risks[place] = [QUOTE_RISK if q else float(r) for q, r in zip(row.quoted, found, strict=True)]
    return risks


def crossfitted_answers(rows: Sequence[MeasuredAnswer]) -> tuple[Floats, list[list[float]]]:
    """Each answer's risk, as `RiskModel.answer` has it, and its claims', from fits that have not seen its group."""
    folds = folds_of(rows)
    claims = crossfitted_claims(rows, folds)
    risks = np.zeros(len(rows))
    for fold in range(FOLDS):
        answers = fit_answers([row for row, one in zip(rows, folds, strict=True) if one != fold])
        for place in map(int, np.flatnonzero(folds == fold)):
            said = [logit(one) for one in rows[place].said if one is not None]
            best = float(answers.risks(np.array([[max(said)]]))[0]) if said else 1.0
            risks[place] = 1 - math.prod(1 - risk for risk in claims[place]) * best
    return risks, claims


def calibrate_judge(folder: Path, rows: Sequence[MeasuredAnswer]) -> dict[str, Any]:
    """Fits on all of `rows`, writes it to `model.json` and returns it.

    The risk at which a wrong answer costs more than the right ones held back for it is the threshold: risks are
    calibrated, so it follows from the cost.
    """
    found = fit(rows)
    curve = platt_curve()
    limit = round(1 / (1 + WRONG_ANSWER_COST), 4)
    fitted = {
        "risk": {
            "claim": {**_named(SIGNALS, found.claim), "scores": curve.scores, "risks": curve.risks},
            "answer": None,
            "blend": {"weights": [1.0, 0.15], "bias": 0.0},
            "answers": [round(float(found.answers.weights[0]), 4), round(found.answers.bias, 4)],
            "off_point": OFF_POINT,
        },
        "claim_threshold": limit,
        "answer_threshold": ANSWER_THRESHOLD,
        "grey_band": list(GREY_BAND),
    }
    write_details(folder, {**read_details(folder), **fitted})
    return fitted


def report(rows: Sequence[MeasuredAnswer], auroc: Callable[[Floats, Flags], float]) -> list[str]:
    """Crossfitted figures per source; `auroc` takes risks and whether they are wrong."""
    risks, claims = crossfitted_answers(rows)
    worst = np.array([max(one) for one in claims])
    wrong = np.array([row.wrong for row in rows])
    either = np.array([row.wrong or row.answers is False for row in rows])
    names = np.array([row.source for row in rows])
    lines = []
    for name in sorted(set(names)):
        chosen = names == name
        flagged = worst[chosen] >= 1 / (1 + WRONG_ANSWER_COST)
        lines.append(
            f"{name}: {chosen.sum()} answers, AUROC of the worst claim {auroc(worst[chosen], wrong[chosen]):.3f}, "
            f"of the answer {auroc(risks[chosen], either[chosen]):.3f}; wrong flagged "
            f"{flagged[wrong[chosen]].mean():.2f}, right flagged {flagged[~wrong[chosen]].mean():.2f}"
        )
    return lines


def _named(names: Sequence[str], model: Linear) -> Mapping[str, Any]:
    weights = {name: round(float(weight), 4) for name, weight in zip(names, model.weights, strict=True)}
    return {"weights": weights, "bias": round(model.bias, 4)}
