"""A part of a data set, every answer checked, put into figures with its sentences and times."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.detection_figures import Table, table
from evaluation.answer_sets import Part, Row, Split
from evaluation.baselines import Judged
from evaluation.labels import spans_in
from evaluation.made_up import made_up_row
from evaluation.measures import Hits, Times, span_hits, times
from evaluation.subjects import Checked, Subject
from monitoring.claims.splitting import split_claims
from monitoring.claims.statements import stated
from text.marks import states_something

OURS = "candor"
WARM_UP = 5

Track = Callable[[Sequence[int]], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Means over the answers that were timed, null where they cannot be counted."""

    passages: float | None
    answer: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A part with its figures. `fitted_on` is how many answers the baselines were fitted on, 0 for crossfitted ones.

    `sentences` is null where people marked no words. `sentence_spans` is what the detector's span figures would be with
    all of each flagged sentence marked. `times` are those of the answers to passages that had not been seen before.
    """

    name: str
    split: Split
    fitted_on: int
    answers: Table
    sentences: Table | None
    sentence_spans: Hits | None
    times: Times
    tokens: Tokens
    unchecked: int
    notes: tuple[str, ...]


def measure(part: Part, subject: Subject, *, seed: int, track: Track) -> Measured:
    """Checks all rows of the part, one after another; there is at least one."""
    warm_up(subject)
    order, fresh = order_of(part.rows)
    found = {place: subject.check(part.rows[place]) for place in track(order)}
    checked = [found[place] for place in range(len(part.rows))]
    timed = order[:fresh]
    marked = [row.spans for row in part.rows if row.spans is not None]
    has_spans = len(marked) == len(part.rows)
    return Measured(
        part.name,
        part.split,
        len(part.fit),
        table(judged(checked), part.rows, part.fit, seed=seed, reweighted_to=part.reweighted_to),
        sentence_table(part, checked, seed=seed) if has_spans else None,
        span_hits([_flagged(one) for one in checked], marked) if has_spans else None,
        times([checked[place].milliseconds for place in timed]),
        tokens([part.rows[place] for place in timed], subject),
        sum(one.unchecked for one in checked),
        (*part.notes, *subject.notes),
    )


def warm_up(subject: Subject) -> None:
    """So that no figure holds what only the first calls take."""
    for number in range(WARM_UP):
        subject.check(made_up_row(number, passages=3, sentences=5))


def order_of(rows: Sequence[Row]) -> tuple[list[int], int]:
    """Places of all rows, those first whose passages come for the first time, and how many these are.

    What the service remembers of passages would flatter the times of the others.
    """
    seen: set[tuple[str, ...]] = set()
    fresh: list[int] = []
    others: list[int] = []
    for place, row in enumerate(rows):
        (others if row.passages in seen else fresh).append(place)
        seen.add(row.passages)
    return fresh + others, len(fresh)


def judged(checked: Sequence[Checked]) -> Judged:
    """The detector's answers for the figures."""
    return Judged(
        OURS,
        np.array([one.risk for one in checked]),
        np.array([one.flagged for one in checked], dtype=bool),
        tuple(one.spans for one in checked),
    )


def tokens(rows: Sequence[Row], subject: Subject) -> Tokens:
    """How long passages and answers are."""

    def mean(texts: Iterable[str]) -> float | None:
        counts = [subject.count_tokens(text) for text in texts]
        known = [count for count in counts if count is not None]
        return sum(known) / len(rows) if len(known) == len(counts) else None

    return Tokens(mean(passage for row in rows for passage in row.passages), mean(row.answer for row in rows))


def sentence_table(part: Part, checked: Sequence[Checked], *, seed: int) -> Table | None:
    """Sentence by sentence; null where no answer holds one that states something."""
    rows, risks, flagged = [], [], []
    for row, one in zip(part.rows, checked, strict=True):
        for sentence in one.sentences:
            if (labelled := labelled_sentence(row, sentence.start, sentence.end)) is not None:
                rows.append(labelled)
                risks.append(sentence.risk)
                flagged.append(sentence.flagged)
    if not rows:
        return None
    ours = Judged(OURS, np.array(risks), np.array(flagged, dtype=bool))
    return table(ours, rows, [sentence for row in part.fit for sentence in _sentences(row)], seed=seed)


def _sentences(row: Row) -> Iterator[Row]:
    found = (labelled_sentence(row, claim.start, claim.end) for claim in split_claims(row.answer))
    return (sentence for sentence in found if sentence is not None)


def labelled_sentence(row: Row, start: int, end: int) -> Row | None:
    """A sentence as training labels it: wrong where words of it were marked. Null for one that states nothing."""
    text, places = stated(row.answer[start:end])
    if not states_something(text):
        return None
    wrong = any(spans_in(text, [start + place for place in places], row.spans or ()))
    return replace(row, answer=text, wrong=wrong, spans=None)


def _flagged(checked: Checked) -> list[tuple[int, int]]:
    return [(sentence.start, sentence.end) for sentence in checked.sentences if sentence.flagged]
