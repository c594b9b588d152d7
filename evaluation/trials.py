"""What a check is tried on: an answer with its label and, beside it, what only some sets know of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from domain.answers import Support
from evaluation.answer_sets import Part, Row

_MOST_TO_FIT = 2000


@dataclass(frozen=True, slots=True)
class Trial:
    """A row; `kind` is the set's own word for what makes it hard, empty without one.

    `support` is what a perfect check says, null where the set tells only right from wrong. `to_the_point` is null for
    all but supported answers to a question.
    """

    row: Row
    kind: str = ""
    support: Support | None = None
    to_the_point: bool | None = None


@dataclass(frozen=True, slots=True)
class Trials:
    """A set to measure on, and rows of the same sort that the lexical floor is fitted on (none: it is crossfitted)."""

    name: str
    trials: tuple[Trial, ...]
    fit: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """The rows alone."""
        return [trial.row for trial in self.trials]

    def limited(self, limit: int | None, *, seed: int) -> "Trials":
        """At most `limit` trials, drawn from `seed`; where there is nothing else to fit the floor on, the rest does."""
        if limit is None or limit >= len(self.trials):
            return self
        order = np.random.default_rng(seed).permutation(len(self.trials))
        drawn = tuple(self.trials[place] for place in sorted(order[:limit]))
        groups = {trial.row.group for trial in drawn}
        others = (self.trials[place].row for place in order[limit:])
        rest = tuple(islice((row for row in others if row.group not in groups), _MOST_TO_FIT))
        note = f"a sample of {limit} of {len(self.trials)}"
        return replace(self, trials=drawn, fit=self.fit or rest, notes=(*self.notes, note))


def of_part(part: Part, *, name: str) -> Trials:
    """Answers of `evaluation.answer_sets`."""
    return Trials(name, tuple(map(Trial, part.rows)), part.fit, part.notes)


def rows_of(sets: Sequence[Trials]) -> tuple[Row, ...]:
    """All rows of all sets."""
    return tuple(row for one in sets for row in one.rows)
