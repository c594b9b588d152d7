"""Grounding against its lexical floor on the same RAGTruth answers, with the shipped graph and runtime."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from domain.generation import EvidencePair
from domain.ports import TokenClassifier
from monitoring.grounding import worst_logit
from training.calibrate import expected_calibration_error, fit_logistic, sigmoid
from training.details import read_details, write_details
from training.floor import fitted_risks
from training.grounding_data import GroundingExample, RagtruthSplit, sentence_examples, windows
from training.sources import Asked, Labelled
from training.synthetic import synthetic_examples, table_examples

FOLDS = 5
ANSWERS_PER_SOURCE = 6
MADE_SEED = 99
MADE_SENTENCES = 200
PIECE = 400


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
    """Claims with the logit of each one's worst token, shape (claims, 1)."""

    examples: list[GroundingExample]
    logits: NDArray[np.float64]

    @property
    def wrong(self) -> list[bool]:
        """Which claims are not supported."""
        return [not example.supported for example in self.examples]


def check(rows: Sequence[Labelled], classifier: TokenClassifier) -> Checked:
    """Every sentence of the answers, packed and classified as the service does it."""
    return check_examples(sentence_examples(rows, "ragtruth"), classifier)


def check_made(rows: Sequence[Labelled], classifier: TokenClassifier) -> Checked:
    """Sentences made from the passages of the answers: as they stand, reworded, changed, invented; and table rows."""
    rng = random.Random(MADE_SEED)
    pool = [Asked("", passage, None, row.group) for row in rows for passage in row.passages if len(passage) > 200]
    made = [*synthetic_examples(pool, rng, count=MADE_SENTENCES), *table_examples(rng, count=MADE_SENTENCES)]
    return check_examples(made, classifier)


def check_examples(examples: Sequence[GroundingExample], classifier: TokenClassifier) -> Checked:
    """Each example's worst token, read in pieces that do not fill the runtime's queue."""
    made = windows(examples, classifier.count_tokens)
    risks = [
        tokens
        for first in range(0, len(made), PIECE)
        for tokens in classifier.classify([EvidencePair(w.evidence, w.claim) for w in made[first : first + PIECE]])
    ]
    return Checked(list(examples), np.array([[worst_logit([token.risk for token in tokens])] for tokens in risks]))


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


def made_figures(made: Checked) -> dict[str, float]:
    """AUROC on each kind of made-up example."""
    wrong, origins = np.array(made.wrong), np.array([example.origin for example in made.examples])
    kinds = {"sentences": ["synthetic", "invented"], "table rows": ["tables"]}
    parts = {kind: np.isin(origins, names) for kind, names in kinds.items()}
    return {kind: round(float(roc_auc_score(wrong[part], made.logits[part, 0])), 3) for kind, part in parts.items()}


def crossfitted_risks(checked: Checked) -> NDArray[np.float64]:
    """Calibrated risks, each from a calibration fitted without its own fold; a fold holds whole sources."""
    numbers = [int(example.answer.rsplit("-", 1)[1]) for example in checked.examples]
    folds = np.array(numbers) // ANSWERS_PER_SOURCE % FOLDS
    wrong, risks = np.array(checked.wrong), np.zeros(len(folds))
    for fold in range(FOLDS):
        kept = folds != fold
        weights, bias = fit_logistic(checked.logits[kept], list(wrong[kept]))
        risks[~kept] = sigmoid(checked.logits[~kept] @ weights + bias)
    return risks


def calibrate_grounding(folder: Path, checked: Checked) -> dict[str, float]:
    """Fits the claim's risk on all validation sentences and writes it to `model.json`.

    The threshold is the one with the best F1 on them. Returns the fit and its cross-fitted calibration error.
    """
    weights, bias = fit_logistic(checked.logits, checked.wrong)
    claim = {"scale": round(float(weights[0]), 4), "shift": round(bias, 4)}
    threshold = _best_threshold(sigmoid(checked.logits @ weights + bias), np.array(checked.wrong))
    details = read_details(folder)
    details["calibration"] = {"claim": claim}
    details["claim_threshold"] = round(threshold, 3)
    write_details(folder, details)
    error = expected_calibration_error(crossfitted_risks(checked), checked.wrong)
    return {**claim, "threshold": threshold, "cross-fitted ECE": error}


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
