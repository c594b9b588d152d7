"""Grounding against its lexical floor on the same held-back RAGTruth answers; every risk fitted on other sources."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from evaluation.floor import fitted_risks
from evaluation.labels import labelled_sentences
from evaluation.measures import auroc_within, calibration_error, hits, importance_weights, kept_rates
from evaluation.splits import RagtruthSplit
from training.calibrate import sigmoid
from training.calibrate_grounding import (
    GREY_BAND,
    PREVALENCE,
    Labels,
    choose_curve,
    crossfitted,
    flagged_answers,
    made_risks,
    thresholds,
    worst_claims,
)
from training.measured import Measured
from training.reliability import bins, diagram

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
KEPT = (0.9, 0.8, 0.7, 0.6)
DRAWS = 500


def evaluate(split: RagtruthSplit, measured: Measured) -> dict[str, dict[str, float]]:
    """Figures by name: sentences and answers, by the model and by the floor."""
    labels = Labels.of(measured)
    make_curve = choose_curve(labels)
    risks = crossfitted(labels, make_curve)
    generators = np.array([row.generator for row in measured.answers])
    of_claims = generators[labels.answer]
    grey = (risks.claims >= GREY_BAND.low) & (risks.claims < GREY_BAND.high)
    return {
        "sentences": figures(risks.claims, labels.wrong, of_claims),
        "sentences, other answers asked in the grey band": figures(risks.blended, labels.wrong, of_claims),
        "sentences of the grey band": figures(risks.claims[grey], labels.wrong[grey], of_claims[grey]),
        "the same, other answers asked": figures(risks.blended[grey], labels.wrong[grey], of_claims[grey]),
        "sentences, by other answers alone": figures(sigmoid(labels.inconsistency), labels.wrong, of_claims),
        "made-up claims": made_figures(
            labels, made_risks(labels, make_curve), thresholds(labels, risks)["claim_threshold"]
        ),
        "sentences, floor": _floor_of_sentences(split, measured),
        "answers": {
            **figures(risks.answers, labels.wrong_answers, generators),
            **decided(flagged_answers(labels, risks), labels.wrong_answers),
            **kept(risks.answers, labels.wrong_answers),
        },
        "answers, worst sentence": figures(worst_claims(labels, risks.claims), labels.wrong_answers, generators),
        "answers, floor": _floor_of_answers(split, measured),
    }


def made_figures(labels: Labels, risks: Floats, limit: float) -> dict[str, float]:
    """One word changed, a clause added, or nothing: how well it is told. No label here had a part in `limit`."""
    wrong, flagged = labels.made_wrong, risks >= limit
    return {
        "rows": len(wrong),
        "wrong": float(wrong.mean()),
        "AUROC": float(roc_auc_score(wrong, risks)),
        "recall": float(flagged[wrong].mean()),
        "false alarms": float(flagged[~wrong].mean()),
    }


def reliability(measured: Measured) -> str:
    """The diagram of crossfitted risks, as SVG."""
    labels = Labels.of(measured)
    risks = crossfitted(labels, choose_curve(labels))
    return diagram(
        [("sentences", bins(risks.claims, labels.wrong)), ("answers", bins(risks.answers, labels.wrong_answers))]
    )


def figures(risks: Floats, wrong: Flags, generators: NDArray[np.str_]) -> dict[str, float]:
    """How well risks tell wrong from right; `best F1` is at the threshold that is best on these very rows."""
    return {
        "rows": len(wrong),
        "wrong": float(wrong.mean()),
        "AUROC": float(roc_auc_score(wrong, risks)),
        "AUPRC": float(average_precision_score(wrong, risks)),
        "best F1": max(float(f1_score(wrong, risks >= limit)) for limit in np.quantile(risks, np.linspace(0, 1, 200))),
        "AUROC within generators": _defined(auroc_within(risks, wrong, generators.tolist())),
        "ECE": _defined(calibration_error(risks, wrong)),
        "ECE were the risks exact": exact_calibration_error(risks),
    }


def exact_calibration_error(risks: Floats) -> float:
    """The mean calibration error of labels drawn with these very risks: what so few rows show of a perfect one."""
    rng = np.random.default_rng(0)
    return float(np.mean([_defined(calibration_error(risks, rng.random(len(risks)) < risks)) for _ in range(DRAWS)]))


def decided(flagged: Flags, wrong: Flags) -> dict[str, float]:
    """What thresholds decide, as it is here and re-weighted to fewer wrong answers."""
    weights = importance_weights(wrong, wrong_ratio=PREVALENCE)
    return {
        "F1": _defined(hits(flagged, wrong).f1),
        "precision": float(wrong[flagged].mean()),
        "recall": float(flagged[wrong].mean()),
        "F1 at 18 %": _defined(hits(flagged, wrong, weights).f1),
    }


def kept(risks: Floats, wrong: Flags) -> dict[str, float]:
    """The share of wrong answers among those kept, lowest risks first, re-weighted to 18 % wrong."""
    rates = kept_rates(risks, wrong, KEPT, importance_weights(wrong, wrong_ratio=PREVALENCE))
    return {
        f"wrong of {share:.0%} kept, at 18 %": rate for share, rate in zip(KEPT, rates, strict=True) if rate is not None
    }


def _defined(figure: float | None) -> float:
    return float("nan") if figure is None else figure


def _floor_of_sentences(split: RagtruthSplit, measured: Measured) -> dict[str, float]:
    train = [(row, sentence) for row in split.train if row.task == "QA" for sentence in labelled_sentences(row)]
    test = [(row, sentence) for row in measured.answers for sentence in labelled_sentences(row)]
    risks = fitted_risks(
        [(sentence.text, row.passages) for row, sentence in train],
        [bool(sentence.spans) for _, sentence in train],
        [(sentence.text, row.passages) for row, sentence in test],
    )
    wrong = np.array([bool(sentence.spans) for _, sentence in test])
    return figures(risks, wrong, np.array([row.generator for row, _ in test]))


def _floor_of_answers(split: RagtruthSplit, measured: Measured) -> dict[str, float]:
    train = [row for row in split.train if row.task == "QA"]
    risks = fitted_risks(
        [(row.answer, row.passages) for row in train],
        [bool(row.spans) for row in train],
        [(row.answer, row.passages) for row in measured.answers],
    )
    wrong = np.array([bool(row.spans) for row in measured.answers])
    return figures(risks, wrong, np.array([row.generator for row in measured.answers]))
