"""One column against another of the same row: "below the reorder level", "over budget", "paid late"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.tables import Column, ColumnKind
from tabular.asked import Comparison, Condition, Placed
from tabular.bounding import BOUNDS
from tabular.phrases import Sign
from tabular.reading import Reading
from tabular.synonyms import matters, names_rows, without_unit
from tabular.tokens import Token, alike, name_tokens, word_set

_OF_TIME = {Sign.BEFORE: Comparison.UNDER, Sign.AFTER: Comparison.OVER}
_LESS = word_set("less fewer lower smaller shorter earlier sooner weniger kevesebb")
_MORE = word_set("more higher greater larger longer later mehr több")
_THAN_REACH = 6
_COMPARABLE = (ColumnKind.NUMBER, ColumnKind.DATE)
_PLANNED = word_set("due planned plan deadline promised expected target scheduled schedule agreed estimated latest "
                    "until fällig frist határidő")  # fmt: skip
_PUNCTUAL = {
    "late": Comparison.OVER, "early": Comparison.UNDER, "punctually": Comparison.AT_MOST, "verspätet": Comparison.OVER,
}  # fmt: skip
_ON_TIME = ("on", "time")
# What a number does that comes to lie beyond another.
_MOVING = word_set("dropped drop drops fallen fall falls fell gone go goes went slipped sunk dipped sank come came "
                   "comes run ran running risen rose rise crept lie lies sit sits stand stands are is now down up in "
                   "all")  # fmt: skip
_OF_ONE = word_set("price unit each rate per preis einzelpreis stückpreis ár egységár")
_SMALL = word_set("no nr of the in on at by to for and or is per level date day")
# "The reorder mark", where the column is called otherwise: a word behind its own that says no more.
_TAILS = word_set("level mark point threshold limit minimum maximum date day deadline figure amount value line")
_BETWEEN = (Sign.FILLER, Sign.VERB)


@dataclass(frozen=True, slots=True)
class _Bound:
    """Tokens from `start` to before `end` that say how two columns are compared; `middle`: where the first may stand
    within, as in "less in stock than". `second` where the words need no other column to be named.
    """

    start: int
    end: int
    comparison: Comparison
    middle: int
    second: Column | None = None


@dataclass(frozen=True, slots=True)
class _Named:
    """A column that is named by the tokens from `start` to before `end`."""

    start: int
    end: int
    column: Column


def of_compared_columns(reading: Reading) -> list[Placed]:
    """A bound between two columns of numbers or of dates."""
    found = []
    for bound in _bounds(reading):
        second = _punctual(bound) or _behind(reading, bound.end)
        if second is None:
            continue
        first = _before(reading, bound, second.column)
        if first is None or first.column == second.column:
            continue
        condition = Condition(first.column, _comparison(reading, bound), other=second.column)
        found.append(Placed(bound.start, condition))
        _account(reading, bound, first, second)
    return found


def _bounds(reading: Reading) -> Iterator[_Bound]:
    for phrase in reading.said(*BOUNDS, *_OF_TIME):
        sign = BOUNDS.get(phrase.sign) or _OF_TIME[phrase.sign]
        yield _Bound(phrase.start, phrase.end, sign, phrase.end)
    for phrase in reading.said(Sign.THAN):
        for at in range(max(0, phrase.start - _THAN_REACH), phrase.start):
            if (low := reading.words[at].low) in _LESS | _MORE:
                yield _Bound(at, phrase.end, Comparison.UNDER if low in _LESS else Comparison.OVER, at + 1)
                break
    yield from _of_punctuality(reading)


def _of_punctuality(reading: Reading) -> Iterator[_Bound]:
    """ "Late" is after the one day by which something is planned."""
    planned = [
        column
        for column in reading.table.columns
        if column.kind is ColumnKind.DATE and _PLANNED & {word.low for word in name_tokens(column.name)}
    ]
    if len(planned) != 1:
        return
    taken = {index for link in reading.links if link.values for index in range(link.start, link.end)}
    low = [word.low for word in reading.words]
    for at, word in enumerate(low):
        if word in _PUNCTUAL and at not in taken:
            yield _Bound(at, at + 1, _PUNCTUAL[word], at, planned[0])
        if tuple(low[at : at + 2]) == _ON_TIME:
            yield _Bound(at, at + 2, Comparison.AT_MOST, at, planned[0])


def _punctual(bound: _Bound) -> _Named | None:
    return None if bound.second is None else _Named(bound.end, bound.end, bound.second)


def _behind(reading: Reading, end: int) -> _Named | None:
    """The column that is named behind a bound, with nothing between that says something."""
    idle = _idle(reading)
    for start in range(end, min(end + 4, len(reading.words))):
        if (named := _named_at(reading, start)) is not None:
            return named
        if start not in idle or any(figure.start <= start < figure.end for figure in reading.figures):
            return None
    return None


def _idle(reading: Reading) -> set[int]:
    return {i for p in reading.phrases if p.sign in _BETWEEN for i in range(p.start, p.end)}


def _named_at(reading: Reading, start: int) -> _Named | None:
    """By all words of a name, else by one that stands in no other column's."""
    columns = [column for column in reading.table.columns if column.kind in _COMPARABLE]
    whole = [
        (len(name), column)
        for column in columns
        for name in {without_unit(column), name_tokens(column.name)}
        if _is_run(reading.words[start : start + len(name)], name)
    ]
    if whole:
        length, column = max(whole, key=lambda pair: pair[0])
        return _Named(start, start + length, column)
    word = reading.words[start]
    if word.low in _SMALL or word.is_number or len(word.low) < 3:
        return None
    partly = [column for column in columns if any(alike(word, token) > 1 for token in without_unit(column))]
    return _Named(start, start + 1, partly[0]) if len(partly) == 1 else None


def _is_run(words: Sequence[Token], name: Sequence[Token]) -> bool:
    return len(words) == len(name) and all(alike(one, two) > 1 for one, two in zip(words, name, strict=True))


def _before(reading: Reading, bound: _Bound, second: Column) -> _Named | None:
    """The column that is named within the bound, else before it; else the one that the second can only be for."""
    for start in range(bound.middle, bound.end):
        named = _named_at(reading, start)
        if named is not None and _compares(named.column, second):
            return named
    for start in reversed(range(bound.start)):
        named = _named_at(reading, start)
        if named is not None and _compares(named.column, second):
            return named
    for link in reversed(reading.links):
        fitting = [column for column in link.columns if _compares(column, second)]
        if link.end <= bound.start and len(fitting) == 1 and not link.is_row:
            return _Named(link.start, link.end, fitting[0])
    fitting = _counterparts(reading, second)
    return _Named(bound.start, bound.start, fitting[0]) if len(fitting) == 1 else None


def _compares(column: Column, second: Column) -> bool:
    return column.kind is second.kind and column.unit == second.unit and column != second


def _counterparts(reading: Reading, second: Column) -> list[Column]:
    """What a reorder level, a budget or a day by which something is due is for, where no column is named before it."""
    columns = [
        column
        for column in reading.table.columns
        if _compares(column, second)
        and not _OF_ONE & {word.low for word in name_tokens(column.name)}
        and not (column.distinct == reading.table.rows and names_rows(column, reading.table))
    ]
    stock = [column for column in columns if "stock" in matters(without_unit(column))]
    return stock if len(stock) == 1 else columns


def _comparison(reading: Reading, bound: _Bound) -> Comparison:
    """ "At or below" is at most."""
    if [word.low for word in reading.words[max(0, bound.start - 2) : bound.start]] != ["at", "or"]:
        return bound.comparison
    reading.used.update((bound.start - 2, bound.start - 1))
    return Comparison.AT_MOST if bound.comparison is Comparison.UNDER else Comparison.AT_LEAST


def _account(reading: Reading, bound: _Bound, first: _Named, second: _Named) -> None:
    reading.used.update(
        range(bound.start, bound.end if bound.second else bound.middle), range(second.start, second.end)
    )
    reading.used.update(range(first.start, first.end))
    reading.use(*(p for p in reading.said(Sign.SPENT) if p.start <= first.start < p.end))
    if second.end < len(reading.words) and reading.words[second.end].low in _TAILS:
        reading.used.add(second.end)
    for phrase in reading.said(Sign.THAN, *BOUNDS, *_OF_TIME):
        if bound.start <= phrase.start < bound.end:
            reading.use(phrase)
    reading.used.update(set(range(bound.end, second.start)) & _idle(reading))
    at = bound.start - 1
    while at >= 0 and reading.words[at].low in _MOVING:
        reading.used.add(at)
        at -= 1
    for column in (first.column, second.column):
        reading.use_column(column)
