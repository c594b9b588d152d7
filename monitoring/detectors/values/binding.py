"""Which words of a sentence belong to which of its values, and when a claim gives a thing the value of another."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from monitoring.detectors.values.comparing import equal
from monitoring.detectors.values.tokens import Token, word_set
from monitoring.detectors.values.value import Kind, Value

# A later part of a sentence leaves these out, and another word says the same: they bind nothing.
UNTELLING = word_set(
    "cost costs costing pay pays paid price prices priced charge charged fee is are was were has had have take takes "
    "took last lasts lasted come comes get gets got give given amount amounts stand stands stood reach reached see "
    "rise rises rose fall fell there one ones it they he she we you i which what who when where how much many long "
    "old far often high kostet kosten zahlt zahlen beträgt betrug kerül fizet volt lesz each per at in during day time "
    "number value figure now still only also just about exactly total do does did can may will would answer "
    "according says said stated states held recorded measured counted"
)
_CUTTERS: tuple[frozenset[str], ...] = (
    frozenset(";|"),
    word_set("while whereas but während aber míg viszont pedig"),
    frozenset(","),
    word_set("and or und oder és vagy &"),
    word_set("to against versus vs than auf gegen"),
)
_LITTLE = 1
_AMOUNTS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.MEASURE, Kind.SHARE, Kind.DURATION})
_PRONOUNS = word_set("it they them he she this these er sie es ez ezek")
_TOGETHER = word_set("respectively respective jeweils beziehungsweise bzw illetve")
_NAMES = {
    short: day
    for day, shorts in (
        ("monday", "mon mondays montag montags mo hétfő"),
        ("tuesday", "tue tues tuesdays dienstag dienstags"),
        ("wednesday", "wed weds wednesdays mittwoch mittwochs"),
        ("thursday", "thu thur thurs thursdays donnerstag"),
        ("friday", "fri fridays freitag freitags"),
        ("saturday", "sat saturdays samstag samstags"),
        ("sunday", "sun sundays sonntag sonntags"),
    )
    for short in (day, *shorts.split())
}


class Read(Protocol):
    """A claim that was read."""

    @property
    def found(self) -> Sequence[tuple[Value, Mapping[str, float]]]:
        """Its values, each with the words around it."""

    @property
    def named(self) -> frozenset[str]:
        """All that it names, values included."""

    @property
    def own(self) -> Sequence[frozenset[str]]:
        """What it names with each value alone."""


def naming(token: Token, stem: str) -> str:
    """What a word names: weekdays by one name, nothing for a word that binds no value."""
    if token.low in UNTELLING:
        return ""
    return _NAMES.get(token.low, stem)


def own_words(
    values: Sequence[Value], at: Sequence[int], tokens: Sequence[Token], names: Mapping[int, str]
) -> list[frozenset[str]]:
    """For each value the words that stand with it and with no other value of its kind in the sentence.

    `at` are the indexes of the values' first tokens; `names` by index what each token names, other values included.
    A value that shares its part of the sentence with another of its kind has no words of its own, nor has one that is
    said of a pronoun, which may stand for anything.
    """
    if any(token.low in _TOGETHER for token in tokens):
        return [frozenset()] * len(values)
    return [_own(place, values, at, tokens, names) for place in range(len(values))]


def _own(
    place: int, values: Sequence[Value], at: Sequence[int], tokens: Sequence[Token], names: Mapping[int, str]
) -> frozenset[str]:
    alike = [at[other] for other, value in enumerate(values) if _is_alike(value, values[place], tokens, names)]
    parts = _parts(alike, tokens, names)
    if parts is None:
        return frozenset()
    start, end = next((start, end) for start, end in parts if start <= at[place] < end)
    shared = _key(alike[0], tokens)
    return frozenset(
        name for index, name in names.items() if (start <= index < end or index < shared) and index != at[place]
    )


def _is_alike(value: Value, other: Value, tokens: Sequence[Token], names: Mapping[int, str]) -> bool:
    """Whether both are of one kind; the unit is left out the second time: "36 euros for adults, 48 for guests"."""
    if value.kind is other.kind:
        return True
    if Kind.NUMBER not in (value.kind, other.kind) or not {value.kind, other.kind} <= _AMOUNTS:
        return False
    bare = value if value.kind is Kind.NUMBER else other
    after = next((place for place, token in enumerate(tokens) if token.start >= bare.end), len(tokens))
    return after == len(tokens) or (after not in names and tokens[after].low not in UNTELLING)


def _key(first: int, tokens: Sequence[Token]) -> int:
    """Where the first field of a row of several ends, which names what the others are said of."""
    marks = [index for index, token in enumerate(tokens) if token.low == ";"]
    return marks[0] if len(marks) > 1 and marks[0] < first else 0


def _parts(alike: Sequence[int], tokens: Sequence[Token], names: Mapping[int, str]) -> list[tuple[int, int]] | None:
    """One part of the sentence for each of the values at `alike`; null where they cannot be told apart or named."""
    if len(alike) == 1:
        return None if any(token.low in _PRONOUNS for token in tokens) else [(0, len(tokens))]
    after = any(index > alike[-1] for index in names)
    cuts = [_cut(first, second, tokens, last=after) for first, second in pairwise(alike)]
    if None in cuts:
        return None
    known = [cut for cut in cuts if cut is not None]
    first = alike[0] if after and _named(alike[0] + 1, known[0], names) else _opening(alike[0], tokens, names)
    return list(pairwise([first, *known, len(tokens)]))


def _cut(first: int, second: int, tokens: Sequence[Token], *, last: bool) -> int | None:
    """Where the part of the second value begins: the words that follow values hold to the last mark between them."""
    for cutters in _CUTTERS:
        found = [index for index in range(first + 1, second) if tokens[index].low in cutters]
        if found:
            return found[-1 if last else 0]
    return None


def _opening(first: int, tokens: Sequence[Token], names: Mapping[int, str]) -> int:
    """Where the first value's part begins: after what is said of all values, as in "Prices: adults 5, children 3".

    A year or another value before the mark is never said of all.
    """
    marks = [index for index in range(first) if tokens[index].low in (":", ",", ";")]
    opening = next((mark for mark in reversed(marks) if _named(mark, first, names)), 0)
    dated = is_dated(name for index, name in names.items() if index < opening)
    return 0 if dated else opening


def _named(start: int, end: int, names: Mapping[int, str]) -> bool:
    return any(start <= index < end for index in names)


def belongs_elsewhere(about: frozenset[str], mine: Iterable[frozenset[str]], theirs: frozenset[str]) -> bool:
    """Whether what a claim is about stands with the rival (`theirs`), and each of its own value's places with less of
    it and with something else.

    Where a year or another value tells the two apart, other words need not be repeated beside the rival.
    """
    return all(_stands_elsewhere(about, own, theirs) for own in mine)


def _stands_elsewhere(about: frozenset[str], own: frozenset[str], theirs: frozenset[str]) -> bool:
    told = (about & theirs) - own
    if not told or not own - about:
        return False
    return own & about <= theirs or (is_dated(told) and is_dated(own - about) and not is_dated((own & about) - theirs))


def is_dated(names: Iterable[str]) -> bool:
    """Whether one of them is a value."""
    return any(map(_is_value, names))


def _is_value(name: str) -> bool:
    return name.startswith("#")


def wanted(read: Read, place: int, asked: frozenset[str]) -> frozenset[str]:
    """What a claim says its value at `place` of: all that it names but with another value of the kind, and what the
    question names where that is little.
    """
    value = read.found[place][0]
    alike = [other for other, (one, _) in enumerate(read.found) if other != place and one.kind is value.kind]
    others = frozenset(name for other in alike for name in read.own[other])
    about = read.named - (others - read.own[place]) - {f"#{value.low:g}"}
    return about | (asked if len(about) <= _LITTLE else frozenset(filter(_is_value, asked)))


def said_of_both(value: Value, beside: Iterable[Value]) -> bool:
    """Whether the claim holds the value, too."""
    return any(equal(value, other) for other in beside)
