"""Grounding against its lexical floor on the same RAGTruth answers, with the shipped graph and runtime."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from domain.generation import EvidencePair
from domain.ports import TokenClassifier
from monitoring.grounding import Calibration, pooled
from training.calibrate import expected_calibration_error, fit_logistic, sigmoid
from training.details import read_details, write_details
from training.floor import fitted_risks
from training.grounding_data import GroundingExample, RagtruthSplit, sentence_examples, windows
from training.sources import Labelled

FOLDS = 5
WORST = 0
MEAN = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """How well risks tell wrong from right. `f1` is at the threshold that is best on these very rows.

    `within_generator_auroc` is the mean over the language models that wrote the answers, weighted by answers.
    """

    rows: int
    wrong_ratio: float
    auroc: float
    auprc: float
    f1: float
    within_generator_auroc: float

    def as_row(self) -> dict[str, float]:
        """Rounded, for a table."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Checked:
    """The sentences of the validation answers with what the model pools from each: [sentences, (worst, mean)]."""

    examples: list[GroundingExample]
    pools: NDArray[np.float64]

    @property
    def wrong(self) -> list[bool]:
        """Which sentences people marked."""
        return [not example.supported for example in self.examples]


def check(rows: Sequence[Labelled], classifier: TokenClassifier) -> Checked:
    """Every sentence of the answers, packed and classified as the service does it."""
    examples = sentence_examples(rows, "ragtruth")
    made = windows(examples, classifier.count_tokens)
    risks = classifier.classify([EvidencePair(window.evidence, window.claim) for window in made])
    return Checked(examples, np.array([pooled([token.risk for token in tokens]) for tokens in risks]))


def figures(risks: Sequence[float], wrong: Sequence[bool], generators: Sequence[str]) -> Figures:
    """All measures of one detector on one set of rows."""
    scores, labels = np.array(risks), np.array(wrong)
    return Figures(
        len(labels),
        float(labels.mean()),
        float(roc_auc_score(labels, scores)),
        float(average_precision_score(labels, scores)),
        _best_f1(scores, labels),
        _within(scores, labels, np.array(generators)),
    )


def compare(split: RagtruthSplit, checked: Checked) -> dict[str, Figures]:
    """The model and the floor, by sentence and by answer (its worst sentence, for the model), on the same rows."""
    sentences = checked.examples
    risks = crossfitted_risks(checked)
    answers = _by_answer(sentences, risks)
    return {
        "model, sentences": figures(list(risks), checked.wrong, [row.generator for row in sentences]),
        "floor, sentences": _floor(
            [(row.claim, row.passages, not row.supported) for row in sentence_examples(split.train, "ragtruth")],
            [(row.claim, row.passages, not row.supported, row.generator) for row in sentences],
        ),
        "model, answers": figures(*answers),
        "floor, answers": _floor(
            [(row.answer, row.passages, bool(row.spans)) for row in split.train],
            [(row.answer, row.passages, bool(row.spans), row.generator) for row in split.validation],
        ),
    }


def crossfitted_risks(checked: Checked) -> NDArray[np.float64]:
    """Calibrated risks, each from a calibration fitted on the other folds; a fold holds whole answers."""
    folds = np.array([int(example.answer.rsplit("-", 1)[1]) // 6 % FOLDS for example in checked.examples])
    wrong = np.array(checked.wrong)
    risks = np.zeros(len(wrong))
    for fold in range(FOLDS):
        weights, bias = fit_logistic(checked.pools[folds != fold], list(wrong[folds != fold]))
        risks[folds == fold] = sigmoid(checked.pools[folds == fold] @ weights + bias)
    return risks


def calibrate_grounding(folder: Path, checked: Checked) -> dict[str, float]:
    """Fits the claim's risk on all validation sentences, writes it to `model.json` and returns the fit's figures."""
    weights, bias = fit_logistic(checked.pools, checked.wrong)
    risks = crossfitted_risks(checked)
    details = read_details(folder)
    claim = {"worst": round(weights[WORST], 4), "mean": round(weights[MEAN], 4), "bias": round(bias, 4)}
    threshold = _best_threshold(sigmoid(checked.pools @ weights + bias), np.array(checked.wrong))
    details["calibration"] = claim
    details["claim_threshold"] = round(threshold, 3)
    write_details(folder, details)
    return {
        **claim,
        "threshold": threshold,
        "cross-fitted ECE": expected_calibration_error(risks, checked.wrong),
    }


def probe(classifier: TokenClassifier, calibration: Calibration, examples: Sequence[GroundingExample]) -> list[float]:
    """Risks of made-up examples, such as verbatim sentences and the same with a figure changed."""
    made = windows(examples, classifier.count_tokens)
    risks = classifier.classify([EvidencePair(window.evidence, window.claim) for window in made])
    return [calibration.risk([token.risk for token in tokens]) for tokens in risks]


def _floor(
    train: Sequence[tuple[str, tuple[str, ...], bool]], test: Sequence[tuple[str, tuple[str, ...], bool, str]]
) -> Figures:
    risks = fitted_risks([row[:2] for row in train], [row[2] for row in train], [row[:2] for row in test])
    return figures(list(risks), [row[2] for row in test], [row[3] for row in test])


def _by_answer(
    sentences: Sequence[GroundingExample], risks: NDArray[np.float64]
) -> tuple[list[float], list[bool], list[str]]:
    worst: dict[str, float] = defaultdict(float)
    wrong: dict[str, bool] = defaultdict(bool)
    generators: dict[str, str] = {}
    for example, risk in zip(sentences, risks, strict=True):
        worst[example.answer] = max(worst[example.answer], float(risk))
        wrong[example.answer] |= not example.supported
        generators[example.answer] = example.generator
    return list(worst.values()), [wrong[key] for key in worst], [generators[key] for key in worst]


def _within(scores: NDArray[np.float64], labels: NDArray[np.bool_], generators: NDArray[np.str_]) -> float:
    parts = [generators == name for name in sorted(set(generators.tolist()))]
    both = [part for part in parts if 0 < labels[part].sum() < part.sum()]
    return float(
        np.average([roc_auc_score(labels[part], scores[part]) for part in both], weights=[part.sum() for part in both])
    )


def _best_f1(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    return float(f1_score(labels, scores >= _best_threshold(scores, labels)))


def _best_threshold(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    candidates = np.quantile(scores, np.linspace(0.02, 0.995, 200))
    return float(max(candidates, key=lambda threshold: f1_score(labels, scores >= threshold, zero_division=0)))
