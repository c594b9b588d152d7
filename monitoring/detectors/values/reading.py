"""A text → the values that stand in it."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from monitoring.detectors.deadline import no_deadline
from monitoring.detectors.values.bounds import bound_at
from monitoring.detectors.values.clock import time_at
from monitoring.detectors.values.compounds import EN_PARTS, SCALES, named_number
from monitoring.detectors.values.dates import date_at
from monitoring.detectors.values.labels import label_at
from monitoring.detectors.values.languages import language_of
from monitoring.detectors.values.quantities import Quantity, quantity_at
from monitoring.detectors.values.tokens import Row, Token, tokens_of, word_set
from monitoring.detectors.values.units import SIGNS
from monitoring.detectors.values.value import Bound, Kind, Value
from text.dates import MONTHS

_STARTERS = word_set(
    "a an half quarter noon midday midnight mittag mittags mitternacht éjfél éjfélkor éjfélig éjfélre "
    "éjféltől délben déli délig viertel halb fél negyed háromnegyed dreiviertel ein eine einen einem "
    "einer egy ft"
) | frozenset(SIGNS)
_SPAN = re.compile(r"(\d{1,3}):(\d\d)(?::(\d\d))?")
_SPAN_UNITS = {"minutes": 60, "min": 60, "minuten": 60, "perc": 60, "hours": 3600, "h": 3600, "stunden": 3600}
_NOT_ONE = word_set("the no any every each this that which another some only")
_ONE_FOLLOWERS = word_set("of another can may must is has side more by who that would will")
_AMBIGUOUS = frozenset({"hét", "seconds", "second", "quarter"})


def read_values(text: str) -> tuple[Value, ...]:
    """In order, without overlaps; what only numbers a list, a step or a citation is left out."""
    return tuple(values_of(text, tokens_of(text)))


def values_of(text: str, tokens: list[Token], *, check: Callable[[], None] = no_deadline) -> list[Value]:
    """The same from the tokens of `text`. `check` is called on the way and may raise."""
    row, language = Row(text, tokens), language_of(token.low for token in tokens)
    found: list[Value] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.sort == "figure" or _may_start(token.low, language):
            check()
            value, end = _value_at(row, index, language)
            if value:
                found.append(value)
            index = max(end, index + 1)
        else:
            index += 1
    return _by_the_clock(found)


@lru_cache(maxsize=16384)
def _may_start(word: str, language: str) -> bool:
    known = word in _STARTERS or word in SCALES or word in MONTHS or word in EN_PARTS
    return known or (word[0].isalpha() and (named_number(word, language) is not None or _hungarian_month(word)))


def _hungarian_month(word: str) -> bool:
    return len(word) > 4 and any(word.startswith(month) for month in MONTHS if len(month) > 4)


def _value_at(row: Row, index: int, language: str) -> tuple[Value | None, int]:
    """The value that starts there, if any, and the index from which to read on."""
    if label := label_at(row, index):
        wanted, start, end = label
        return (_named(row, start, end) if wanted else None), end
    if date := date_at(row, index, language):
        readings, end = date
        return _built(row, index, end, Kind.DATE, readings), end
    if span := _span(row, index):
        seconds, end = span
        return replace(_built(row, index, end, Kind.DURATION, ((seconds,),)), unit="s"), end
    if time := time_at(row, index, language):
        minutes, end = time
        return _built(row, index, end, Kind.TIME, tuple((minute,) for minute in minutes)), end
    return _quantity(row, index, language)


def _span(row: Row, index: int) -> tuple[float, int] | None:
    """ "2:41:30" and "2:30 minutes" in seconds, and the index after them."""
    span = _SPAN.fullmatch(row.at(index).text)
    largest = _SPAN_UNITS.get(row.low(index + 1), 0)
    if not span or not (span[3] or largest):
        return None
    if span[3]:
        return float(int(span[1]) * 3600 + int(span[2]) * 60 + int(span[3])), index + 1
    return float(int(span[1]) * largest + int(span[2]) * largest // 60), index + 2


def _named(row: Row, start: int, end: int) -> Value:
    first, last = row.at(start).start, row.at(end - 1).end
    return Value(row.text[first:last], first, last, Kind.LABEL, "", ((0.0,),))


def _built(row: Row, start: int, end: int, kind: Kind, readings: tuple[tuple[float, ...], ...]) -> Value:
    first, last = row.at(start).start, row.at(end - 1).end
    bound = bound_at(row, start, end)
    return Value(row.text[first:last], first, last, kind, "", readings, bound, number=readings[0][0])


def _quantity(row: Row, index: int, language: str) -> tuple[Value | None, int]:
    found = quantity_at(row, index, language)
    if not found:
        unread = row.at(index).sort == "figure"
        return (_named(row, index, index + 1) if unread else None), index + 1
    if _only_a_word(row, index, found):
        return None, found.end
    first, last = row.at(found.start).start, row.at(found.end - 1).end
    bound = bound_at(row, found.start, found.end)
    if len(found.readings[0]) > 1:
        bound = Bound.RANGE
    text = row.text[first:last]
    value = Value(text, first, last, found.unit.kind, found.unit.base, found.readings, bound, found.per, found.number)
    return value, found.end


def _only_a_word(row: Row, index: int, found: Quantity) -> bool:
    """Whether "one" points and "first" orders what is told instead of counting."""
    word, single = row.low(index), found.end == index + 1
    if not single or found.unit.kind not in (Kind.NUMBER, Kind.ORDINAL):
        return False
    if word == "one":
        return (
            row.low(index - 1) in _NOT_ONE or row.low(index + 1) in _ONE_FOLLOWERS or row.at(index + 1).sort != "word"
        )
    if word in _AMBIGUOUS:
        return row.low(index - 1) in ("a", "az", "") or (found.unit.kind is Kind.ORDINAL and word == "seconds")
    return word in ("first", "second") and (row.low(index - 1) == "at" or row.low(index + 1) in ("of", ","))


def _by_the_clock(found: list[Value]) -> list[Value]:
    """Beside times like 19:30, a 7:30 in figures is in the morning."""
    by_24 = any(value.kind is Kind.TIME and value.text[:2].isdigit() and value.low >= 780 for value in found)
    return [_first_half(value) if by_24 else value for value in found]


def _first_half(value: Value) -> Value:
    written = value.kind is Kind.TIME and ":" in value.text
    return replace(value, readings=value.readings[:1]) if written else value
