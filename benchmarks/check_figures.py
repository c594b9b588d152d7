"""Opinions of several checks on the same trials, put into figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.checks import Check, Opinion
from domain.answers import Support
from evaluation.baselines import Judged, Unjudged, baselines
from evaluation.crossfitting import Crossfitted, crossfitted
from evaluation.measures import Times, auroc, calibration_error_equal_mass, caught_ratio, times
from evaluation.novelty import novelty
from evaluation.trials import Trial, Trials

NEW_WORDS = "new words"
FLOOR = "lexical floor"
_NEW_WORDS_RATIO = "new words, ratio"
SAID_FROM = 0.5
_WARM_UP = 3

Track = Callable[[Sequence[Trial], str], Iterable[Trial]]


@dataclass(frozen=True, slots=True)
class Figures:
    """How one check does; null where undefined, or where it says nothing of the kind.

    `caught` is the share of wrong ones above the risk that at most 15 % of right ones reach. `accuracy` is of three
    classes, by its verdicts. The last five are of supported answers to a question: how well risk, and what the check
    says of the point, tell those off it, and what share of those off the point, and to the point, it says to answer.
    """

    rows: int
    auroc: float | None
    caught: float | None
    right_delivered: float | None
    wrong_delivered: float | None
    accuracy: float | None
    calibration_error: float | None
    off_point_rows: int
    off_point_auroc: float | None
    off_point_auroc_by_answers: float | None
    off_point_said_to_answer: float | None
    to_the_point_said_to_answer: float | None


@dataclass(frozen=True, slots=True)
class Method:
    """A check's figures, whole and by kind; `times` are empty for floors.

    `crossfitted` is what it could reach, null where the rows are too few to fit anything on.
    """

    name: str
    whole: Figures
    crossfitted: Crossfitted | None
    kinds: dict[str, Figures]
    times: Times


@dataclass(frozen=True, slots=True)
class Measured:
    """All checks on one set, and those that could not be measured, with the reason."""

    name: str
    rows: int
    wrong_ratio: float
    notes: tuple[str, ...]
    methods: tuple[Method, ...]
    unmeasured: tuple[Unjudged, ...]


def measure(trials: Trials, checks: Sequence[Check], *, seed: int, track: Track) -> Measured:
    """Every trial by every check, one after another, and the floors; there is at least one trial."""
    methods = []
    for check in checks:
        for trial in trials.trials[:_WARM_UP]:
            check.opinion(trial.row)
        opinions = [check.opinion(trial.row) for trial in track(trials.trials, f"{trials.name}, {check.name}")]
        methods.append(method(check.name, trials.trials, opinions, seed=seed))
    floors = list(_floors(trials, seed=seed))
    wrong = sum(row.wrong for row in trials.rows) / len(trials.trials)
    return Measured(
        trials.name,
        len(trials.trials),
        wrong,
        trials.notes,
        (*methods, *(one for one in floors if isinstance(one, Method))),
        tuple(one for one in floors if isinstance(one, Unjudged)),
    )


def method(name: str, trials: Sequence[Trial], opinions: Sequence[Opinion], *, seed: int) -> Method:
    """What opinions amount to."""
    pairs = list(zip(trials, opinions, strict=True))
    by_kind = {kind: [pair for pair in pairs if pair[0].kind == kind] for kind in sorted({t.kind for t in trials})}
    taken = [one.milliseconds for one in opinions if one.milliseconds]
    risks = np.array([opinion.risk for opinion in opinions])
    wrong = np.array([trial.row.wrong for trial in trials], dtype=bool)
    fitted = crossfitted(risks, wrong, [trial.row.group for trial in trials], seed=seed)
    kinds = {kind: figures(some) for kind, some in by_kind.items() if kind}
    return Method(name, figures(pairs), fitted, kinds, times(taken))


def figures(pairs: Sequence[tuple[Trial, Opinion]]) -> Figures:
    """Of one check."""
    risks = np.array([opinion.risk for _, opinion in pairs])
    wrong = np.array([trial.row.wrong for trial, _ in pairs], dtype=bool)
    supported = [pair for pair in pairs if pair[0].to_the_point is not None]
    off_point = np.array([not trial.to_the_point for trial, _ in supported], dtype=bool)
    return Figures(
        len(pairs),
        auroc=auroc(risks, wrong),
        caught=caught_ratio(risks, wrong),
        right_delivered=_share([opinion.delivered for trial, opinion in pairs if not trial.row.wrong]),
        wrong_delivered=_share([opinion.delivered for trial, opinion in pairs if trial.row.wrong]),
        accuracy=_accuracy(pairs),
        calibration_error=calibration_error_equal_mass(risks, wrong),
        off_point_rows=int(off_point.sum()),
        off_point_auroc=auroc(np.array([opinion.risk for _, opinion in supported]), off_point),
        off_point_auroc_by_answers=_by_answers(supported),
        off_point_said_to_answer=_said_to_answer(supported, to_the_point=False),
        to_the_point_said_to_answer=_said_to_answer(supported, to_the_point=True),
    )


def _accuracy(pairs: Sequence[tuple[Trial, Opinion]]) -> float | None:
    """Null for a set of two classes, and for what gives no verdict of three."""
    if any(trial.support is None for trial, _ in pairs) or all(opinion.support is None for _, opinion in pairs):
        return None
    if {trial.support for trial, _ in pairs} < {Support.SUPPORTED, Support.UNSUPPORTED, Support.CONTRADICTED}:
        return None
    return float(np.mean([trial.support is opinion.support for trial, opinion in pairs]))


def _said_to_answer(supported: Sequence[tuple[Trial, Opinion]], *, to_the_point: bool) -> float | None:
    known = [opinion.answers for trial, opinion in supported if trial.to_the_point is to_the_point]
    return _share([None if answers is None else answers >= SAID_FROM for answers in known])


def _by_answers(supported: Sequence[tuple[Trial, Opinion]]) -> float | None:
    said = [(opinion.answers, trial.to_the_point) for trial, opinion in supported if opinion.answers is not None]
    if not said:
        return None
    return auroc(np.array([-answers for answers, _ in said]), np.array([not point for _, point in said], dtype=bool))


def _share(values: Sequence[bool | None]) -> float | None:
    """Of those that are known."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _floors(trials: Trials, *, seed: int) -> Iterable[Method | Unjudged]:
    """The share of new words as it stands, and the regression on novelty."""
    rows = trials.rows
    new = [novelty(row.answer, row.passages)[_NEW_WORDS_RATIO] for row in rows]
    yield method(NEW_WORDS, trials.trials, [Opinion(ratio, None, None, None, 0.0) for ratio in new], seed=seed)
    for one in baselines(rows, trials.fit, seed=seed):
        if one.method == FLOOR:
            yield _judged(trials, one, seed=seed) if isinstance(one, Judged) else one


def _judged(trials: Trials, floor: Judged, *, seed: int) -> Method:
    opinions = [
        Opinion(float(risk), None, not flagged, None, 0.0)
        for risk, flagged in zip(floor.risks, floor.flagged, strict=True)
    ]
    return method(floor.method, trials.trials, opinions, seed=seed)
