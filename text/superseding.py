"""Sentences of passages that another one, of a newer document on the same subject, has taken the place of.

For a question about the past it is the other way round. Only what says something on one matter meets: both sentences
share what they have of the question, and more words beside.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import permutations

from domain.documents import Passage
from domain.places import heading_of, is_table
from text.dates import dates
from text.languages import FUNCTION_WORDS
from text.numerals import SPELLED_OUT
from text.periods import Asked, Period, period_of
from text.sentences import SentenceCut, sentence_spans
from text.succession import Source, follows, sources
from text.words import HEAD_LETTERS, QUESTION_STEMMER

_ANSWERS_RATIO = 0.3
_OF_BEST_RATIO = 0.75
_CONTEXT_RATIO = 0.6
_OWN_RATIO = 0.35
_OVERLAP_RATIO, _WORDED_ALIKE_RATIO = 0.3, 0.6
_ALIKE_WORDS, _ALIKE_RATIO = 4, 0.5
_NUMBERS = frozenset(word[:HEAD_LETTERS] for words in SPELLED_OUT for word in words.split())
# What is asked for rather than what it is asked of; rules say it in other words.
_ASKING = QUESTION_STEMMER.stems(
    "cost costs price pay paid charge kosten preis zahlen bezahlen kerül ára fizet mennyibe"
)
_LEFT_OUT = _NUMBERS | _ASKING | {word[:HEAD_LETTERS] for word in FUNCTION_WORDS}
_ONE = frozenset({"one", "egy", "first", "second", "may"})
_DENIES = re.compile(r"\b(?:no|not|none|never|abolished|nicht|kein\w*|nem|nincs\w*|megszűn\w+)\b|n't\b", re.IGNORECASE)
_NUMBERING = re.compile(r"^\W*\d+(?:\.\d+)*[.)]?\s")
_REMEMBERED_PASSAGES = 512
_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`passages[passage].text[start:end]`; `passage` counts from 0."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Superseded:
    """`old` does not hold at the time that is asked about, and `new` says what does."""

    old: Stretch
    new: Stretch


@dataclass(frozen=True, slots=True)
class _Sentence:
    at: Stretch
    text: str
    stems: frozenset[str]
    context: frozenset[str]
    has_number: bool
    is_row: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question's stems with their weights, and the least that a sentence of the old document has of them.

    `words` is how many of them it has at least, 1 or 2.
    """

    weights: Mapping[str, float]
    least: float
    words: int


def superseded(question: str, passages: Sequence[Passage], *, today: str | None = None) -> list[Superseded]:
    """Each sentence once, with the nearest of those in its place. `today` is in ISO 8601, by default the day in UTC."""
    return _superseded(question, passages, period_of(question, today=today or _today()))


def superseded_by_now(question: str, passages: Sequence[Passage], *, today: str | None = None) -> list[Superseded]:
    """The same whatever time the question asks about: `new` is what holds today."""
    return _superseded(question, passages, Period(Asked.AS_OF, today or _today(), None))


def at_several_times(question: str, passages: Sequence[Passage], *, today: str | None = None) -> list[Superseded]:
    """What held before beside what holds now, where the question asks for both ("How did … change?"); else none."""
    asked = period_of(question, today=today or _today()).asked
    return superseded_by_now(question, passages, today=today) if asked is Asked.SEVERAL else []


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _superseded(question: str, passages: Sequence[Passage], period: Period) -> list[Superseded]:
    found = sources(passages)
    winners = _winners(found, period)
    if not winners:
        return []
    sentences = [list(_sentences(number, passage, found[number])) for number, passage in enumerate(passages)]
    weights = _weights(question, sentences)
    least = {name: _OF_BEST_RATIO * most for name, most in _best_of(found, sentences, weights).items()}
    taken = list[Superseded]()
    for number, others in winners.items():
        rivals = [one for other in others for one in sentences[other]]
        asked = _Asked(weights, least[found[number].document_id], words=max(1, min(2, len(_words(question)))))
        kept = (sentence for sentence in sentences[number] if not _is_asked_for(sentence, period))
        taken += [Superseded(old.at, new.at) for old in kept if (new := _nearest(old, rivals, asked)) is not None]
    return taken


def texts_in_force(question: str, passages: Sequence[Passage], *, today: str | None = None) -> list[str]:
    """The passages' texts with blanks in place of what does not hold at the time that `question` asks about."""
    texts = [passage.text for passage in passages]
    for one in superseded(question, passages, today=today):
        at, text = one.old, texts[one.old.passage]
        texts[at.passage] = text[: at.start] + " " * (at.end - at.start) + text[at.end :]
    return texts


def _winners(found: Sequence[Source], period: Period) -> Mapping[int, list[int]]:
    """Of each passage those whose document holds in place of its own at the time that is asked about."""
    if period.asked is Asked.SEVERAL:
        return {}
    different = list(dict.fromkeys(found))
    pairs = {
        ordered
        for newer, older in permutations(different, 2)
        if follows(newer, older) and (ordered := _ordered(newer, older, period)) is not None
    }
    return {
        number: others
        for number, loser in enumerate(found)
        if (others := [other for other, winner in enumerate(found) if (winner, loser) in pairs])
    }


def _ordered(newer: Source, older: Source, period: Period) -> tuple[Source, Source] | None:
    """Which of them holds at that time, and which does not; null where neither did."""
    if period.asked is Asked.FORMER:
        return older, newer
    if (newer.since or "") <= period.at:
        return newer, older
    return (older, newer) if (older.since or "") <= period.at else None


def _sentences(number: int, passage: Passage, source: Source) -> Iterator[_Sentence]:
    place = passage.stored.chunk.place
    rows = is_table(place)
    cut, above = _cut(passage.text, rows), source.subject | _words(heading_of(place) or "")
    for index, (start, end, stems) in enumerate(cut):
        near = cut[index : index + 1] if rows else cut[max(0, index - 1) : index + 2]
        sentence = passage.text[start:end]
        if _is_statement(sentence):
            context = above.union(*(beside for _, _, beside in near))
            yield _Sentence(Stretch(number, start, end), sentence, stems, context, _has_number(sentence), rows)


@lru_cache(maxsize=_REMEMBERED_PASSAGES)
def _cut(text: str, rows: bool) -> tuple[tuple[int, int, frozenset[str]], ...]:  # noqa: FBT001 - a key of the cache
    """Where its rows or sentences stand, with the stems of each."""
    spans = [match.span() for match in _LINE.finditer(text)] if rows else sentence_spans(text, SentenceCut.CLAIMS)
    return tuple((start, end, _words(text[start:end])) for start, end in spans)


def _is_statement(sentence: str) -> bool:
    """Whether it says something: it ends like a sentence or holds a number. Else it is a heading."""
    said = _NUMBERING.sub("", sentence)
    return said.endswith((".", "!", "?", "…")) or _has_number(said)


def _words(text: str) -> frozenset[str]:
    """The stems of what it speaks of, without numbers."""
    return frozenset(stem for stem in QUESTION_STEMMER.stems(text) if not stem.isdigit()) - _LEFT_OUT


def _has_number(text: str) -> bool:
    return any(stem.isdigit() or stem in _NUMBERS - _ONE for stem in QUESTION_STEMMER.stems(text))


def _weights(question: str, sentences: Sequence[Sequence[_Sentence]]) -> Mapping[str, float]:
    """Of each of the question's stems that occur, more the rarer it is in `sentences`."""
    flat = [sentence.stems for passage in sentences for sentence in passage]
    holding = Counter(stem for stems in flat for stem in stems)
    asked = sorted(stem for stem in _words(question) if holding[stem])
    return {stem: math.log(1 + len(flat) / (1 + holding[stem])) for stem in asked}


def _best_of(
    found: Sequence[Source], sentences: Sequence[Sequence[_Sentence]], weights: Mapping[str, float]
) -> Mapping[str, float]:
    """The most that a sentence of each document has of the question, by the document's id."""
    best: dict[str, float] = {}
    for source, own in zip(found, sentences, strict=True):
        most = max((_share(weights, sentence.stems) for sentence in own), default=0.0)
        best[source.document_id] = max(most, best.get(source.document_id, 0.0))
    return best


def _is_asked_for(sentence: _Sentence, period: Period) -> bool:
    """Whether it says itself that it is of the time that the question names."""
    return period.named is not None and any(date.iso.startswith(period.named) for date in dates(sentence.text))


def _nearest(old: _Sentence, others: Sequence[_Sentence], asked: _Asked) -> _Sentence | None:
    """What is worded alike, whatever is asked, else what answers the question as well, if the old one does."""
    alike = max(
        (one for one in others if _is_alike(old, one)), key=lambda one: len(old.stems & one.stems), default=None
    )
    answering = {stem: asked.weights[stem] for stem in sorted(old.stems & asked.weights.keys())}
    share = sum(answering.values())
    least = max(asked.least, _ANSWERS_RATIO * sum(asked.weights.values()))
    if alike or len(answering) < asked.words or share < least:
        return alike
    near = ((_nearness(old, other, answering), other) for other in others)
    nearness, best = max(near, key=lambda pair: pair[0], default=(0.0, old))
    return best if nearness else None


def _is_alike(old: _Sentence, new: _Sentence) -> bool:
    """Whether the new one has all words of the old but one; rows of a table share the names of their columns."""
    shared = len(old.stems & new.stems)
    alike = shared >= _ALIKE_WORDS and len(old.stems - new.context) <= 1 and old.has_number == new.has_number
    return alike and shared >= _ALIKE_RATIO * len(new.stems) and not (old.is_row or new.is_row)


def _nearness(old: _Sentence, new: _Sentence, answering: Mapping[str, float]) -> float:
    """How many of their words two sentences on one matter share; 0 where they are on different ones."""
    if old.has_number != new.has_number and not _DENIES.search(new.text):
        return 0.0
    total = sum(answering.values())
    if _share(answering, new.context) < _CONTEXT_RATIO * total or _share(answering, new.stems) < _OWN_RATIO * total:
        return 0.0
    shared = old.stems & new.stems
    overlap = len(shared) / max(1, min(len(old.stems), len(new.stems)))
    worded_alike = 2 * len(shared) >= _WORDED_ALIKE_RATIO * (len(old.stems) + len(new.stems))
    if overlap < _OVERLAP_RATIO or not (worded_alike or shared - answering.keys()):
        return 0.0
    return overlap + _share(answering, new.stems) / total


def _share(weights: Mapping[str, float], stems: frozenset[str]) -> float:
    return sum(weight for stem, weight in weights.items() if stem in stems)
