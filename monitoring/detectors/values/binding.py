"""Which words of a sentence belong to which of its values, and when a claim gives a thing the value of another."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from monitoring.detectors.values.comparing import equal
from monitoring.detectors.values.tokens import Token, word_set
from monitoring.detectors.values.value import Value

# A later part of a sentence leaves these out, and another word says the same: they bind nothing.
UNTELLING = word_set(
    "cost costs costing pay pays paid price prices priced charge charged fee is are was were has had have take takes took "
    "last lasts lasted come comes get gets got give given amount amounts stand stands stood reach reached see "
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
    A value that shares its part of the sentence with another of its kind has no words of its own.
    """
    if any(token.low in _TOGETHER for token in tokens):
        return [frozenset()] * len(values)
    return [_own(place, values, at, tokens, names) for place in range(len(values))]


def _own(
    place: int, values: Sequence[Value], at: Sequence[int], tokens: Sequence[Token], names: Mapping[int, str]
) -> frozenset[str]:
    alike = [index for other, index in enumerate(at) if values[other].kind is values[place].kind]
    parts = _parts(alike, tokens, names)
    if parts is None:
        return frozenset()
    start, end = next((start, end) for start, end in parts if start <= at[place] < end)
    return frozenset(name for index, name in names.items() if start <= index < end and index != at[place])


def _parts(
    alike: Sequence[int], tokens: Sequence[Token], names: Mapping[int, str]
) -> list[tuple[int, int]] | None:
    """One part of the sentence for each of the values at `alike`; null where nothing stands between two of them."""
    if len(alike) == 1:
        return [(0, len(tokens))]
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
    """Where the first value's part begins: after what is said of all values, as in "Prices: adults 5, children 3"."""
    marks = [index for index in range(first) if tokens[index].low in (":", ",", ";")]
    return next((mark for mark in reversed(marks) if _named(mark, first, names)), 0)


def _named(start: int, end: int, names: Mapping[int, str]) -> bool:
    return any(start <= index < end for index in names)


def belongs_elsewhere(wanted: frozenset[str], mine: Iterable[frozenset[str]], theirs: frozenset[str]) -> bool:
    """Whether what a claim speaks of stands with the rival (`theirs`), and with none of its own value's places."""
    telling = wanted & theirs
    return bool(telling) and all(own - wanted and not own & telling and not (own & wanted) - theirs for own in mine)


def wanted(
    own: frozenset[str], named: frozenset[str], value: Value, beside: Sequence[Value], asked: frozenset[str]
) -> frozenset[str]:
    """What a claim says its value of: what it names with it, and what the question names where that is little."""
    about = own if any(other.kind is value.kind for other in beside) else named
    about = frozenset(name for name in about if not _is(value, name))
    values = frozenset(name for name in asked if name.startswith("#"))
    return about | (asked if len(about) <= _LITTLE else values)


def _is(value: Value, name: str) -> bool:
    return name == f"#{value.low:g}"


def said_of_both(value: Value, beside: Iterable[Value]) -> bool:
    """Whether the claim holds the value, too."""
    return any(equal(value, other) for other in beside)
