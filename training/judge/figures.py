"""How well a judge tells wrong claims from right ones, finds their words, and reads, on rows with labels.

Risks grow with how likely a claim is wrong, as in `evaluation.measures`; what the rows leave undefined is null.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.measures import auroc, caught_ratio
from training.judge.encoding import UNKNOWN, EncodedRow
from training.judge.predictions import Predicted
from training.judge.rows import NO_ANSWER, JudgeRow, Label, Span
from training.overlaps import normal_words, word_overlap

FEWEST_OF_A_CLASS = 3

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ClaimFigures:
    """`caught` is the share of wrong claims flagged where 15 % of the right ones are; `kinds` are AUROCs.

    `accuracy` is of the three labels, null where some rows do not tell two of them apart. The last two are over
    rows with a question whose claim is an answer or is not: does it answer, is it right *and* to the point.
    """

    rows: int
    auroc: float | None
    caught: float | None
    accuracy: float | None
    answers_auroc: float | None
    right_and_to_the_point_auroc: float | None
    kinds: dict[str, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """SQuAD's measures: an abstention, below one half, counts as the empty answer."""

    rows: int
    exact: float
    f1: float
    answerable_auroc: float | None


def claim_figures(rows: Sequence[JudgeRow], predicted: Sequence[Predicted]) -> ClaimFigures:
    """Over the rows whose label is known."""
    pairs = [(row, said) for row, said in zip(rows, predicted, strict=True) if row.label is not Label.UNKNOWN]
    risks = np.array([1 - said.label[Label.SUPPORTED] for _, said in pairs])
    wrong = np.array([row.label is not Label.SUPPORTED for row, _ in pairs], bool)
    asked = [(row, said) for row, said in pairs if row.answers is not None]
    beside = np.array([not row.answers for row, _ in asked], bool)
    bad = np.array([row.label is not Label.SUPPORTED for row, _ in asked], bool) | beside
    return ClaimFigures(
        len(pairs),
        auroc(risks, wrong),
        caught_ratio(risks, wrong),
        _accuracy(pairs),
        auroc(np.array([1 - said.answers for _, said in asked]), beside),
        auroc(np.array([1 - said.answers * said.label[Label.SUPPORTED] for _, said in asked]), bad),
        _by_kind([row.kind for row, _ in pairs], risks, wrong),
    )


def token_auroc(encoded: Sequence[EncodedRow], predicted: Sequence[Predicted]) -> float | None:
    """Of unsupported tokens against the others, over all claims together."""
    known = [row.words != UNKNOWN for row in encoded]
    labels = [row.words[mask] == 1 for row, mask in zip(encoded, known, strict=True)]
    scores = [said.words[mask] for said, mask in zip(predicted, known, strict=True)]
    return auroc(np.concatenate(scores), np.concatenate(labels)) if encoded else None


def reading_figures(
    rows: Sequence[JudgeRow],
    encoded: Sequence[EncodedRow],
    predicted: Sequence[Predicted],
    places: Callable[[str], list[Span]],
) -> ReadingFigures:
    """`places` gives the characters of each token of a text, as the rows were encoded."""
    pairs = [
        (row.evidence[slice(*row.answer)] if row.answer != NO_ANSWER else "", _said(row, inner, said, places))
        for row, inner, said in zip(rows, encoded, predicted, strict=True)
        if row.answer is not None
    ]
    sure = np.array([said.answerable for row, said in zip(rows, predicted, strict=True) if row.answer is not None])
    return ReadingFigures(
        len(pairs),
        float(np.mean([normal_words(gold) == normal_words(said) for gold, said in pairs])),
        float(np.mean([word_overlap(gold, said) for gold, said in pairs])),
        auroc(sure, np.array([bool(gold) for gold, _ in pairs], bool)),
    )


def _said(row: JudgeRow, encoded: EncodedRow, said: Predicted, places: Callable[[str], list[Span]]) -> str:
    if said.answerable < 0.5:
        return ""
    tokens = places(row.evidence)
    first, last = (place - encoded.evidence[0] for place in said.place)
    return row.evidence[tokens[first][0] : tokens[last][1]]


def _accuracy(pairs: Sequence[tuple[JudgeRow, Predicted]]) -> float | None:
    if not pairs or any(row.label is Label.NOT_SUPPORTED for row, _ in pairs):
        return None
    return float(np.mean([said.label.argmax() == row.label for row, said in pairs]))


def _by_kind(kinds: Sequence[str], risks: Floats, wrong: Bools) -> dict[str, tuple[float, int]]:
    """AUROC and rows of each kind with enough of either class, weakest first."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, kind in enumerate(kinds):
        places[kind].append(place)
    figures = {}
    for kind, here in places.items():
        bad = int(wrong[here].sum())
        figure = auroc(risks[here], wrong[here])
        if kind and figure is not None and min(bad, len(here) - bad) >= FEWEST_OF_A_CLASS:
            figures[kind] = (figure, len(here))
    return dict(sorted(figures.items(), key=lambda item: item[1]))
