"""Each sentence, row and item of the passages, weighed as an answer to the question."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from domain.documents import Passage
from domain.generation import ClaimCase, Reading, Task
from domain.headed import headings, read_headed, told_heading
from domain.odds import logit
from domain.ports import ClaimJudge, Encoder, PairReader
from generation.quoting.asked_part import asked_part
from generation.quoting.coverage import coverages
from generation.quoting.evidence import Demands
from generation.quoting.grounded import priors
from generation.quoting.mail import is_beside_its_text
from generation.quoting.quotables import Quotable, Quote, Splitter, quotables
from generation.quoting.signals import Signals, Weights
from text.dates import dates
from text.question_words import PREPOSITIONS
from text.superseding import Stretch
from text.words import word_count

_FRAGMENT_WORDS = 5
# Below "Carrying over" nothing shares more with "taken over".
_PREPOSITION = re.compile(rf"\b(?:{'|'.join(sorted(PREPOSITIONS))})\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_NOW = re.compile(r"\b(?:this|the current) (?:year|month|week)(?:['’]s)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Considered:
    """What may be quoted: `quotes` show it, and `probability` is how likely it answers the question, in (0, 1).

    `reading` is what the reader makes of its text by itself, null where it was not read. Where it holds nothing of the
    kind that is asked for and the sentence behind it does, that is `onward`. `prior` is what speaks for it beside its
    signals, in log odds.
    """

    at: Stretch
    document_id: str
    heading: str
    quotes: tuple[Quote, ...]
    signals: Signals
    probability: float
    reading: Reading | None = None
    onward: tuple[Quote, ...] = ()
    prior: float = 0.0

    def completed(self) -> "Considered":
        """With what follows: "A shelter was proposed. The best offer was 11,850 pounds.", where its price is asked."""
        if not self.onward:
            return self
        signals = replace(self.signals, wrong_kind=0.0)
        return replace(self, quotes=(*self.quotes, *self.onward), signals=signals, onward=())

    @property
    def text(self) -> str:
        """All of it that would be quoted."""
        return " ".join(quote.text for quote in self.quotes)

    @property
    def evidence(self) -> tuple[str, ...]:
        """What it says, as a judge is given it: below its headings."""
        return (told_heading(self.heading), self.text) if self.heading else (self.text,)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """The `most` likeliest are weighed anew by `weights`, once `judge` has said whether they answer.

    It is given nothing but themselves below their headings. Where it is null the reader reads them instead.
    """

    weights: Weights
    judge: ClaimJudge | None = None
    most: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """How sentences are weighed: all at a glance, then the likeliest of them.

    At a glance `encoder` compares `most_compared` of them with the question, where there is one: those that share most
    with it or lie where the reader finds its answer. `reads` is false where no reader knows the language.
    """

    encoder: Encoder | None
    glance: Weights
    second: SecondLook | None
    reads: bool = True
    most_compared: int = 96


def consider(task: Task, reader: PairReader, split: Splitter, weighing: Weighing) -> list[Considered]:
    """All but headings, questions and lines of contents, in the order of the passages.

    None that is not looked at twice counts for more than the last of those that are. Raises what the models raise.
    """
    query = task.query
    asked = reader if weighing.reads else None
    looks = [look for look in _looks(task, asked, split) if look.quotes]
    near = _cosines(looks, weighing, query)
    found = [look.considered(cosine, weighing.glance) for look, cosine in zip(looks, near, strict=True)]
    second = weighing.second
    return found if second is None else _again(found, _looking(second, reader, query), most=second.most)


Step = Callable[[Sequence[Considered]], Sequence[Considered]]


def _again(found: Sequence[Considered], step: Step, *, most: int) -> list[Considered]:
    """`step` weighs the likeliest anew; what overlapping chunks hold twice takes one place."""
    unlike: dict[tuple[str, str], Considered] = {}
    for one in sorted(found, key=lambda one: -one.probability):
        unlike.setdefault((one.heading, one.text), one)
    best = list(unlike.values())[:most]
    looked_at = step([one.completed() for one in best])
    anew = {(one.heading, one.text): new for one, new in zip(best, looked_at, strict=True)}
    least = min((one.probability for one in anew.values()), default=0.0)
    return [_weighed(one, anew.get((one.heading, one.text)), least) for one in found]


def _weighed(one: Considered, anew: Considered | None, least: float) -> Considered:
    if anew is None:
        return replace(one, probability=min(one.probability, least))
    return replace(one.completed(), signals=anew.signals, probability=anew.probability, reading=anew.reading)


def read_alone(considered: Sequence[Considered], reader: PairReader, query: str) -> list[Considered]:
    """Each with what the reader makes of it by itself, below its headings; raises what it raises."""
    readings = read_headed(reader, query, [one.text for one in considered], [one.heading for one in considered])
    return [
        replace(one, reading=found, signals=replace(one.signals, read=logit(found.relevance)))
        for one, found in zip(considered, readings, strict=True)
    ]


def _looking(second: SecondLook, reader: PairReader, query: str) -> Step:
    def look(best: Sequence[Considered]) -> list[Considered]:
        known = read_alone(best, reader, query) if second.judge is None else _judged(best, second.judge, query)
        return [replace(one, probability=second.weights.probability(one.signals, one.prior)) for one in known]

    return look


def _judged(best: Sequence[Considered], judge: ClaimJudge, query: str) -> list[Considered]:
    judged = judge.judge([ClaimCase(query, one.text, one.evidence) for one in best])
    answers = [0.0 if found.answers is None else logit(found.answers) for found in judged]
    return [replace(one, signals=replace(one.signals, answers=known)) for one, known in zip(best, answers, strict=True)]


@dataclass(frozen=True, slots=True)
class _Look:
    """A sentence beside the question, before it is compared or read."""

    shown: Quotable
    quotes: tuple[Quote, ...]
    passage: Reading | None
    shared: float
    demands: Demands
    query: str
    prior: float

    @property
    def text(self) -> str:
        return " ".join(quote.text for quote in self.quotes)

    @property
    def heading(self) -> str:
        return self.shown.heading

    @property
    def found(self) -> float:
        start, end, reading = self.shown.sentence.start, self.shown.end, self.passage
        touched = reading is not None and start < reading.end and end > reading.start
        return reading.answerable if reading and touched else 0.0

    def _with_units(self) -> str:
        """A row's values have the units that its table names: "Hire in pounds"."""
        return f"{_DIGITS.sub('', self.heading)} {self.text}" if self.shown.in_table else self.text

    def considered(self, cosine: float, weights: Weights) -> Considered:
        signals = self._signals(cosine)
        at = Stretch(self.shown.index, self.shown.sentence.start, self.shown.sentence.end)
        document = self.shown.passage.stored.document_id
        onward = self.shown.onward(self.query, self.demands.holds_kind) if signals.wrong_kind else ()
        chance = weights.probability(signals, self.prior)
        return Considered(at, document, self.heading, self.quotes, signals, chance, onward=onward, prior=self.prior)

    def _signals(self, cosine: float) -> Signals:
        surroundings = self.shown.surroundings()
        return Signals(
            near=cosine,
            read=0.0,
            answers=0.0,
            shared=self.shared,
            found=self.found,
            wrong_kind=float(not self.demands.holds_kind(self._with_units())),
            lacks_mark=float(self.demands.lacks_mark(surroundings)),
            lacks_name=float(self.demands.lacks_name(surroundings)),
            fragment=float(word_count(self.shown.told) < _FRAGMENT_WORDS),
            row=float(self.shown.in_table),
        )


def _looks(task: Task, reader: PairReader | None, split: Splitter) -> Iterator[_Look]:
    passages, query, prior = task.passages, task.query, priors(task)
    readings: Sequence[Reading | None] = [None] * len(passages)
    if reader is not None and passages:
        readings = read_headed(reader, query, [one.text for one in passages], headings(passages))
    moved = [(one, one.below(query)) for one in quotables(passages, split)]
    stating = [(one, below) for one, below in moved if below.states_something(query)]
    shown = [(one, below) for one, below in stating if not is_beside_its_text(below.passage, below.sentence, query)]
    told = [f"{_PREPOSITION.sub(' ', one.above())} {one.told}" for one, _ in shown]
    demands = Demands.of(query)
    shares = _shares(passages, demands, told)
    in_order = [demands.names_in_order(f"{one.heading} {one.sentence.text}") for one, _ in shown]
    for (one, below), share, named in zip(shown, shares, in_order, strict=True):
        if demands.is_met_by_another(one.sentence.text) or (any(in_order) and not named):
            continue
        yield _Look(one, below.quotes(), readings[one.index], share, demands, query, prior[one.index])


def _shares(passages: Sequence[Passage], demands: Demands, told: Sequence[str]) -> list[float]:
    """Of the message, or of it and of what it asks half and half, where that is more: a story is no part of an answer,
    but may decide which one is meant."""
    asked = dict.fromkeys(_without_years_of(passages, one) for one in (demands.question, demands.asked))
    return [max(shares[0], fmean(shares)) for shares in zip(*(coverages(one, told) for one in asked), strict=True)]


def below_headings(heading: str, text: str) -> str:
    """A sentence as the encoder is given it."""
    return ". ".join(part for part in (heading, text) if part)


def _cosines(looks: Sequence[_Look], weighing: Weighing, query: str) -> list[float]:
    """With the question; 0 for those beyond `most_compared`, and for all without an encoder."""
    encoder = weighing.encoder
    promising = sorted(range(len(looks)), key=lambda place: -looks[place].shared - looks[place].found)[
        : weighing.most_compared
    ]
    if encoder is None or not promising:
        return [0.0] * len(looks)
    texts = [below_headings(looks[place].heading, looks[place].text) for place in promising]
    asked = list(dict.fromkeys((query, asked_part(query))))
    each = encoder.encode(texts) @ encoder.encode_queries(asked).T
    cosines = np.maximum(each[:, 0], each.mean(axis=1))
    found = dict(zip(promising, cosines.tolist(), strict=True))
    return [found.get(place, 0.0) for place in range(len(looks))]


def _without_years_of(passages: Sequence[Passage], question: str) -> str:
    """The question without a date that says which document is meant: the sentence that answers need not repeat it.

    Nor need it say "this year", in which a row called "Year" has no part.
    """
    question = _NOW.sub(" ", question)
    stated = [since for passage in passages if (since := passage.stored.stated.since)]
    meant = (date for date in dates(question) if any(since.startswith(date.iso) for since in stated))
    for date in reversed(list(meant)):
        question = question[: date.start] + question[date.end :]
    return question
