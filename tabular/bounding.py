"""Numbers of a question as conditions: bounds, ranges, numbers beside their column."""

from dataclasses import replace

from domain.tables import Column, ColumnKind
from tabular.asked import Comparison, Condition, Placed
from tabular.phrases import Phrase, Sign
from tabular.reading import Figure, Reading, Unclear, one_column
from tabular.synonyms import is_about
from tabular.units import DURATIONS, MONEY, converted, same_unit

BOUNDS = {
    Sign.OVER: Comparison.OVER,
    Sign.UNDER: Comparison.UNDER,
    Sign.AT_LEAST: Comparison.AT_LEAST,
    Sign.AT_MOST: Comparison.AT_MOST,
}
_OR_MORE = {"or more": Comparison.AT_LEAST, "or less": Comparison.AT_MOST, "or fewer": Comparison.AT_MOST}
_REACH = 4
_LINKING_WORDS = frozenset({"of", "is", "are", "was", "no", "number", "von", "exactly", "="})


def of_figures(reading: Reading) -> list[Placed]:
    found = []
    figures = list(reading.figures)
    while figures:
        figure = figures.pop(0)
        bound = reading.before(figure.start, *BOUNDS, Sign.BETWEEN)
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
        if figure.unit is not None and column.unit is not None:
            values = tuple(converted(value, figure.unit, column.unit) or value for value in values)
        found.append(Placed(figure.start, Condition(column, _comparison(reading, bound, after), values)))
        reading.use(figure, *[phrase for phrase in (bound, after) if phrase is not None])
        use_beside(reading, figure.start, column)
    return found


def _comparison(reading: Reading, bound: Phrase | None, after: Phrase | None) -> Comparison:
    if bound is not None:
        return Comparison.BETWEEN if bound.sign is Sign.BETWEEN else BOUNDS[bound.sign]
    if after is None:
        raise Unclear("A number stands alone.")
    words = " ".join(word.low for word in reading.words[after.start : after.end])
    return _OR_MORE.get(words, BOUNDS[after.sign])


def _measured(reading: Reading, figure: Figure, bound: Phrase | None) -> Column:
    """The column that a number is compared with: of its unit, the one beside it, the one that the bound is about."""
    numbers = [column for column in reading.table.columns if column.kind is ColumnKind.NUMBER]
    if figure.unit is not None:
        fitting = [column for column in numbers if same_unit(figure.unit, column.unit)]
        if not fitting:
            fitting = [column for column in numbers if converted(1.0, figure.unit, column.unit) is not None]
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


def use_beside(reading: Reading, at: int, column: Column) -> None:
    """Words that name the column of a condition near it are accounted for; so is "have a" before them."""
    for link in reading.links:
        if column in link.columns and abs(link.start - at) <= _REACH + 1:
            reading.use(link)
            for phrase in reading.said(Sign.HAVING):
                if 0 <= link.start - phrase.end <= 1:
                    reading.use(phrase)


def _of_number_beside_column(reading: Reading, figure: Figure) -> list[Placed]:
    """ "flat 8", "a lead time of 120 days": a number behind a column of numbers, with nothing that counts between."""
    for link in reading.links:
        numbers = [column for column in link.columns if column.kind is ColumnKind.NUMBER]
        between = reading.words[link.end : figure.start]
        if not numbers or link.end > figure.start or any(word.low not in _LINKING_WORDS for word in between):
            continue
        column = one_column(numbers, "the number")
        value = figure.value if figure.unit is None else converted(figure.value, figure.unit, column.unit)
        if value is not None:
            reading.use(link, figure)
            use_beside(reading, figure.start, column)
            return [Placed(link.start, Condition(column, Comparison.IS, (value,)))]
    return []
