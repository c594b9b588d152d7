"""A task that asks several things: each of them by itself, and what is picked for any of them."""

from collections.abc import Sequence
from dataclasses import replace

from domain.generation import Task
from generation.quoting.picking import Picked
from text.superseding import Stretch


def each_part(task: Task) -> list[Task]:
    """Over the same passages; itself where it has no parts."""
    parts = [replace(task, query=part.query, stressed=part.stressed, parts=()) for part in task.parts]
    return parts or [task]


def of_any_part(picked: Sequence[Sequence[Picked]]) -> list[Picked]:
    """Each sentence once, likeliest first: as the part takes it that quotes it, else as the likeliest does."""
    if len(picked) == 1:
        return list(picked[0])
    best = dict[Stretch, Picked]()
    for one in sorted((one for part in picked for one in part), key=_rank):
        best.setdefault(one.considered.at, one)
    return sorted(best.values(), key=lambda one: -one.considered.probability)


def _rank(one: Picked) -> tuple[bool, float]:
    return one.left is not None, -one.considered.probability
