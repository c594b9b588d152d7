"""Rows to learn from and rows to measure on: no document on both sides, and no row that is nearly another one."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import Misconfigured
from text.words import words
from training.tuning.rows import TuningRow

_RUN = 3


@dataclass(frozen=True, slots=True)
class Split:
    """`repeated` rows stood there twice, `near` ones were taken out of training: they are nearly a held-out one."""

    train: tuple[TuningRow, ...]
    held_out: tuple[TuningRow, ...]
    repeated: int
    near: int


def split_rows(
    rows: Sequence[TuningRow], held_out: Sequence[TuningRow], *, ratio: float, near_ratio: float, seed: int
) -> Split:
    """`held_out` as they are, else `ratio` of the documents of `rows`. Raises `Misconfigured` if a side is empty."""
    distinct = list(dict.fromkeys(rows))
    if held_out:
        kept = list(dict.fromkeys(held_out))
        measured = {row.group for row in kept}
        learnt = [row for row in distinct if row.group not in measured]
    else:
        kept, learnt = _by_document(distinct, ratio=ratio, seed=seed)
    near = _Nearness(kept, near_ratio)
    train = tuple(row for row in learnt if not near.holds(row))
    if not train:
        raise Misconfigured("Nothing is left to learn from: every row is nearly one that is held out.")
    repeated = len(rows) - len(distinct) + len(held_out) - len(set(held_out))
    return Split(train, tuple(kept), repeated, len(learnt) - len(train))


def _by_document(rows: Sequence[TuningRow], *, ratio: float, seed: int) -> tuple[list[TuningRow], list[TuningRow]]:
    """At least one document on each side; whole ones until `ratio` of the rows is held out.

    One that would make it more than twice as many is learnt from, where there is another to hold out.
    """
    groups: dict[str, list[TuningRow]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    if len(groups) < 2:
        raise Misconfigured(
            f"All rows are of one document ({next(iter(groups))[:60]}), so none can be held out: "
            "name each row's document, or files to measure on as data.held_out."
        )
    names = sorted(groups)
    random.Random(seed).shuffle(names)
    fitting = [name for name in names if len(groups[name]) <= 2 * ratio * len(rows)]
    fitting = fitting or [min(names, key=lambda name: len(groups[name]))]
    kept: list[TuningRow] = []
    while len(kept) < ratio * len(rows) and fitting and len(names) > 1:
        name = fitting.pop()
        names.remove(name)
        kept += groups[name]
    return kept, [row for name in names for row in groups[name]]


class _Nearness:
    """Which rows share nearly all word triples of question and answer with one of these (Jaccard)."""

    def __init__(self, rows: Sequence[TuningRow], ratio: float) -> None:
        self._ratio = ratio
        self._runs = [frozenset(_runs(row)) for row in rows]
        self._of_run: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for place, runs in enumerate(self._runs):
            for run in runs:
                self._of_run[run].add(place)

    def holds(self, row: TuningRow) -> bool:
        runs = frozenset(_runs(row))
        places = set().union(*(self._of_run.get(run, set()) for run in runs))
        return any(self._alike(runs, self._runs[place]) for place in places)

    def _alike(self, ours: frozenset[tuple[str, ...]], theirs: frozenset[tuple[str, ...]]) -> bool:
        return len(ours & theirs) >= self._ratio * len(ours | theirs)


def _runs(row: TuningRow) -> Iterator[tuple[str, ...]]:
    said = words(f"{row.question} {row.wanted}")
    for start in range(max(1, len(said) - _RUN + 1)):
        yield tuple(said[start : start + _RUN])
