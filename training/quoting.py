"""The weights of quoting (`generation.quoting.fitted`), fitted on the written questions one stage after the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields, replace

import numpy as np

from domain.generation import ClaimCase
from domain.headed import read_headed
from domain.odds import logit
from domain.ports import ClaimJudge, PairReader
from evaluation.measures import Floats
from generation.quoting.considering import Considered
from generation.quoting.signals import Signals, Weights

THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
MOST_LOOKED_AT_TWICE = 6
RIDGE = 1.0
SPEAK_FOR = frozenset({"near", "read", "answers", "shared", "found"})  # the other signals speak against a sentence
_NEWTON_STEPS = 40
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Sentence:
    """What could be quoted, and the share of an answer in it: 1 answers, 0 does not, the rest is not learnt."""

    considered: Considered
    answered: float

    @property
    def signals(self) -> Signals:
        """What is known of it."""
        return self.considered.signals


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of `set`, `is_open` where its documents do not answer it."""

    set: str
    question: str
    is_open: bool
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """`ask` learns a signal more of the `most` that the weights of the stage before find likeliest."""

    ask: Callable[[str, Considered], Signals]
    most: int

    def of(self, asked: Asked, before: Weights) -> Asked:
        """`asked` with those alone."""
        best = sorted(asked.sentences, key=lambda one: -before.probability(one.signals))[: self.most]
        return replace(asked, sentences=tuple(self._learnt(asked.question, one) for one in best))

    def _learnt(self, question: str, one: Sentence) -> Sentence:
        signals = self.ask(question, one.considered)
        return replace(one, considered=replace(one.considered, signals=signals))


@dataclass(frozen=True, slots=True)
class Models:
    """Asks reader and judge as quoting does, each of the same once: folds have most sentences in common."""

    reader: PairReader
    judge: ClaimJudge
    _read: dict[tuple[str, str, str], float] = field(default_factory=dict)
    _judged: dict[tuple[str, str, str], float] = field(default_factory=dict)

    def ways(self) -> Mapping[str, Sequence[Step]]:
        """The steps after the glance of each way of weighing, by the name of its weights."""
        second = {"_READ": self.read, "_JUDGED": self.answers}
        steps = {name: [Step(ask, MOST_LOOKED_AT_TWICE)] for name, ask in second.items()}
        return {"_AT_A_GLANCE": []} | steps

    def read(self, question: str, one: Considered) -> Signals:
        """Read by itself, below its headings."""
        key = (question, one.heading, one.text)
        if key not in self._read:
            [reading] = read_headed(self.reader, question, [one.text], [one.heading])
            self._read[key] = logit(reading.relevance)
        return replace(one.signals, read=self._read[key])

    def answers(self, question: str, one: Considered) -> Signals:
        """Judged, with nothing but itself as evidence."""
        key = (question, one.heading, one.text)
        if key not in self._judged:
            [judged] = self.judge.judge([ClaimCase(question, one.text, one.evidence)])
            self._judged[key] = 0.0 if judged.answers is None else logit(judged.answers)
        return replace(one.signals, answers=self._judged[key])


def fit(questions: Sequence[Asked]) -> Weights:
    """A logistic regression by Newton's method, `RIDGE` on the weights of standardised signals.

    Signals that would count against what they stand for, beside the others, count nothing.
    """
    learnt = [one for asked in questions for one in asked.sentences if one.answered in {0, 1}]
    signals = np.array([astuple(one.signals) for one in learnt], dtype=np.float64)
    right = np.array([one.answered for one in learnt], dtype=np.float64)
    mean, deviation = signals.mean(axis=0), signals.std(axis=0) + _EDGE
    inputs = np.column_stack([np.ones(len(signals)), (signals - mean) / deviation])
    senses = np.array([1.0 if one.name in SPEAK_FOR else -1.0 for one in fields(Signals)])
    values = _newton(inputs, right)
    while (turned := values[1:] * senses < 0).any():
        inputs[:, 1:][:, turned] = 0
        values = _newton(inputs, right)
    weights = values[1:] / deviation
    named = zip((one.name for one in fields(Signals)), weights.tolist(), strict=True)
    return Weights(bias=float(values[0] - weights @ mean), **dict(named))


def _newton(inputs: Floats, right: Floats) -> Floats:
    """The first column of `inputs` is the bias, which is free."""
    values = np.zeros(inputs.shape[1])
    ridge = np.array([0.0, *[RIDGE] * (len(values) - 1)])
    for _ in range(_NEWTON_STEPS):
        expected = 1 / (1 + np.exp(-inputs @ values))
        slope = inputs.T @ (expected - right) + ridge * values
        curve = (inputs * (expected * (1 - expected))[:, None]).T @ inputs + np.diag(ridge + _EDGE)
        values = values - np.linalg.solve(curve, slope)
    return values


def fit_stages(questions: Sequence[Asked], steps: Sequence[Step]) -> tuple[Weights, ...]:
    """Those of the glance on all sentences, and of each of `steps` on those that it sees."""
    weights = [fit(questions)]
    for step in steps:
        questions = [step.of(asked, weights[-1]) for asked in questions]
        weights.append(fit(questions))
    return tuple(weights)


@dataclass(frozen=True, slots=True)
class Quoted:
    """The likeliest sentence for a question: its probability (0 without any), and whether it answers."""

    probability: float
    is_right: bool
    is_open: bool


def crossfitted(questions: Sequence[Asked], steps: Sequence[Step]) -> Iterator[Quoted]:
    """What would be quoted for each question, by weights fitted on the other sets."""
    for held in sorted({asked.set for asked in questions}):
        weights = fit_stages([asked for asked in questions if asked.set != held], steps)
        yield from (quoted(asked, steps, weights) for asked in questions if asked.set == held)


def quoted(asked: Asked, steps: Sequence[Step], weights: Sequence[Weights]) -> Quoted:
    """What would be quoted, `weights` being those of the glance and of each of `steps`."""
    for step, before in zip(steps, weights[:-1], strict=True):
        asked = step.of(asked, before)
    known = [(weights[-1].probability(one.signals), one.answered == 1) for one in asked.sentences]
    probability, is_right = max(known, key=lambda pair: pair[0], default=(0.0, False))
    return Quoted(probability, is_right, asked.is_open)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How questions fare where what is likelier than a threshold is quoted."""

    right: int
    wrong: int
    left_open: int
    open_answered: int

    @classmethod
    def of(cls, found: Sequence[Quoted], threshold: float) -> "Outcome":
        """`open_answered` counts those that the documents do not answer, the others all that they do."""
        shown = [one for one in found if one.probability >= threshold]
        answerable = [one for one in shown if not one.is_open]
        right = sum(one.is_right for one in answerable)
        left_open = sum(not one.is_open for one in found) - len(answerable)
        return cls(right, len(answerable) - right, left_open, len(shown) - len(answerable))


def report(questions: Sequence[Asked], ways: Mapping[str, Sequence[Step]]) -> Iterator[str]:
    """A table a way of weighing, crossfitted by set, and the weights fitted on all sets."""
    for name, steps in ways.items():
        yield from _table(name, list(crossfitted(questions, steps)))
        yield _as_code(name, fit_stages(questions, steps)[-1])


def _table(name: str, found: Sequence[Quoted]) -> Iterator[str]:
    unanswered = sum(one.is_open for one in found)
    first = sum(one.is_right for one in found)
    yield f"{name}, crossfitted: {len(found) - unanswered} answerable, likeliest right {first}; {unanswered} open"
    yield "from   right  wrong  left open  open ones answered"
    for threshold in THRESHOLDS:
        one = Outcome.of(found, threshold)
        yield f"{threshold:<6} {one.right:>5}  {one.wrong:>5}  {one.left_open:>9}  {one.open_answered:>18}"


def _as_code(name: str, weights: Weights) -> str:
    lines = [f"    {one.name}={round(getattr(weights, one.name), 3):g}," for one in fields(weights)]
    return "\n".join([f"{name} = Weights(", *lines, ")"])
