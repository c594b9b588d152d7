"""A method's figures on rows of a data set."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.answer_sets import Row
from evaluation.baselines import Judged, Unjudged, baselines
from evaluation.measures import (
    Floats,
    Hits,
    auroc,
    auroc_within,
    average_precision,
    best_f1,
    calibration_error,
    f1_interval,
    hits,
    importance_weights,
    kept_rates,
    span_hits,
)

COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6)


@dataclass(frozen=True, slots=True)
class Reweightable:
    """What depends on how many rows are wrong; `kept_rates` are the shares of wrong ones among those kept."""

    auprc: float | None
    at_threshold: Hits
    kept_rates: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All of one method, null where undefined. `best_f1` is at the threshold that is best on these very rows.

    `reweighted` is there where another share of wrong rows was asked for.
    """

    method: str
    auroc: float | None
    within_generator_auroc: float | None
    plain: Reweightable
    f1_interval: tuple[float, float] | None
    best_f1: float | None
    spans: Hits | None
    ece: float | None
    reweighted: Reweightable | None


@dataclass(frozen=True, slots=True)
class Table:
    """Methods on the same rows."""

    rows: int
    sources: int
    wrong_ratio: float
    methods: tuple[Figures | Unjudged, ...]


def table(
    ours: Judged, rows: Sequence[Row], fit: Sequence[Row], *, seed: int, reweighted_to: float | None = None
) -> Table:
    """The detector and beside it the baselines, fitted on `fit`."""
    judged = [ours, *baselines(rows, fit, seed=seed)]
    methods = (
        one if isinstance(one, Unjudged) else figures(one, rows, seed=seed, reweighted_to=reweighted_to)
        for one in judged
    )
    wrong = sum(row.wrong for row in rows) / len(rows)
    return Table(len(rows), len({row.group for row in rows}), wrong, tuple(methods))


def figures(judged: Judged, rows: Sequence[Row], *, seed: int, reweighted_to: float | None = None) -> Figures:
    """Of one method. Intervals are drawn from `seed`."""
    labels = np.array([row.wrong for row in rows], dtype=bool)
    generators = [row.generator for row in rows]
    best = best_f1(judged.risks, labels)
    weights = None if reweighted_to is None else importance_weights(labels, wrong_ratio=reweighted_to)
    return Figures(
        judged.method,
        auroc=auroc(judged.risks, labels),
        within_generator_auroc=auroc_within(judged.risks, labels, generators) if all(generators) else None,
        plain=_reweightable(judged, rows, None),
        f1_interval=f1_interval(judged.flagged, labels, [row.group for row in rows], seed=seed),
        best_f1=best[0] if best else None,
        spans=_spans(judged, rows),
        ece=calibration_error(judged.risks, labels),
        reweighted=None if weights is None else _reweightable(judged, rows, weights),
    )


def _reweightable(judged: Judged, rows: Sequence[Row], weights: Floats | None) -> Reweightable:
    labels = np.array([row.wrong for row in rows], dtype=bool)
    return Reweightable(
        average_precision(judged.risks, labels, weights),
        hits(judged.flagged, labels, weights),
        kept_rates(judged.risks, labels, COVERAGES, weights),
    )


def _spans(judged: Judged, rows: Sequence[Row]) -> Hits | None:
    marked = [row.spans for row in rows if row.spans is not None]
    if judged.spans is None or len(marked) < len(rows):
        return None
    return span_hits(judged.spans, marked)
