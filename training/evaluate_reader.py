"""The reader's figures on held-back data, with the shipped graph and the service's own runtime."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from domain.generation import Reading
from domain.ports import PairReader
from evaluation.measures import calibration_error
from training.calibrate import fit_logistic, sigmoid
from training.details import read_details, write_details
from training.overlaps import normal_words, word_overlap
from training.reader_data import ReaderExample

_SMALLEST = 1e-6
CURVE = (0.1, 0.3, 0.5, 0.7, 0.9)
THRESHOLDS = tuple(step / 20 for step in range(4, 19))


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """SQuAD's measures over questions with a known span: `exact` and `f1` count an abstention as the empty answer."""

    origin: str
    questions: int
    exact: float
    f1: float
    no_answer_auroc: float


@dataclass(frozen=True, slots=True)
class Abstention:
    """What becomes of questions where the reader answers only from `threshold` on.

    `answered` is the share that it answers, `f1` the overlap of those answers with the truth (0 where there is none),
    `lost` the share of answerable questions that it leaves, `invented` that of unanswerable ones that it answers.
    """

    threshold: float
    answered: float
    f1: float
    lost: float
    invented: float


def read_all(reader: PairReader, examples: Sequence[ReaderExample]) -> list[Reading]:
    """One reading per example, in order."""
    return [reader.read(example.question, [example.passage])[0] for example in examples]


def span_figures(
    origin: str, examples: Sequence[ReaderExample], readings: Sequence[Reading], *, threshold: float
) -> SpanFigures:
    """Figures over the examples of `origin` whose span is known; below `threshold` the reader abstains."""
    known = _known(origin, examples, readings)
    pairs = [(_answer(example), _predicted(example, reading, threshold)) for example, reading in known]
    return SpanFigures(
        origin,
        len(known),
        float(np.mean([normal_words(gold) == normal_words(said) for gold, said in pairs])),
        float(np.mean([word_overlap(gold, said) for gold, said in pairs])),
        float(roc_auc_score([bool(gold) for gold, _ in pairs], [reading.answerable for _, reading in known])),
    )


def abstention_curve(origin: str, examples: Sequence[ReaderExample], readings: Sequence[Reading]) -> list[Abstention]:
    """One row per threshold of `CURVE`, over the examples of `origin` whose span is known."""
    known = _known(origin, examples, readings)
    sure = np.array([reading.answerable for _, reading in known])
    holds = np.array([example.answer is not None for example, _ in known])
    overlap = np.array(
        [word_overlap(_answer(example), _predicted(example, reading, 0.0)) for example, reading in known]
    )
    rows = []
    for threshold in CURVE:
        answered = sure >= threshold
        f1 = float((overlap * holds)[answered].mean()) if answered.any() else float("nan")
        lost, invented = (
            float(part.mean()) if len(part) else float("nan") for part in (~answered[holds], answered[~holds])
        )
        rows.append(Abstention(threshold, float(answered.mean()), f1, lost, invented))
    return rows


def relevance_auroc(examples: Sequence[ReaderExample], readings: Sequence[Reading]) -> float:
    """How well relevance tells judged-relevant pairs from the others."""
    judged = [(example.relevant, reading.relevance) for example, reading in zip(examples, readings, strict=True)]
    known = [(relevant, risk) for relevant, risk in judged if relevant is not None]
    return float(roc_auc_score([relevant for relevant, _ in known], [risk for _, risk in known]))


def calibrate_reader(
    folder: Path, examples: Sequence[ReaderExample], readings: Sequence[Reading]
) -> dict[str, float | None]:
    """Fits scale and shift of both probabilities and the abstention threshold, and writes them to `model.json`.

    `readings` come from the artefact without calibration. Returns the calibration errors, on the same examples.
    """
    rows = list(zip(examples, readings, strict=True))
    judged = [(reading.relevance, bool(example.relevant)) for example, reading in rows if example.relevant is not None]
    # A policy often answers a question in a paragraph that nobody marked: its negatives are no negatives.
    spans = [
        (reading.answerable, example.answer is not None)
        for example, reading in rows
        if example.span_known and example.origin != "policyqa"
    ]
    relevance, relevance_error = _platt(judged)
    answerable, answerable_error = _platt(spans)
    details = read_details(folder)
    details["calibration"] = {"relevance": relevance, "answerable": answerable}
    calibrated = [replace(reading, answerable=_scaled(reading.answerable, answerable)) for reading in readings]
    details["no_answer_threshold"] = _best_threshold(examples, calibrated)
    write_details(folder, details)
    return {"relevance ECE": relevance_error, "answerable ECE": answerable_error}


def _known(
    origin: str, examples: Sequence[ReaderExample], readings: Sequence[Reading]
) -> list[tuple[ReaderExample, Reading]]:
    return [
        (example, reading)
        for example, reading in zip(examples, readings, strict=True)
        if example.span_known and example.origin == origin
    ]


def _platt(pairs: Sequence[tuple[float, bool]]) -> tuple[dict[str, float], float | None]:
    logits = logit(np.array([probability for probability, _ in pairs]))
    labels = [label for _, label in pairs]
    weights, bias = fit_logistic(logits[:, None], labels)
    fitted = sigmoid(weights[0] * logits + bias)
    scale = {"scale": round(float(weights[0]), 4), "shift": round(bias, 4)}
    return scale, calibration_error(fitted, np.array(labels))


def _scaled(probability: float, scale: dict[str, float]) -> float:
    return float(sigmoid(scale["scale"] * logit(np.array([probability])) + scale["shift"])[0])


def _best_threshold(examples: Sequence[ReaderExample], readings: Sequence[Reading]) -> float:
    """The threshold with the best F1, averaged over the sets that mark what cannot be answered."""

    def quality(threshold: float) -> float:
        found = [span_figures(origin, examples, readings, threshold=threshold).f1 for origin in ("squad", "tydiqa")]
        return sum(found) / len(found)

    return float(max(THRESHOLDS, key=quality))


def logit(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """ln(p / (1 - p)), kept finite."""
    bounded = np.clip(probabilities, _SMALLEST, 1 - _SMALLEST)
    result: NDArray[np.float64] = np.log(bounded / (1 - bounded))
    return result


def _answer(example: ReaderExample) -> str:
    return example.passage[slice(*example.answer)] if example.answer else ""


def _predicted(example: ReaderExample, reading: Reading, threshold: float) -> str:
    return example.passage[reading.start : reading.end] if reading.answerable >= threshold else ""
