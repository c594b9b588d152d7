"""The words around each value of a sentence, by stem, and how close they stand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from monitoring.detectors.values.binding import naming, own_words
from monitoring.detectors.values.reading import values_of
from monitoring.detectors.values.tokens import Token, tokens_of, word_set
from monitoring.detectors.values.value import Kind, Value
from text.words import CLAIM_STEMMER, HEAD_LETTERS, QUESTION_STEMMER

COUNTED, NEGATED, RECKONED = ">", "!", "="
"""Marks among the words around a value: before the word that follows it, for a clause that denies, and for a sentence
that says one value by another ("a third fewer", "the rest")."""
_NEGATIONS = word_set("not no never nor neither cannot without n't nicht kein keine nie ohne nem sem soha nincs")
_WINDOW = 60
_CLAUSE_ENDS = frozenset(";:.?!|")
_NEAR = tuple(1 / (1 + 0.15 * max(0, distance - 1)) for distance in range(_WINDOW + 1))
_NEAR_CLAUSE = (1.0, 0.6, 0.36, 0.216)
_MORE_LEFT_OUT = word_set(
    "than then at least most more less about per each all both into up only over under der die das und "
    "ist ein eine von mit den dem im zu für auf wird es am sich bei nach aus oder wie"
)
_IRREGULAR = re.compile(r"(?<=[a-z]{3})(?:ies|es|s|ing|ed)$")

Words = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ReadText:
    """The values of a text with the words around each, and all its stems that are part of no value.

    `named`: all that the text names, values included; `own` of each value those names that no other value has.
    """

    found: tuple[tuple[Value, Words], ...]
    stems: frozenset[str]
    named: frozenset[str]
    own: tuple[frozenset[str], ...]


def read_text(text: str) -> ReadText:
    """A claim or a question."""
    tokens = tokens_of(text)
    values = values_of(text, tokens)
    stems = stems_by_index(values, tokens)
    names = names_by_index(values, tokens, stems)
    own = own_words(values, first_tokens(values, tokens), tokens, names)
    found = tuple(with_words(values, tokens, stems))
    return ReadText(found, frozenset(stems.values()), frozenset(names.values()), tuple(own))


@lru_cache(maxsize=16384)
def stem_of(word: str) -> str:
    """The head of a word in lower case, empty of a function word."""
    if CLAIM_STEMMER.left_out and CLAIM_STEMMER.left_out.fullmatch(word):
        return ""
    if word in _MORE_LEFT_OUT or (QUESTION_STEMMER.left_out and QUESTION_STEMMER.left_out.fullmatch(word)):
        return ""
    return _IRREGULAR.sub("", word)[:HEAD_LETTERS]


def anchor(value: Value) -> str:
    """What stands for a value among the words around another one."""
    if value.kind is Kind.LABEL:
        return f"#{value.text.casefold()}"
    amount = value.low if value.kind is not Kind.DATE or not value.readings[0][-1] else value.readings[0][-1]
    return f"#{amount:g}"


def stems_by_index(values: Sequence[Value], tokens: Sequence[Token]) -> dict[int, str]:
    """The stems of `tokens` by their index, but for those that are part of a value."""
    stems: dict[int, str] = {}
    place, last = 0, len(values)
    for index, token in enumerate(tokens):
        while place < last and values[place].end <= token.start:
            place += 1
        outside = place == last or values[place].start > token.start
        if outside and token.sort == "word" and (stem := stem_of(token.low)):
            stems[index] = stem
    return stems


def names_by_index(values: Sequence[Value], tokens: Sequence[Token], stems: Mapping[int, str]) -> dict[int, str]:
    """What the tokens name, by their index: stems that tell something, and each value at its first token."""
    names = {index: name for index, stem in stems.items() if (name := naming(tokens[index], stem))}
    return names | {index: anchor(value) for index, value in zip(first_tokens(values, tokens), values, strict=True)}


def with_words(
    values: Sequence[Value], tokens: Sequence[Token], stems: Mapping[int, str]
) -> Iterator[tuple[Value, Words]]:
    """Each value and the words around it: in (0, 1], how close each is. Other values count as words."""
    if not values:
        return
    at = first_tokens(values, tokens)
    marks = dict(stems) | {index: anchor(value) for index, value in zip(at, values, strict=True)}
    clauses = list(accumulate(token.low in _CLAUSE_ENDS for token in tokens))
    denied = {clauses[index] for index, token in enumerate(tokens) if token.low in _NEGATIONS}
    for index, value in zip(at, values, strict=True):
        words = _near(index, marks, clauses)
        if clauses[index] in denied:
            words[NEGATED] = 0.0
        if counted := _counted(value, index, tokens, stems):
            words[COUNTED + counted] = 1.0
        yield value, words


def _near(index: int, marks: Mapping[int, str], clauses: Sequence[int]) -> dict[str, float]:
    words: dict[str, float] = {}
    clause = clauses[index]
    for other, stem in marks.items():
        distance = abs(other - index)
        if 0 < distance <= _WINDOW:
            near = _NEAR[distance] * _NEAR_CLAUSE[min(abs(clauses[other] - clause), 3)]
            if near > words.get(stem, 0.0):
                words[stem] = near
    return words


def first_tokens(values: Sequence[Value], tokens: Sequence[Token]) -> list[int]:
    """The index of each value's first token."""
    by_start = {token.start: index for index, token in enumerate(tokens)}
    return [by_start.get(value.start, 0) for value in values]


def _counted(value: Value, index: int, tokens: Sequence[Token], stems: Mapping[int, str]) -> str:
    """The word that follows a value: what a number counts; empty where none does."""
    while index < len(tokens) and tokens[index].start < value.end:
        index += 1
    if index == len(tokens) or tokens[index].sort != "word":
        return ""
    return stems.get(index) or stems.get(index + 1, "")
