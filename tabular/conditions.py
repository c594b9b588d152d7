"""Which rows a question is about: its cells, numbers, dates, negations and blanks as conditions on columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.tables import Column, ColumnKind
from tabular.asked import Comparison, Condition
from tabular.linking import Link
from tabular.periods import Period
from tabular.phrases import Phrase, Sign
from tabular.reading import Figure, Reading, Unclear, one_column
from tabular.synonyms import is_about, matters, without_unit
from tabular.tokens import name_tokens
from tabular.units import DURATIONS, MONEY, same_unit

_BOUNDS = {
    Sign.OVER: Comparison.OVER,
    Sign.UNDER: Comparison.UNDER,
    Sign.AT_LEAST: Comparison.AT_LEAST,
    Sign.AT_MOST: Comparison.AT_MOST,
}
_OR_MORE = {"or more": Comparison.AT_LEAST, "or less": Comparison.AT_MOST, "or fewer": Comparison.AT_MOST}
_NEGATIONS = (Sign.NOT, Sign.WITHOUT)
_REACH = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A condition and where in the question it stands."""

    at: int
    condition: Condition


def conditions(reading: Reading) -> list[Placed]:
    """All of them, in the order of the question; cells of one column apart. Raises `Unclear`."""
    _use_prepositions(reading)
    found = [
        *_compared_columns(reading),
        *_of_figures(reading),
        *_of_periods(reading),
        *_of_values(reading),
        *_of_blanks(reading),
        *_of_yes_no(reading),
    ]
    return sorted(found, key=lambda placed: placed.at)


def _use_prepositions(reading: Reading) -> None:
    """"from" that begins no range, "by" before a cell or a bound."""
    starts = {one.start for one in (*reading.figures, *reading.periods)}
    for phrase in reading.said(Sign.BETWEEN):
        if reading.words[phrase.start].low in ("from", "von") and not starts & {phrase.end, phrase.end + 1}:
            reading.use(phrase)
    cells = {link.start for link in reading.links if link.values}
    bounds = {phrase.start for phrase in reading.said(*_BOUNDS, Sign.BETWEEN)} | cells
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


def _of_figures(reading: Reading) -> list[Placed]:
    found = []
    figures = list(reading.figures)
    while figures:
        figure = figures.pop(0)
        bound = reading.before(figure.start, *_BOUNDS, Sign.BETWEEN)
        after = next((p for p in reading.said(Sign.AT_LEAST, Sign.AT_MOST) if p.start == figure.end), None)
        if bound is None and after is None:
            found += _of_number_beside_column(reading, figure)
            continue
        values: tuple[float, ...] = (figure.value,)
        if bound is not None and bound.sign is Sign.BETWEEN:
            if not figures or figures[0].start - figure.end > 2:
                raise Unclear("A range needs two numbers.")
            second = figures.pop(0)
            reading.use(second)
            values = (figure.value, second.value)
            figure = replace(figure, unit=figure.unit or second.unit)
        column = _measured(reading, figure, bound)
        found.append(Placed(figure.start, Condition(column, _comparison(reading, bound, after), values)))
        reading.use(figure, *[phrase for phrase in (bound, after) if phrase is not None])
        _use_beside(reading, figure.start, column)
    return found


def _comparison(reading: Reading, bound: Phrase | None, after: Phrase | None) -> Comparison:
    if bound is not None:
        return Comparison.BETWEEN if bound.sign is Sign.BETWEEN else _BOUNDS[bound.sign]
    if after is None:
        raise Unclear("A number stands alone.")
    words = " ".join(word.low for word in reading.words[after.start : after.end])
    return _OR_MORE.get(words, _BOUNDS[after.sign])


def _measured(reading: Reading, figure: Figure, bound: Phrase | None) -> Column:
    """The column that a number is compared with: of its unit, the one beside it, the one that the comparison is about."""
    numbers = [column for column in reading.table.columns if column.kind is ColumnKind.NUMBER]
    if figure.unit is not None:
        fitting = [column for column in numbers if same_unit(figure.unit, column.unit)]
        if not fitting:
            fitting = [column for column in numbers if column.unit is None and _may_have(column, figure.unit)]
        if len(fitting) == 1:
            return fitting[0]
        numbers = fitting
        if not numbers:
            raise Unclear(f"No column of the table is in {figure.unit}.")
    link = reading.nearest(figure.start, lambda column: column in numbers, reach=_REACH)
    if link is not None:
        return one_column([column for column in link.columns if column in numbers], "the number")
    about = bound.about if bound is not None else ""
    fitting = [column for column in numbers if about and is_about(column, about)]
    return one_column(fitting or numbers, f"the number {figure.value:g}")


def _may_have(column: Column, unit: str) -> bool:
    matter = "money" if unit in MONEY else "duration" if unit in DURATIONS else ""
    return bool(matter) and is_about(column, matter)


def _use_beside(reading: Reading, at: int, column: Column) -> None:
    """Words that name the column of a condition near it are accounted for; so is "have a" before them."""
    for link in reading.links:
        if column in link.columns and abs(link.start - at) <= _REACH + 1:
            reading.use(link)
            for phrase in reading.said(Sign.HAVING):
                if 0 <= link.start - phrase.end <= 1:
                    reading.use(phrase)


def _of_number_beside_column(reading: Reading, figure: Figure) -> list[Placed]:
    """"flat 8", "train 134": a number right behind a column of numbers."""
    for link in reading.links:
        numbers = [column for column in link.columns if column.kind is ColumnKind.NUMBER]
        if link.end == figure.start and numbers and figure.unit is None:
            reading.use(link, figure)
            return [Placed(link.start, Condition(one_column(numbers, "the number"), Comparison.IS, (figure.value,)))]
    return []


def _compared_columns(reading: Reading) -> list[Placed]:
    """"stock is below the reorder level": a bound between two columns of numbers."""
    found = []
    for phrase in reading.said(*_BOUNDS):
        after = _number_link(reading, lambda link, phrase=phrase: 0 <= link.start - phrase.end <= 2)  # type: ignore[misc]
        if after is None or any(phrase.end <= figure.start <= after.start for figure in reading.figures):
            continue
        second = after.column
        first = _left_column(reading, phrase, second)
        if second is None or first is None:
            continue
        comparison = _BOUNDS[phrase.sign]
        words = [word.low for word in reading.words[max(0, phrase.start - 2) : phrase.start]]
        if words == ["at", "or"]:
            reading.used.update((phrase.start - 2, phrase.start - 1))
            comparison = Comparison.AT_MOST if comparison is Comparison.UNDER else Comparison.AT_LEAST
        found.append(Placed(phrase.start, Condition(first, comparison, other=second)))
        reading.use(phrase, after)
        reading.use_column(first)
    return found


def _number_link(reading: Reading, fits: object) -> Link | None:
    return next(
        (
            link
            for link in reading.links
            if link.column is not None and link.column.kind is ColumnKind.NUMBER and callable(fits) and fits(link)
        ),
        None,
    )


def _left_column(reading: Reading, phrase: Phrase, second: Column | None) -> Column | None:
    """The column named before the bound; without one the stock that a reorder level is for."""
    before = [
        link.column
        for link in reading.links
        if link.end <= phrase.start and link.column is not None and link.column.kind is ColumnKind.NUMBER
    ]
    if before:
        return before[-1]
    stock = [
        column
        for column in reading.table.columns
        if column.kind is ColumnKind.NUMBER and column != second and "stock" in matters(without_unit(column))
    ]
    return stock[0] if len(stock) == 1 else None


def _of_periods(reading: Reading) -> list[Placed]:
    found = []
    waiting = list(reading.periods)
    while waiting:
        period = waiting.pop(0)
        sign = reading.before(period.start, Sign.BEFORE, Sign.AFTER, Sign.SINCE, Sign.UNTIL, Sign.BETWEEN)
        if sign is not None and sign.sign is Sign.BETWEEN and waiting:
            second = waiting.pop(0)
            reading.use(second)
            period = _stretch(period, second)
        elif sign is not None and sign.sign is Sign.BETWEEN:
            sign = None
        column = _dated(reading, period)
        if sign is not None:
            reading.use(sign)
        reading.use(period)
        found.append(Placed(period.start, _in_period(column, period, sign)))
        _use_beside(reading, period.start, column)
    return found


def _stretch(first: Period, second: Period) -> Period:
    """From the first to the second; a month without a year takes the other's."""
    if first.months and second.months:
        return Period(first.start, second.end, months=tuple(range(first.months[0], second.months[-1] + 1)))
    if first.months and second.first is not None:
        return Period(first.start, second.end, second.first.replace(month=first.months[0], day=1), second.last)
    if first.first is None or second.last is None:
        raise Unclear("It is not clear which stretch of time is meant.")
    return Period(first.start, second.end, first.first, second.last)


def _dated(reading: Reading, period: Period) -> Column:
    dates = [column for column in reading.table.columns if column.kind is ColumnKind.DATE]
    link = reading.nearest(period.start, lambda column: column in dates, reach=_REACH)
    if link is not None:
        return one_column([column for column in link.columns if column in dates], "the date")
    plain = [column for column in dates if len(name_tokens(column.name)) == 1 and "date" in matters(name_tokens(column.name))]
    if len(plain) == 1:
        return plain[0]
    if not dates and period.first is not None and period.last is not None:
        years = [c for c in reading.table.columns if c.kind is ColumnKind.NUMBER and c.name.strip().lower() == "year"]
        if years and (period.first.month, period.last.month) == (1, 12):
            return years[0]
    return one_column(dates, "the date")


def _in_period(column: Column, period: Period, sign: Phrase | None) -> Condition:
    if period.months or period.weekdays:
        if sign is not None and sign.sign is not Sign.BETWEEN:
            raise Unclear("It is not clear of which year the month is.")
        comparison = Comparison.MONTH if period.months else Comparison.WEEKDAY
        return Condition(column, comparison, tuple(map(float, period.months or period.weekdays)))
    if period.first is None or period.last is None:
        raise Unclear("It is not clear which stretch of time is meant.")
    first: str | float = period.first.isoformat()
    last: str | float = period.last.isoformat()
    if column.kind is ColumnKind.NUMBER:
        first, last = float(period.first.year), float(period.last.year)
    match sign.sign if sign is not None else None:
        case Sign.BEFORE:
            return Condition(column, Comparison.UNDER, (first,))
        case Sign.AFTER:
            return Condition(column, Comparison.OVER, (last,))
        case Sign.SINCE:
            return Condition(column, Comparison.AT_LEAST, (first,))
        case Sign.UNTIL:
            return Condition(column, Comparison.AT_MOST, (last,))
        case _:
            return Condition(column, Comparison.BETWEEN, (first, last))


def _of_values(reading: Reading) -> list[Placed]:
    found = []
    for link in reading.links:
        if not link.values or (link.is_row and not link.is_whole):
            continue
        column = _column_of_value(reading, link)
        named = next((o for o in reading.links if column in o.columns and 0 <= link.start - o.end <= 1), None)
        negation = reading.before(link.start, *_NEGATIONS)
        if negation is None and named is not None:
            negation = reading.before(named.start, *_NEGATIONS)
        if negation is not None:
            reading.use(negation)
        reading.use(link)
        found.append(
            Placed(link.start, Condition(column, Comparison.IS, link.values[column], is_negated=negation is not None))
        )
    return found


def _column_of_value(reading: Reading, link: Link) -> Column:
    if len(link.values) == 1:
        return next(iter(link.values))
    near = [other for other in reading.links if other is not link and abs(other.start - link.start) <= 3]
    named = [column for column in link.values if any(column in other.columns for other in near)]
    said = " ".join(word.text for word in reading.words[link.start : link.end])
    return one_column(named or list(link.values), f"“{said}”")


def _of_blanks(reading: Reading) -> list[Placed]:
    """"without an e-mail", "not yet completed", "out of stock"; "have an end date"; "were completed"."""
    found = []
    for phrase in reading.said(Sign.WITHOUT, Sign.NOT, Sign.HAVING, Sign.NONE_OF):
        link = next((link for link in reading.links if link.columns and 0 <= link.start - phrase.end <= 1), None)
        if link is None or reading.is_used(link):
            continue
        condition = _blank(one_column(link.columns, "the words"), phrase)
        if condition is not None:
            found.append(Placed(phrase.start, condition))
            reading.use(phrase, link)
    return found


def _blank(column: Column, phrase: Phrase) -> Condition | None:
    if phrase.sign is Sign.NONE_OF or (phrase.sign is Sign.WITHOUT and "stock" in matters(without_unit(column))):
        return Condition(column, Comparison.IS, (0.0,)) if column.kind is ColumnKind.NUMBER else None
    if column.kind is ColumnKind.YES_NO:
        return Condition(column, Comparison.YES, is_negated=phrase.sign is not Sign.HAVING)
    if phrase.sign is Sign.HAVING and not column.blanks:
        return None
    if phrase.sign is Sign.NOT and column.kind is not ColumnKind.DATE:
        return None
    return Condition(column, Comparison.BLANK, is_negated=phrase.sign is Sign.HAVING)


def _of_yes_no(reading: Reading) -> list[Placed]:
    """"cancelled", "not cancelled"; a column of dates right behind a verb says that there is one: "were completed"."""
    found = []
    for link in reading.open_links(ColumnKind.YES_NO, ColumnKind.DATE):
        column = link.column
        if column is None or reading.before(link.start, Sign.PER) is not None:
            continue
        negation = reading.before(link.start, *_NEGATIONS)
        if column.kind is ColumnKind.DATE:
            if reading.before(link.start, Sign.VERB) is None or not reading.said(Sign.COUNT, Sign.SHARE):
                continue
            condition = Condition(column, Comparison.BLANK, is_negated=negation is None)
        else:
            condition = Condition(column, Comparison.YES, is_negated=negation is not None)
        reading.use(link, *([negation] if negation is not None else []))
        found.append(Placed(link.start, condition))
    return found
