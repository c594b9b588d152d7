"""Which rows a question is about: its cells, numbers, dates, negations and blanks as conditions on columns."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from domain.tables import Column, ColumnKind
from tabular.asked import Comparison, Condition, Placed
from tabular.bounding import BOUNDS, of_figures
from tabular.compared import of_compared_columns
from tabular.dating import of_periods
from tabular.emptiness import DENIABLE, denied, of_blanks
from tabular.linking import Link
from tabular.phrases import Phrase, Sign
from tabular.reading import Reading, Unclear, one_column
from tabular.tokens import name_tokens, stem, word_set

_EXTREMES = (Sign.LATEST, Sign.EARLIEST, Sign.HIGHEST, Sign.LOWEST, Sign.MOST, Sign.FEWEST)
_NEGATIONS = (Sign.NOT, Sign.WITHOUT)
_IDLE_BEFORE = word_set("any ignore ignoring all every")


def conditions(reading: Reading) -> list[Placed]:
    """All of them, in the order of the question; cells of one column apart. Raises `Unclear`."""
    _use_prepositions(reading)
    compared = of_compared_columns(reading)
    taken = frozenset(reading.used) if compared else frozenset[int]()
    found = [
        *compared,
        *of_figures(reading),
        *of_periods(reading),
        *_of_values(reading, taken),
        *of_blanks(reading),
        *_of_yes_no(reading),
    ]
    if found:
        _use_relatives(reading)
    _use_idle_columns(reading, found)
    _refuse_scattered(reading)
    _refuse_both(found)
    return sorted(found, key=lambda placed: placed.at)


def _use_relatives(reading: Reading) -> None:
    """ "Projects where …": right behind a word for rows it asks for no place."""
    ends = {link.end for link in reading.links if link.is_row}
    reading.use(*(phrase for phrase in reading.said(Sign.WHERE) if phrase.start in ends))


def _refuse_scattered(reading: Reading) -> None:
    """Words that are parts of different cells of one column, with no "and" or "or" between, are no cell at all."""
    parts = [link for link in reading.links if link.values and not link.is_whole and not link.is_row]
    for first, second in pairwise(parts):
        said = any(p.sign in (Sign.AND, Sign.OR) and first.end <= p.start < second.start for p in reading.phrases)
        for column in first.values.keys() & second.values.keys():
            if not said and not set(first.values[column]) & set(second.values[column]):
                words = [word.text for word in reading.words[first.start : second.end]]
                raise Unclear(f"No cell of “{column.name}” has “{' '.join(words)}”.")


def _refuse_both(found: Sequence[Placed]) -> None:
    """No row both is and is not; and whether "not A or B" leaves B out nobody can tell."""
    named = sorted((one for one in found if one.condition.comparison is Comparison.IS), key=lambda placed: placed.at)
    for index, one in enumerate(named):
        behind = [other.condition for other in named[index + 1 :] if other.condition.column == one.condition.column]
        if one.condition.is_negated and any(not other.is_negated for other in behind):
            raise Unclear(f"It is not clear which of several “{one.condition.column.name}” are left out.")
    said = [one.condition for one in found if one.condition.comparison in (Comparison.YES, Comparison.NO)]
    for first, second in pairwise(sorted(said, key=lambda condition: condition.column.key)):
        if first.column == second.column and first != second:
            raise Unclear(f"“{first.column.name}” cannot be both yes and no.")


def _use_prepositions(reading: Reading) -> None:
    """ "from" that begins no range, "by" before a cell or a bound."""
    starts = {figure.start for figure in reading.figures} | {period.start for period in reading.periods}
    for phrase in reading.said(Sign.BETWEEN):
        if reading.words[phrase.start].low in ("from", "von") and not starts & {phrase.end, phrase.end + 1}:
            reading.use(phrase)
    cells = {link.start for link in reading.links if link.values}
    bounds = {phrase.start for phrase in reading.said(*BOUNDS, Sign.BETWEEN)} | cells
    for phrase in reading.said(Sign.PER):
        if reading.words[phrase.start].low in ("by", "nach") and bounds & {phrase.end, phrase.end + 1}:
            reading.use(phrase)


def joined(found: Sequence[Placed]) -> list[Placed]:
    """Cells of one column are alternatives: "Almásd or Kilátó"; words of one cell that stand apart narrow it down."""
    joined: dict[tuple[Column, bool], Placed] = {}
    others = []
    for placed in found:
        condition = placed.condition
        if condition.comparison is not Comparison.IS:
            others.append(placed)
            continue
        key = (condition.column, condition.is_negated)
        first = joined.get(key)
        joined[key] = placed if first is None else replace(first, condition=_both(first.condition, condition))
    return [*others, *joined.values()]


def _both(first: Condition, second: Condition) -> Condition:
    common = tuple(value for value in first.values if value in second.values)
    return replace(first, values=common or tuple(dict.fromkeys((*first.values, *second.values))))


def _of_values(reading: Reading, taken: frozenset[int]) -> list[Placed]:
    found = []
    for link in reading.links:
        if not link.values or taken >= set(range(link.start, link.end)) or (link.is_row and not link.is_whole):
            continue
        column = _column_of_value(reading, link)
        named = next((o for o in reading.links if column in o.columns and 0 <= link.start - o.end <= 1), None)
        negation = _negation_of(reading, link)
        if negation is None and named is not None:
            negation = reading.before(named.start, *_NEGATIONS)
        if negation is not None:
            reading.use(negation)
        reading.use(link, *(p for p in reading.said(Sign.HAVING) if 0 <= link.start - p.end <= 1))
        found.append(
            Placed(link.start, Condition(column, Comparison.IS, link.values[column], is_negated=negation is not None))
        )
    return found


def _negation_of(reading: Reading, link: Link) -> Phrase | None:
    """None where it denies what stands between: "has not returned …"."""
    negation = reading.before(link.start, *_NEGATIONS)
    kinds = tuple(ColumnKind) if negation is not None and negation.sign is Sign.WITHOUT else DENIABLE
    between = [o for o in reading.open_links(*kinds) if negation and negation.end <= o.start < link.start]
    beside = [o for o in between if o.columns and not o.values and (o.column != _only(link) or kinds == DENIABLE)]
    return None if beside else negation


def _only(link: Link) -> Column | None:
    """The column of a cell, if it is of one."""
    return next(iter(link.values)) if len(link.values) == 1 else None


def _column_of_value(reading: Reading, link: Link) -> Column:
    if len(link.values) == 1:
        return next(iter(link.values))
    near = [other for other in reading.links if other is not link and abs(other.start - link.start) <= 3]
    named = [column for column in link.values if any(column in other.columns for other in near)]
    said = " ".join(word.text for word in reading.words[link.start : link.end])
    if all(column.distinct == 1 for column in link.values):  # all rows have it, in either column
        return next(iter(link.values))
    return one_column(named or list(link.values), f"“{said}”")


def _use_idle_columns(reading: Reading, found: Sequence[Placed]) -> None:
    """ "Whatever the status", "any village", "(ignore the menu)": a column that is named to say nothing of it."""
    constrained = {one.condition.column for one in found}
    for phrase in reading.said(Sign.ANYWAY, Sign.FILLER, Sign.NOT):
        first = reading.words[phrase.start].low
        if phrase.sign is not Sign.ANYWAY and first not in _IDLE_BEFORE:
            continue
        for link in reading.links:
            is_idle = link.columns and not link.values and not constrained & set(link.columns)
            if is_idle and 0 <= link.start - phrase.end <= 1 and not reading.is_used(link):
                reading.use(phrase, link)


def is_payment_day(column: Column) -> bool:
    """Whether a column of dates says when something was paid."""
    return column.kind is ColumnKind.DATE and stem("paid") in {word.stem for word in name_tokens(column.name)}


def _asks_for_rows(reading: Reading) -> bool:
    """How many, or which; or what has no word that asks."""
    which = [phrase for phrase in reading.said(Sign.WHICH) if reading.words[phrase.start].low == "which"]
    others = (Sign.WHICH, Sign.WHO, Sign.WHEN, Sign.WHERE, Sign.HOW_MUCH, *_EXTREMES)
    return bool(reading.said(Sign.COUNT, Sign.SHARE) or which) or not reading.said(*others)


def _of_yes_no(reading: Reading) -> list[Placed]:
    """ "cancelled", "not cancelled"; a column of dates right behind a verb says that there is one: "were completed"."""
    found = []
    for link in reading.open_links(*DENIABLE):
        column, is_kin = link.column, link.is_row and not link.grade
        if column is None or is_kin or reading.before(link.start, Sign.PER) is not None:
            continue
        negation = reading.before(link.start, *_NEGATIONS)
        if column.kind is ColumnKind.DATE:
            is_asked = _asks_for_rows(reading) or (is_payment_day(column) and reading.said(Sign.HOW_MUCH))
            if reading.before(link.start, Sign.VERB) is None or not is_asked:
                continue
            condition = Condition(column, Comparison.BLANK, is_negated=negation is None)
        else:
            condition = Condition(column, Comparison.YES) if negation is None else denied(column)
        reading.use(link, *([negation] if negation is not None else []))
        found.append(Placed(link.start, condition))
    return found
