"""Values of passages with the words around them, and how well those fit the words around a claim's value."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from domain.answers import Evidence
from monitoring.detectors.remembering import Remembered, bytes_of
from monitoring.detectors.values.reading import values_of
from monitoring.detectors.values.tokens import Token, tokens_of, word_set
from monitoring.detectors.values.value import Kind, Value
from text.sentences import SentenceCut, sentence_spans
from text.words import CLAIM_STEMMER, HEAD_LETTERS, QUESTION_STEMMER

COUNTED, NEGATED = ">", "!"
"""Marks among the words around a value: before the word that follows it, and for a clause that denies."""
_NEGATIONS = word_set("not no never nor neither cannot without n't nicht kein keine nie ohne nem sem soha nincs")
_DISTANCE = 0.15
_CLAUSE = 0.6
_CLAUSE_ENDS = frozenset(";:.?!|")
_SENTENCE_BEFORE = 0.3
_PASSAGE_START = 0.25
_HEADER = 0.8
_ROW_LABEL = 0.9
_OTHER_CELL = 0.25
_MORE_LEFT_OUT = word_set(
    "than then at least most more less about per each all both into up only over under der die das und "
    "ist ein eine von mit den dem im zu für auf wird es am sich bei nach aus oder wie"
)
_SCALE = re.compile(
    r"(?:[(€£$,]|\b[iI]n\b|\b[A-Z]{3}\b)\s*(?:€ |£ |EUR )?"
    r"(thousands?|tausend|ezer|millions?|millionen|millió|mio|000|m)\b"
)
_SCALES: Mapping[str, float] = MappingProxyType(
    dict.fromkeys(("thousand", "thousands", "tausend", "ezer", "000"), 1e3)
    | dict.fromkeys(("million", "millions", "millionen", "millió", "mio", "m"), 1e6)
)
_COMMAS = re.compile(r"[^,]*(?:,(?! )[^,]*){2,}")
_LARGEST_SCALED = 1e6
_IRREGULAR = re.compile(r"(?<=[a-z]{3})(?:ies|es|s|ing|ed)$")

Words = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A value where it stands: in which passage and which sentence of all passages, among which words.

    `words`: by stem, in (0, 1], how close the nearest of them is.
    """

    value: Value
    passage: int
    sentence: int
    words: Words

    def evidence(self) -> Evidence:
        """As it is shown."""
        return Evidence(self.passage, self.value.start, self.value.end, self.value.text)


@dataclass(frozen=True, slots=True)
class Known:
    """The values of all passages, and of each stem how telling it is there."""

    places: tuple[Place, ...]
    sentences: tuple[frozenset[str], ...]
    telling: Mapping[str, float]
    new: float

    def fit(self, around: Words, place: Place) -> float:
        """In [0, 1], which share of the words around a value stands around `place` too, by how telling they are."""
        total = found = 0.0
        for stem, near in around.items():
            weight = near * self.telling.get(stem, self.new)
            total += weight
            found += weight * math.sqrt(place.words.get(stem, 0.0))
        return found / total if total else 0.0


@lru_cache(maxsize=16384)
def stem_of(word: str) -> str:
    """The head of a word in lower case, empty of a function word."""
    if CLAIM_STEMMER.left_out and CLAIM_STEMMER.left_out.fullmatch(word):
        return ""
    if word in _MORE_LEFT_OUT or (QUESTION_STEMMER.left_out and QUESTION_STEMMER.left_out.fullmatch(word)):
        return ""
    return _IRREGULAR.sub("", word)[:HEAD_LETTERS]


def known_of(passages: tuple[str, ...]) -> Known:
    """The values of `passages`, kept for the next claims of an answer."""
    return _remembered.get(passages, lambda: _known(passages))


def around(text: str) -> list[tuple[Value, Words]]:
    """Each value of a claim and the words around it."""
    tokens = tokens_of(text)
    return list(_with_words(values_of(text, tokens), tokens))


def stems_of(text: str) -> frozenset[str]:
    """All stems of `text` that are part of no value."""
    tokens = tokens_of(text)
    inside = _inside(values_of(text, tokens), tokens)
    return frozenset(_stems(tokens, inside).values())


def anchor(value: Value) -> str:
    """What stands for a value among the words around another one."""
    if value.kind is Kind.LABEL:
        return f"#{value.text.casefold()}"
    amount = value.low if value.kind is not Kind.DATE or not value.readings[0][-1] else value.readings[0][-1]
    return f"#{amount:g}"


def _known(passages: tuple[str, ...]) -> Known:
    places: list[Place] = []
    sentences: list[frozenset[str]] = []
    for number, passage in enumerate(passages):
        places.extend(_places(passage, number, sentences))
    held = Counter(stem for sentence in sentences for stem in sentence)
    total = max(1, len(sentences))
    telling = {stem: math.log(1 + total / count) for stem, count in held.items()}
    return Known(tuple(places), tuple(sentences), MappingProxyType(telling), math.log(1 + total))


def _places(passage: str, number: int, sentences: list[frozenset[str]]) -> Iterator[Place]:
    tokens = tokens_of(passage)
    values = _in_scale(passage, values_of(passage, tokens))
    before: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    header: list[str] = []
    for start, end in sentence_spans(passage, SentenceCut.EVIDENCE):
        inner = [token for token in tokens if start <= token.start < end]
        held = [value for value in values if start <= value.start < end]
        line = passage[start:end]
        cells = line.split("|" if "|" in line or not _COMMAS.fullmatch(line) else ",")
        header = header if len(cells) == len(header) else cells if len(cells) > 1 else []
        stems = frozenset(_stems(inner, _inside(held, inner)).values()) | {anchor(value) for value in held}
        opening = opening or stems
        spread = dict.fromkeys(opening, _PASSAGE_START) | dict.fromkeys(before, _SENTENCE_BEFORE)
        for value, words in _with_words(held, inner):
            own = _in_table(value, start, cells, header) if len(cells) > 1 else words
            yield Place(value, number, len(sentences), spread | dict(own))
        before = stems
        sentences.append(stems)


def _in_scale(passage: str, values: list[Value]) -> list[Value]:
    """Where a text says "EUR million" or "in thousands", its plain amounts have a second reading."""
    said = {word.lower() for word in _SCALE.findall(passage)}
    sizes = [size for word, size in _SCALES.items() if word in said]
    return [_scaled(value, sizes) for value in values] if sizes else values


def _scaled(value: Value, sizes: Sequence[float]) -> Value:
    if value.kind not in (Kind.NUMBER, Kind.MONEY) or abs(value.low) >= _LARGEST_SCALED:
        return value
    more = tuple(tuple(amount * size for amount in value.readings[0]) for size in sizes)
    return replace(value, readings=(*value.readings, *more))


def _in_table(value: Value, start: int, cells: Sequence[str], header: Sequence[str]) -> Words:
    """The words of a cell's row and column."""
    column, offset = 0, start
    while column < len(cells) - 1 and offset + len(cells[column]) < value.start:
        offset += len(cells[column]) + 1
        column += 1
    first = next((index for index, cell in enumerate(cells) if cell.strip()), 0)
    words: dict[str, float] = {}
    for index, cell in enumerate(cells):
        weight = 1.0 if index == column else _ROW_LABEL if index == first else _OTHER_CELL
        words |= {stem: max(weight, words.get(stem, 0.0)) for stem in _cell(cell)}
    above = _cell(header[column]) if header is not cells and column < len(header) else frozenset()
    return {stem: max(_HEADER, words.get(stem, 0.0)) for stem in above} | words


@lru_cache(maxsize=1024)
def _cell(text: str) -> frozenset[str]:
    tokens = tokens_of(text)
    values = values_of(text, tokens)
    return frozenset(_stems(tokens, _inside(values, tokens)).values()) | {anchor(value) for value in values}


def _inside(values: Sequence[Value], tokens: Sequence[Token]) -> frozenset[int]:
    """Which tokens are part of a value."""
    found = set()
    place = 0
    for index, token in enumerate(tokens):
        while place < len(values) and values[place].end <= token.start:
            place += 1
        if place < len(values) and values[place].start <= token.start:
            found.add(index)
    return frozenset(found)


def _stems(tokens: Sequence[Token], inside: frozenset[int]) -> dict[int, str]:
    """By the index of their token, those that are in no value."""
    return {
        index: stem
        for index, token in enumerate(tokens)
        if token.sort == "word" and index not in inside and (stem := stem_of(token.low))
    }


def _with_words(values: Sequence[Value], tokens: Sequence[Token]) -> Iterator[tuple[Value, Words]]:
    stems = _stems(tokens, _inside(values, tokens))
    at = [next((i for i, token in enumerate(tokens) if token.start >= value.start), 0) for value in values]
    marks = stems | {index: anchor(value) for index, value in zip(at, values, strict=True)}
    clause, clauses = 0, []
    for token in tokens:
        clause += token.low in _CLAUSE_ENDS
        clauses.append(clause)
    for index, value in zip(at, values, strict=True):
        words: dict[str, float] = {}
        for other, stem in marks.items():
            if other != index:
                near = _nearness(other - index, clauses[other] - clauses[index])
                words[stem] = max(near, words.get(stem, 0.0))
        if any(tokens[other].low in _NEGATIONS and clauses[other] == clauses[index] for other in range(len(tokens))):
            words[NEGATED] = 0.0
        if counted := _counted(value, tokens, stems):
            words[counted] = 1.0
        yield value, words


def _counted(value: Value, tokens: Sequence[Token], stems: Mapping[int, str]) -> str:
    """The word after a value, marked as such: what a number counts; empty where none follows."""
    after = next((index for index, token in enumerate(tokens) if token.start >= value.end), len(tokens))
    stem = stems.get(after) or (
        stems.get(after + 1) if after in range(len(tokens)) and tokens[after].sort == "word" else None
    )
    return f"{COUNTED}{stem}" if stem else ""


def _nearness(distance: int, clauses: int) -> float:
    return _CLAUSE ** min(abs(clauses), 3) / (1 + _DISTANCE * max(0, abs(distance) - 1))


def _weigh(passages: tuple[str, ...], known: Known) -> int:
    own = bytes_of((*passages, known.places, known.sentences, *known.sentences, dict(known.telling)))
    return own + sum(bytes_of((place, place.value, dict(place.words), place.value.text)) for place in known.places)


_remembered: Remembered[tuple[str, ...], Known] = Remembered(limit_bytes=16 * 2**20, weigh=_weigh)
