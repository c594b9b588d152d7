"""Each sentence, row and item of the passages, weighed as an answer to the question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.documents import Passage
from domain.generation import Reading, Task
from domain.headed import headings, read_headed
from domain.places import heading_of
from domain.ports import Encoder, PairReader
from generation.quoting.coverage import coverages
from generation.quoting.evidence import Demands
from generation.quoting.quotables import Quotable, Quote, Splitter, quotables
from generation.quoting.signals import Signals, Weights, logit
from text.dates import dates
from text.superseding import Stretch
from text.words import word_count

_FRAGMENT_WORDS = 5


@dataclass(frozen=True, slots=True)
class Considered:
    """What may be quoted: `quotes` show it, and `probability` is how likely it answers the question, in (0, 1).

    `short` is what the reader takes for the answer within it, empty where it was not read.
    """

    at: Stretch
    document_id: str
    heading: str
    quotes: tuple[Quote, ...]
    signals: Signals
    probability: float
    short: str = ""

    @property
    def text(self) -> str:
        """All of it that would be quoted."""
        return " ".join(quote.text for quote in self.quotes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """How sentences are weighed without reading each: `encoder` compares them with the question, where there is one.

    `most` are compared at most, those that share most with the question or lie where the reader finds its answer.
    """

    encoder: Encoder | None
    weights: Weights
    most: int = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """The `most` likeliest are read by themselves, below their headings, and weighed anew by `weights`."""

    weights: Weights
    most: int = 6


def glanced(task: Task, reader: PairReader | None, split: Splitter, glance: Glance, *, query: str) -> list[Considered]:
    """All but headings, questions and lines of contents, in the order of the passages.

    `reader` is null where it cannot read the language. Raises what reader and encoder raise.
    """
    looks = [look for look in _looks(task.passages, reader, split, query) if look.quotes]
    near = _cosines(looks, glance, query)
    return [look.considered(cosine, glance.weights) for look, cosine in zip(looks, near, strict=True)]


def reread(considered: Sequence[Considered], reader: PairReader, again: Reread, *, query: str) -> list[Considered]:
    """The same, in the same order; none that is not read again counts for more than the last of those that are."""
    best = sorted(range(len(considered)), key=lambda place: -considered[place].probability)[: again.most]
    texts, above = [considered[place].text for place in best], [considered[place].heading for place in best]
    readings = dict(zip(best, read_headed(reader, query, texts, above), strict=True))
    read = {place: _read(considered[place], reading, again.weights) for place, reading in readings.items()}
    least = min((one.probability for one in read.values()), default=0.0)
    return [
        read.get(place) or replace(one, probability=min(one.probability, least)) for place, one in enumerate(considered)
    ]


def _read(one: Considered, reading: Reading, weights: Weights) -> Considered:
    signals = replace(one.signals, read=logit(reading.relevance))
    short = one.text[reading.start : reading.end]
    return replace(one, signals=signals, probability=weights.probability(signals), short=short)


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
        return heading_of(self.shown.passage.stored.chunk.place) or ""

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
    shown = [one for one in quotables(passages, split) if one.states_something()]
    shares = coverages(_without_years_of(passages, query), [one.sentence.text for one in shown])
    demands = Demands.of(query)
    for one, share in zip(shown, shares, strict=True):
        yield _Look(one, one.below(query).quotes(), readings[one.index], share, demands)


def _cosines(looks: Sequence[_Look], glance: Glance, query: str) -> list[float]:
    """With the question; 0 for those beyond `glance.most`, and for all without an encoder."""
    encoder = glance.encoder
    promising = sorted(range(len(looks)), key=lambda place: -looks[place].shared - looks[place].found)[: glance.most]
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
