"""Each sentence, row and item of the passages, weighed as an answer to the question."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.documents import Passage
from domain.generation import Reading, Task
from domain.headed import headings, read_headed, told_heading
from domain.odds import logit
from domain.places import HEADING_PATH, heading_of
from domain.ports import Encoder, PairReader
from generation.quoting.coverage import coverages
from generation.quoting.evidence import Demands
from generation.quoting.quotables import Quotable, Quote, Splitter, quotables
from generation.quoting.signals import Signals, Weights
from text.dates import dates
from text.superseding import Stretch
from text.words import word_count

_FRAGMENT_WORDS = 5


@dataclass(frozen=True, slots=True)
class Considered:
    """What may be quoted: `quotes` show it, and `probability` is how likely it answers the question, in (0, 1).

    `reading` is what the reader makes of its text by itself, null where it was not read.
    """

    at: Stretch
    document_id: str
    heading: str
    quotes: tuple[Quote, ...]
    signals: Signals
    probability: float
    reading: Reading | None = None

    @property
    def text(self) -> str:
        """All of it that would be quoted."""
        return " ".join(quote.text for quote in self.quotes)

    @property
    def evidence(self) -> tuple[str, ...]:
        """What it says, as a judge is given it: below its headings."""
        return (told_heading(self.heading), self.text) if self.heading else (self.text,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """How sentences are weighed, each step on fewer of them: at a glance, then read by themselves.

    At a glance `encoder` compares `most_compared` of them with the question, where there is one: those that share most
    with it or lie where the reader finds its answer. The `most_read` likeliest are then read by themselves, below their
    headings. `read` is null where no reader knows the language.
    """

    encoder: Encoder | None
    glance: Weights
    read: Weights | None
    most_compared: int = 96
    most_read: int = 6


def consider(task: Task, reader: PairReader, split: Splitter, weighing: Weighing) -> list[Considered]:
    """All but headings, questions and lines of contents, in the order of the passages.

    None that is not read counts for more than the last of those that are. Raises what the models raise.
    """
    query = task.query
    asked = reader if weighing.read is not None else None
    looks = [look for look in _looks(task.passages, asked, split, query) if look.quotes]
    near = _cosines(looks, weighing, query)
    found = [look.considered(cosine, weighing.glance) for look, cosine in zip(looks, near, strict=True)]
    if weighing.read is not None:
        found = _again(found, _reading(reader, weighing.read, query), most=weighing.most_read)
    return found


Step = Callable[[Sequence[Considered]], Sequence[Considered]]


def _again(found: Sequence[Considered], step: Step, *, most: int) -> list[Considered]:
    """`step` weighs the likeliest anew; what overlapping chunks hold twice takes one place."""
    unlike: dict[tuple[str, str], Considered] = {}
    for one in sorted(found, key=lambda one: -one.probability):
        unlike.setdefault((one.heading, one.text), one)
    best = list(unlike.values())[:most]
    anew = {(one.heading, one.text): one for one in step(best)}
    least = min((one.probability for one in anew.values()), default=0.0)
    return [_weighed(one, anew.get((one.heading, one.text)), least) for one in found]


def _weighed(one: Considered, anew: Considered | None, least: float) -> Considered:
    if anew is None:
        return replace(one, probability=min(one.probability, least))
    return replace(one, signals=anew.signals, probability=anew.probability, reading=anew.reading)


def _reading(reader: PairReader, weights: Weights, query: str) -> Step:
    def read(best: Sequence[Considered]) -> list[Considered]:
        readings = read_headed(reader, query, [one.text for one in best], [one.heading for one in best])
        return [_read(*pair, weights) for pair in zip(best, readings, strict=True)]

    return read


def _read(one: Considered, reading: Reading, weights: Weights) -> Considered:
    signals = replace(one.signals, read=logit(reading.relevance))
    return replace(one, signals=signals, probability=weights.probability(signals), reading=reading)


@dataclass(frozen=True, slots=True)
class _Look:
    """A sentence beside the question, before it is compared or read."""

    shown: Quotable
    quotes: tuple[Quote, ...]
    passage: Reading | None
    shared: float
    demands: Demands

    @property
    def text(self) -> str:
        return " ".join(quote.text for quote in self.quotes)

    @property
    def heading(self) -> str:
        path, above = heading_of(self.shown.passage.stored.chunk.place), self.shown.above()
        return HEADING_PATH.join(part for part in (path, above) if part)

    @property
    def found(self) -> float:
        sentence, reading = self.shown.sentence, self.passage
        touched = reading is not None and sentence.start < reading.end and sentence.end > reading.start
        return reading.answerable if reading and touched else 0.0

    def considered(self, cosine: float, weights: Weights) -> Considered:
        signals = self._signals(cosine)
        at = Stretch(self.shown.index, self.shown.sentence.start, self.shown.sentence.end)
        document = self.shown.passage.stored.document_id
        return Considered(at, document, self.heading, self.quotes, signals, weights.probability(signals))

    def _signals(self, cosine: float) -> Signals:
        surroundings = self.shown.surroundings()
        return Signals(
            near=cosine,
            read=0.0,
            answers=0.0,
            shared=self.shared,
            found=self.found,
            wrong_kind=float(not self.demands.holds_kind(self.text)),
            lacks_mark=float(self.demands.lacks_mark(surroundings)),
            lacks_name=float(self.demands.lacks_name(surroundings)),
            fragment=float(word_count(self.shown.sentence.text) < _FRAGMENT_WORDS),
            row=float(self.shown.in_table),
        )


def _looks(passages: Sequence[Passage], reader: PairReader | None, split: Splitter, query: str) -> Iterator[_Look]:
    readings: Sequence[Reading | None] = [None] * len(passages)
    if reader is not None and passages:
        readings = read_headed(reader, query, [one.text for one in passages], headings(passages))
    moved = [(one, one.below(query)) for one in quotables(passages, split)]
    shown = [(one, below) for one, below in moved if below.states_something()]
    told = [f"{one.above()} {one.sentence.text}" for one, _ in shown]
    shares = coverages(_without_years_of(passages, query), told)
    demands = Demands.of(query)
    for (one, below), share in zip(shown, shares, strict=True):
        if demands.is_met_by_another(one.sentence.text):
            continue
        yield _Look(one, below.quotes(), readings[one.index], share, demands)


def _cosines(looks: Sequence[_Look], weighing: Weighing, query: str) -> list[float]:
    """With the question; 0 for those beyond `most_compared`, and for all without an encoder."""
    encoder = weighing.encoder
    promising = sorted(range(len(looks)), key=lambda place: -looks[place].shared - looks[place].found)[
        : weighing.most_compared
    ]
    if encoder is None or not promising:
        return [0.0] * len(looks)
    texts = [". ".join(part for part in (looks[place].heading, looks[place].text) if part) for place in promising]
    cosines = encoder.encode(texts) @ encoder.encode_queries([query])[0]
    found = dict(zip(promising, cosines.tolist(), strict=True))
    return [found.get(place, 0.0) for place in range(len(looks))]


def _without_years_of(passages: Sequence[Passage], question: str) -> str:
    """The question without a date that says which document is meant: the sentence that answers need not repeat it."""
    stated = [since for passage in passages if (since := passage.stored.stated.since)]
    meant = (date for date in dates(question) if any(since.startswith(date.iso) for since in stated))
    for date in reversed(list(meant)):
        question = question[: date.start] + question[date.end :]
    return question
