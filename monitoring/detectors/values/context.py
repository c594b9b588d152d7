"""The values of passages, each where it stands, and how well its place fits the words of a claim."""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from domain.answers import Evidence
from monitoring.detectors.deadline import no_deadline
from monitoring.detectors.remembering import Remembered, bytes_of
from monitoring.detectors.values.binding import own_words
from monitoring.detectors.values.reading import values_of
from monitoring.detectors.values.surroundings import (
    RECKONED,
    Words,
    anchor,
    first_tokens,
    names_by_index,
    read_text,
    stems_by_index,
    with_words,
)
from monitoring.detectors.values.tokens import tokens_of, word_set
from monitoring.detectors.values.value import Kind, Value
from text.sentences import SentenceCut, sentence_spans

_RECKONING = word_set(
    "fewer less more rest others other remaining half third quarter fifth sixth tenth twice times "
    "earlier later missing further before after double triple weniger mehr übrigen hälfte kevesebb több "
    "többi fele maradék than"
)
_SENTENCE_BEFORE = 0.3
_PASSAGE_START = 0.25
_HEADER = 0.8
_ROW_LABEL = 0.9
_OTHER_CELL = 0.25
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


@dataclass(frozen=True, slots=True)
class Place:
    """A value where it stands: in which passage and which sentence of all passages, among which words.

    `words`: by stem, in (0, 1], how close the nearest of them is. `own`: what the sentence names with this value and
    with no other of its kind; in a table its row and column.
    """

    value: Value
    passage: int
    sentence: int
    words: Words
    own: frozenset[str]
    in_table: bool

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


def known_of(passages: tuple[str, ...], *, check: Callable[[], None] = no_deadline) -> Known:
    """The values of `passages`, kept for the next claims of an answer. `check` is called on the way and may raise."""
    return _remembered.get(passages, lambda: _known(passages, check))


def _known(passages: tuple[str, ...], check: Callable[[], None]) -> Known:
    places: list[Place] = []
    sentences: list[frozenset[str]] = []
    for number, passage in enumerate(passages):
        places.extend(_places(passage, number, sentences, check))
    held = Counter(stem for sentence in sentences for stem in sentence)
    total = max(1, len(sentences))
    telling = {stem: math.log(1 + total / count) for stem, count in held.items()}
    return Known(tuple(places), tuple(sentences), MappingProxyType(telling), math.log(1 + total))


def _places(passage: str, number: int, sentences: list[frozenset[str]], check: Callable[[], None]) -> Iterator[Place]:
    tokens = tokens_of(passage)
    values = _in_scale(passage, values_of(passage, tokens, check=check))
    before: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    header: list[str] = []
    token_starts, value_starts = [token.start for token in tokens], [value.start for value in values]
    for start, end in sentence_spans(passage, SentenceCut.EVIDENCE):
        check()
        inner = tokens[bisect_left(token_starts, start) : bisect_left(token_starts, end)]
        held = values[bisect_left(value_starts, start) : bisect_left(value_starts, end)]
        line = passage[start:end]
        cells = line.split("|" if "|" in line or not _COMMAS.fullmatch(line) else ",")
        header = header if len(cells) == len(header) else cells if len(cells) > 1 else []
        by_index = stems_by_index(held, inner)
        stems = frozenset(by_index.values()) | {anchor(value) for value in held}
        opening = opening or stems
        spread = dict.fromkeys(opening, _PASSAGE_START) | dict.fromkeys(before, _SENTENCE_BEFORE)
        if any(token.low in _RECKONING for token in inner):
            spread[RECKONED] = 0.0
        owns = own_words(held, first_tokens(held, inner), inner, names_by_index(held, inner, by_index))
        for (value, words), own in zip(with_words(held, inner, by_index), owns, strict=True):
            cell = _cell_of(value, start, cells) if len(cells) > 1 else None
            if cell is not None:
                words, own = _in_table(cell, cells, header), _names_in_table(cell, cells, header, value)
            yield Place(value, number, len(sentences), spread | dict(words), own, cell is not None)
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


def _cell_of(value: Value, start: int, cells: Sequence[str]) -> int:
    """In which of the cells of the row that begins at `start` a value stands."""
    column, offset = 0, start
    while column < len(cells) - 1 and offset + len(cells[column]) < value.start:
        offset += len(cells[column]) + 1
        column += 1
    return column


def _names_in_table(column: int, cells: Sequence[str], header: Sequence[str], value: Value) -> frozenset[str]:
    """What the first cell of the row, the head of the column and the cell itself name; heads and first cells are no
    one's value.
    """
    first = next((index for index, cell in enumerate(cells) if cell.strip()), 0)
    if column == first or header is cells:
        return frozenset()
    above = header[column] if column < len(header) else ""
    named = read_text(cells[first]).named | read_text(above).named | read_text(cells[column]).named
    return named - {anchor(value)}


def _in_table(column: int, cells: Sequence[str], header: Sequence[str]) -> Words:
    """The words of a cell's row and column."""
    first = next((index for index, cell in enumerate(cells) if cell.strip()), 0)
    words: dict[str, float] = {}
    for index, cell in enumerate(cells):
        weight = 1.0 if index == column else _ROW_LABEL if index == first else _OTHER_CELL
        words |= {stem: max(weight, words.get(stem, 0.0)) for stem in _cell(cell)}
    above = _cell(header[column]) if header is not cells and column < len(header) else frozenset()
    return {stem: max(_HEADER, words.get(stem, 0.0)) for stem in above} | words


@lru_cache(maxsize=1024)
def _cell(text: str) -> frozenset[str]:
    read = read_text(text)
    return read.stems | {anchor(value) for value, _ in read.found}


def _weigh(passages: tuple[str, ...], known: Known) -> int:
    own = bytes_of((*passages, known.places, known.sentences, *known.sentences, dict(known.telling)))
    return own + sum(bytes_of((place, place.value, dict(place.words), place.value.text)) for place in known.places)


_remembered: Remembered[tuple[str, ...], Known] = Remembered(limit_bytes=16 * 2**20, weigh=_weigh)
