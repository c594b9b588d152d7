"""Blocks beside evidence of other blocks: what a claim is judged by stands among passages that say nothing of it."""

import random
from collections.abc import Sequence
from dataclasses import replace

from training.judge.rows import JudgeRow

MOST_WORDS = 180


def widened(rows: Sequence[JudgeRow], rng: random.Random) -> list[JudgeRow]:
    """Each row with the evidence of one or two other rows before it, behind it or around it.

    Rows whose evidence would then have more than `MOST_WORDS` words are left out. `rows` have no answer's place, which
    would move.
    """
    sizes = [len(row.evidence.split()) for row in rows]
    wider = []
    for row, size in zip(rows, sizes, strict=True):
        before: list[str] = []
        after: list[str] = []
        for _ in range(rng.choice((1, 1, 2))):
            other = rng.randrange(len(rows))
            if rows[other].evidence != row.evidence and size + sizes[other] <= MOST_WORDS:
                (before if rng.random() < 0.5 else after).append(rows[other].evidence)
                size += sizes[other]
        if before or after:
            wider.append(replace(row, evidence=" ".join([*before, row.evidence, *after])))
    return wider
