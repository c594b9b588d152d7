"""Which reading of a question is meant: the one that the documents bear out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from domain.documents import Passage
from domain.generation import AskedPart, Ground, Lean, Readings
from text.question_words import own_words

_LOOKED_AT = 3
_AS_GOOD = 0.2
_RELEVANT = 0.5
_SAME_WORD_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Searched:
    """A question that stands alone, and the passages found for it. `stressed`, `parts`, `grounds` as in `Task`."""

    query: str
    passages: tuple[Passage, ...]
    stressed: str = ""
    parts: tuple[AskedPart, ...] = ()
    grounds: tuple[Ground, ...] | None = None


Search = Callable[[str], Searched]


@dataclass(frozen=True, slots=True)
class _Borne:
    """A reading and how a passage bears it out: its words that stand there, and all; `own` those of the question."""

    searched: Searched
    found: int
    words: int
    own: int
    relevance: float

    @property
    def fit(self) -> float:
        """In [0, 2]: the share of its words, and the passage's relevance."""
        return (self.found / self.words if self.words else 0) + self.relevance

    @property
    def margin(self) -> int:
        """Words that stand there, less those that do not."""
        return 2 * self.found - self.words


def chosen(readings: Readings, search: Search) -> Searched:
    """Searches for each reading; a completed one is meant where it is borne out better than the question alone.

    It has to find as many of the question's own words in one passage as the question alone does, so that an earlier
    topic draws no new one to itself. Of several that are borne out about as well, the likeliest is meant, and after one
    that is borne out in all of its words no other is looked at. A question that stands by itself is searched for once;
    one that means nothing by itself, not alone.
    """
    if readings.completed and readings.lean is Lean.SURELY:
        return _first(readings, search, None) or search(readings.as_it_stands)
    alone = search(readings.as_it_stands)
    return _first(readings, search, alone) or alone


def _first(readings: Readings, search: Search, alone: Searched | None) -> Searched | None:
    """The first of the completed readings that is borne out about as well as any of those that may be meant."""
    own = own_words(alone.query if alone else readings.as_it_stands)
    standing = None if alone is None else _borne(alone, own)
    meant = list[_Borne]()
    for reading in readings.completed:
        one = _borne(search(reading), own)
        if standing is None or _is_meant(one, standing, readings.lean):
            meant.append(one)
            if one.found == one.words and one.relevance >= _RELEVANT:
                break
    best = max((one.fit for one in meant), default=0)
    found = next((one.searched for one in meant if one.fit >= best - _AS_GOOD), None)
    return found and replace(found, stressed=readings.as_it_stands)


def _is_meant(one: _Borne, alone: _Borne, lean: Lean) -> bool:
    if one.own < alone.own or one.margin <= alone.margin:
        return False
    return lean is Lean.LIKELY or one.found == one.words


def _borne(searched: Searched, own: frozenset[str]) -> _Borne:
    """By the best of the first passages."""
    words = own_words(searched.query)
    found = [_by(passage, searched, words, own) for passage in searched.passages[:_LOOKED_AT]]
    return max(found, key=lambda one: (one.own, one.fit), default=_Borne(searched, 0, len(words), 0, 0.0))


def _by(passage: Passage, searched: Searched, words: frozenset[str], own: frozenset[str]) -> _Borne:
    there = {_head(word) for word in own_words(f"{passage.stored.document} {passage.stored.chunk.searched}")}
    found, mine = (sum(_head(word) in there for word in wanted) for wanted in (words, own))
    return _Borne(searched, found, len(words), mine, passage.relevance)


def _head(word: str) -> str:
    """Shorter than the stems by which quotes are picked: "open" is "opens" here."""
    return word[:_SAME_WORD_LETTERS]


def in_turn(found: Sequence[Sequence[Passage]]) -> Iterable[Passage]:
    """The best of each, then the second of each, and so on; each passage once."""
    taken = dict[int, Passage]()
    for passage in chain.from_iterable(zip_longest(*found)):
        if passage is not None:
            taken.setdefault(passage.stored.id, passage)
    return taken.values()
