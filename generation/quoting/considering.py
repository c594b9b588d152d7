"""Each sentence, row and item of the passages, read as an answer to the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.documents import Passage
from domain.generation import Reading, Task
from domain.headed import headings, read_headed
from domain.places import heading_of
from domain.ports import PairReader
from generation.quoting.coverage import coverages
from generation.quoting.evidence import Demands
from generation.quoting.quotables import Quotable, Quote, Splitter, quotables
from generation.quoting.signals import Signals, Weights, logit
from text.dates import dates
from text.superseding import Stretch
from text.words import word_count

_CONTENTS = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.? +[^\W\d_a-z][^.!?;:]*(?:(?:\. ?){3,}\d+)?$|.*(?:\. ?){4,}\d+$")
_FRAGMENT_WORDS = 5


@dataclass(frozen=True, slots=True)
class Considered:
    """What may be quoted: `quotes` show it, and `probability` is how likely it answers the question, in (0, 1).

    `short` is what the reader takes for the answer within it, empty where it finds none.
    """

    at: Stretch
    document_id: str
    quotes: tuple[Quote, ...]
    signals: Signals
    probability: float
    short: str = ""

    @property
    def text(self) -> str:
        """All of it that would be quoted."""
        return " ".join(quote.text for quote in self.quotes)


def consider(task: Task, reader: PairReader, split: Splitter, weights: Weights, *, most_read: int) -> list[Considered]:
    """All but headings, in the order of the passages. Raises what the reader raises.

    At most `most_read` are read one by one: those that share most with the question, or that the reader's answer in
    their passage touches. The others count as if the reader found nothing in them.
    """
    if not task.passages:
        return []
    readings = read_headed(reader, task.query, [one.text for one in task.passages], headings(task.passages))
    shown = [one for one in quotables(task.passages, split) if not one.is_heading()]
    looks = _looks(shown, readings, task)
    own = _read(looks, reader, task.query, most_read)
    return [look.considered(reading, weights) for look, reading in zip(looks, own, strict=True)]


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known of a sentence before it is read by itself."""

    shown: Quotable
    quotes: tuple[Quote, ...]
    passage: Reading
    coverage: float
    headed: float
    demands: Demands

    @property
    def text(self) -> str:
        return " ".join(quote.text for quote in self.quotes)

    @property
    def touched(self) -> bool:
        sentence = self.shown.sentence
        return sentence.start < self.passage.end and sentence.end > self.passage.start

    @property
    def promise(self) -> float:
        """By which those are picked that are read."""
        return max(self.coverage, self.headed) + self.passage.answerable * (1.0 if self.touched else 0.5)

    def considered(self, own: Reading | None, weights: Weights) -> Considered:
        signals = self._signals(own)
        stored = self.shown.passage.stored
        at = Stretch(self.shown.index, self.shown.sentence.start, self.shown.sentence.end)
        short = self.text[own.start : own.end] if own else ""
        return Considered(at, stored.document_id, self.quotes, signals, weights.probability(signals), short)

    def _signals(self, own: Reading | None) -> Signals:
        demands, surroundings = self.demands, self.shown.surroundings()
        return Signals(
            own=logit(own.answerable if own else 0.0),
            passage=logit(self.passage.answerable),
            touched=float(self.touched),
            coverage=self.coverage,
            headed=self.headed,
            wrong_kind=float(not demands.holds_kind(self.text)),
            lacks_mark=float(demands.lacks_mark(surroundings)),
            lacks_name=float(demands.lacks_name(surroundings)),
            fragment=float(word_count(self.shown.sentence.text) < _FRAGMENT_WORDS),
            contents=float(_CONTENTS.match(self.shown.sentence.text) is not None),
        )


def _looks(shown: Sequence[Quotable], readings: Sequence[Reading], task: Task) -> list[_Look]:
    texts = [one.sentence.text for one in shown]
    asked, demands = _without_years_of(task.passages, task.query), Demands.of(task.query)
    under = [f"{_heading(one)} {text}" for one, text in zip(shown, texts, strict=True)]
    shares, headed = coverages(asked, texts), coverages(asked, under)
    looks = (
        _Look(one, one.below(task.query).quotes(), readings[one.index], share, above, demands)
        for one, share, above in zip(shown, shares, headed, strict=True)
    )
    return [look for look in looks if look.quotes]


def _read(looks: Sequence[_Look], reader: PairReader, query: str, most: int) -> list[Reading | None]:
    """What the reader finds in each by itself, below its headings; null for those that are not read."""
    promising = sorted(range(len(looks)), key=lambda place: -looks[place].promise)[:most]
    texts, above = [looks[place].text for place in promising], [_heading(looks[place].shown) for place in promising]
    found = dict(zip(promising, read_headed(reader, query, texts, above), strict=True))
    return [found.get(place) for place in range(len(looks))]


def _heading(shown: Quotable) -> str:
    return heading_of(shown.passage.stored.chunk.place) or ""


def _without_years_of(passages: Sequence[Passage], question: str) -> str:
    """The question without a date that says which document is meant: the sentence that answers need not repeat it."""
    stated = [since for passage in passages if (since := passage.stored.stated.since)]
    meant = (date for date in dates(question) if any(since.startswith(date.iso) for since in stated))
    for date in reversed(list(meant)):
        question = question[: date.start] + question[date.end :]
    return question
