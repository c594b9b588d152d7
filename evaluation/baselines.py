"""What any detector has to beat: novelty of words, flagging everything, and knowing only who wrote the answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from evaluation.answer_sets import Row
from evaluation.measures import Bools, Floats, best_f1

FOLDS = 5
NEEDS_TRAIN = "needs the extra `train`"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a method says of rows in their order: a risk, whether it flags them, and, where it can tell, which words."""

    method: str
    risks: Floats
    flagged: Bools
    spans: tuple[tuple[tuple[int, int], ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A method that could not be measured, and why."""

    method: str
    reason: str


class Unfitted(Exception):
    """There is nothing that a baseline could be fitted on."""


Verdicts: TypeAlias = tuple[Floats, Bools]
Fitter: TypeAlias = Callable[[Sequence[Row], Sequence[Row]], Verdicts]


def baselines(rows: Sequence[Row], fit: Sequence[Row], *, seed: int) -> Iterator[Judged | Unjudged]:
    """Fitted on `fit`, crossfitted by source where that is empty; the thresholds are those with the best F1 there."""
    yield _fitted("lexical floor", _novelty, rows, fit, seed)
    everything = np.ones(len(rows))
    yield Judged("always flag", everything, everything > 0, tuple(((0, len(row.answer)),) for row in rows))
    if all(row.generator for row in rows):
        yield _fitted("generator only", _generator_rates, rows, fit, seed)


def _fitted(method: str, fitter: Fitter, rows: Sequence[Row], fit: Sequence[Row], seed: int) -> Judged | Unjudged:
    try:
        return Judged(method, *(fitter(fit, rows) if fit else crossfitted(fitter, rows, seed=seed)))
    except (ImportError, Unfitted) as error:
        return Unjudged(method, NEEDS_TRAIN if isinstance(error, ImportError) else str(error))


def crossfitted(fitter: Fitter, rows: Sequence[Row], *, seed: int) -> Verdicts:
    """Each row judged by a fit on other folds; a fold holds whole sources. Raises `Unfitted`."""
    groups = sorted({row.group for row in rows})
    order = np.random.default_rng(seed).permutation(len(groups))
    fold_of = {groups[place]: number % FOLDS for number, place in enumerate(order)}
    folds = np.array([fold_of[row.group] for row in rows])
    risks, flagged = np.zeros(len(rows)), np.zeros(len(rows), dtype=bool)
    for fold in sorted(set(fold_of.values())):
        held = folds == fold
        seen = [row for row, out in zip(rows, held, strict=True) if not out]
        risks[held], flagged[held] = fitter(seen, [row for row, out in zip(rows, held, strict=True) if out])
    return risks, flagged


def _novelty(train: Sequence[Row], test: Sequence[Row]) -> Verdicts:
    from evaluation.floor import fitted_risks

    labels = _labels(train)
    pairs = [(row.answer, row.passages) for row in (*train, *test)]
    risks = fitted_risks(pairs[: len(train)], list(labels), pairs)
    return _decided(risks, labels)


def _generator_rates(train: Sequence[Row], test: Sequence[Row]) -> Verdicts:
    """A generator that was not seen gets the rate of all."""
    labels = _labels(train)
    names = np.array([row.generator for row in train])
    rates = {str(name): float(labels[names == name].mean()) for name in np.unique(names)}
    risks = np.array([rates.get(row.generator, float(labels.mean())) for row in (*train, *test)])
    return _decided(risks, labels)


def _labels(rows: Sequence[Row]) -> Bools:
    labels = np.array([row.wrong for row in rows], dtype=bool)
    if not labels.any() or labels.all():
        raise Unfitted("too few rows to fit it")
    return labels


def _decided(risks: Floats, labels: Bools) -> Verdicts:
    """`risks` are those of the rows that were fitted, then of those to judge."""
    best = best_f1(risks[: len(labels)], labels)
    judged = risks[len(labels) :]
    return judged, judged >= (best[1] if best else np.inf)
