"""What is asked in words for the person who asked, in English, German or Hungarian."""

# ruff: noqa: E501  # wordings side by side are easier to compare on long lines

from collections.abc import Mapping
from datetime import date

from domain.tables import Column, ColumnKind
from tabular.asked import Asked, Comparison, Condition, Operation, Span
from tabular.units import MONEY

LANGUAGES = ("en", "de", "hu")

_OPERATIONS: Mapping[str, Mapping[Operation, str]] = {
    "en": {
        Operation.COUNT: "number of rows", Operation.COUNT_DISTINCT: "number of different values of {}",
        Operation.SUM: "sum of {}", Operation.AVERAGE: "average of {}", Operation.MEDIAN: "median of {}",
        Operation.LIST: "list of rows", Operation.SHARE: "share of rows", Operation.DIFFERENCE: "difference in {}",
    },
    "de": {
        Operation.COUNT: "Anzahl der Zeilen", Operation.COUNT_DISTINCT: "Anzahl verschiedener Werte von {}",
        Operation.SUM: "Summe von {}", Operation.AVERAGE: "Durchschnitt von {}", Operation.MEDIAN: "Median von {}",
        Operation.LIST: "Liste der Zeilen", Operation.SHARE: "Anteil der Zeilen", Operation.DIFFERENCE: "Unterschied in {}",
    },
    "hu": {
        Operation.COUNT: "sorok száma", Operation.COUNT_DISTINCT: "különböző értékek száma: {}",
        Operation.SUM: "összeg: {}", Operation.AVERAGE: "átlag: {}", Operation.MEDIAN: "medián: {}",
        Operation.LIST: "sorok listája", Operation.SHARE: "sorok aránya", Operation.DIFFERENCE: "különbség: {}",
    },
}  # fmt: skip
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "where": "where", "and": "and", "or": "or", "is": "is", "is_not": "is not", "over": "is over", "under": "is under",
        "at_least": "is at least", "at_most": "is at most", "after": "is after", "before": "is before",
        "since": "is on or after", "until": "is on or before", "between": "is from {} to {}", "blank": "is empty",
        "filled": "is not empty", "in": "is in {}", "on": "is a {}", "yes": "yes", "no_or_blank": "no or empty", "no": "is no (empty cells not counted)", "per": "for each {}", "highest": "highest {}",
        "lowest": "lowest {}", "top": "the {} highest of {}", "bottom": "the {} lowest of {}", "rows": "the number of rows",
        "with": "with", "row": "the row", "of": "among rows", "one_of": "is one of {} values with these words, such as {}", "compared": "{} against {}",
    },
    "de": {
        "where": "mit", "and": "und", "or": "oder", "is": "ist", "is_not": "ist nicht", "over": "über", "under": "unter",
        "at_least": "mindestens", "at_most": "höchstens", "after": "nach", "before": "vor", "since": "ab", "until": "bis",
        "between": "von {} bis {}", "blank": "ist leer", "filled": "ist nicht leer", "in": "im {}", "on": "an einem {}",
        "yes": "ja", "no_or_blank": "nein oder leer", "no": "ist nein (leere Zellen nicht gezählt)", "per": "je {}", "highest": "höchster Wert von {}", "lowest": "niedrigster Wert von {}",
        "top": "die {} höchsten von {}", "bottom": "die {} niedrigsten von {}", "rows": "Anzahl der Zeilen", "with": "mit", "row": "die Zeile",
        "of": "unter den Zeilen", "one_of": "ist einer von {} Werten mit diesen Wörtern, etwa {}", "compared": "{} gegen {}",
    },
    "hu": {
        "where": "ahol", "and": "és", "or": "vagy", "is": "értéke", "is_not": "értéke nem", "over": "több mint",
        "under": "kevesebb mint", "at_least": "legalább", "at_most": "legfeljebb", "after": "ez után:", "before": "ez előtt:",
        "since": "ettől:", "until": "eddig:", "between": "{} és {} között", "blank": "üres", "filled": "nem üres",
        "in": "hónapja {}", "on": "napja {}", "yes": "igen", "no_or_blank": "nem vagy üres", "no": "nem (az üres cellák nélkül)", "per": "ezenként: {}", "highest": "legnagyobb érték: {}",
        "lowest": "legkisebb érték: {}", "top": "a {} legnagyobb: {}", "bottom": "a {} legkisebb: {}",
        "rows": "sorok száma", "with": "", "row": "a sor", "of": "ezek közül:", "one_of": "{} érték egyike, például {}",
        "compared": "{} szemben ezzel: {}",
    },
}  # fmt: skip
_MONTHS: Mapping[str, str] = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "hu": "január február március április május június július augusztus szeptember október november december",
}
_WEEKDAYS: Mapping[str, str] = {
    "en": "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
    "de": "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag",
    "hu": "vasárnap hétfő kedd szerda csütörtök péntek szombat",
}
_SPANS: Mapping[str, Mapping[Span, str]] = {
    "en": {Span.DAY: "day", Span.MONTH: "month", Span.QUARTER: "quarter", Span.YEAR: "year", Span.WEEKDAY: "weekday"},
    "de": {Span.DAY: "Tag", Span.MONTH: "Monat", Span.QUARTER: "Quartal", Span.YEAR: "Jahr", Span.WEEKDAY: "Wochentag"},
    "hu": {Span.DAY: "nap", Span.MONTH: "hónap", Span.QUARTER: "negyedév", Span.YEAR: "év", Span.WEEKDAY: "hét napja"},
}
_BOUNDS = {
    Comparison.OVER: ("over", "after"),
    Comparison.UNDER: ("under", "before"),
    Comparison.AT_LEAST: ("at_least", "since"),
    Comparison.AT_MOST: ("at_most", "until"),
}
_MOST_NAMED = 4
_GROUP_DIGITS = {"en": ",", "de": ".", "hu": "\u00a0"}
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_DECIMAL = {"en": ".", "de": ",", "hu": ","}


def told(asked: Asked, language: str) -> str:
    """The query in words: "number of rows where Status is open"."""
    words = _WORDS[language]
    text = _operation(asked, language)
    if asked.operation is Operation.SHARE:
        whole = filters(asked.conditions, language)
        text += f" {words['where']} {filters(asked.part, language)}"
        return f"{text}, {words['of']} {words['where']} {whole}" if whole else text
    if asked.operation is Operation.DIFFERENCE:
        sides = (condition_in_words(condition, language) for condition in asked.part)
        text += f", {words['compared'].format(*sides)}"
    if asked.conditions:
        text += f" {words['where']} {filters(asked.conditions, language)}"
    if asked.grouping is not None and asked.operation is not Operation.LIST:
        text += f", {words['per'].format(group_name(asked, language))}"
    return text


def _operation(asked: Asked, language: str) -> str:
    words, measure = _WORDS[language], asked.measure
    name = measure.name if measure is not None else words["rows"]
    if asked.operation is Operation.EXTREME:
        if asked.limit == 1:
            return words["highest" if asked.is_descending else "lowest"].format(name)
        return words["top" if asked.is_descending else "bottom"].format(asked.limit, name)
    if asked.is_one:
        return ", ".join(column.name or words["row"] for column in asked.wanted)
    if asked.operation is Operation.LIST and asked.grouping is not None:
        return asked.grouping.column.name
    return _OPERATIONS[language][asked.operation].format(name)


def group_name(asked: Asked, language: str) -> str:
    """What the groups are called: a column's name, month, weekday."""
    if asked.grouping is None:
        return ""
    name = asked.grouping.column.name
    span = _SPANS[language].get(asked.grouping.span)
    if span is None:
        return name
    return span if name.casefold() in ("date", "datum", "dátum") else f"{span} ({name})"


def filters(conditions: tuple[Condition, ...], language: str) -> str:
    """Conditions in words, joined by "and"."""
    return f" {_WORDS[language]['and']} ".join(condition_in_words(condition, language) for condition in conditions)


def condition_in_words(condition: Condition, language: str) -> str:
    """`Status is open`, `Cost is over 200 GBP`, `Date is in March`."""
    return f"{condition.column.name or _WORDS[language]['row']} {_predicate(condition, language)}"


def _predicate(condition: Condition, language: str) -> str:
    words, negated = _WORDS[language], condition.is_negated
    match condition.comparison:
        case Comparison.IS | Comparison.WRITTEN | Comparison.NONE:
            return _one_of(condition, language)
        case Comparison.YES | Comparison.NO:
            return _yes_or_no(condition, words)
        case Comparison.BLANK:
            return words["filled" if negated else "blank"]
        case Comparison.MONTH:
            names = [_MONTHS[language].split()[int(value) - 1] for value in condition.values]
            return words["in"].format(f" {words['or']} ".join(names))
        case Comparison.WEEKDAY:
            names = [weekday(value, language) for value in condition.values]
            return words["on"].format(f" {words['or']} ".join(names))
        case Comparison.BETWEEN:
            return _between(condition, language)
    amount, day = _BOUNDS[condition.comparison]
    word = words[day if condition.column.kind is ColumnKind.DATE else amount]
    if condition.other is not None:
        return f"{word} {condition.other.name}"
    return f"{word} {value_in_words(condition.values[0], condition.column, language)}"


def _one_of(condition: Condition, language: str) -> str:
    """ "is open", "is 0 or is empty"; where there is some of it, not so."""
    words, is_negated = _WORDS[language], condition.is_negated
    said = f"{words['is_not' if is_negated else 'is']} {_alternatives(condition, language)}"
    if condition.comparison is not Comparison.NONE or not condition.column.blanks:
        return said
    joined, other = ("and", "filled") if is_negated else ("or", "blank")
    return f"{said} {words[joined]} {words[other]}"


def _yes_or_no(condition: Condition, words: Mapping[str, str]) -> str:
    negated = condition.is_negated
    if condition.comparison is Comparison.NO:
        return words["no"]
    blank = f" ({words['no_or_blank']})" if negated and condition.column.blanks else ""
    return f"{words['is_not' if negated else 'is']} {words['yes']}{blank}"


def _between(condition: Condition, language: str) -> str:
    """A range; of one day alone that day."""
    first, last = (value_in_words(value, condition.column, language) for value in condition.values)
    return f"{_WORDS[language]['is']} {first}" if first == last else _WORDS[language]["between"].format(first, last)


def _alternatives(condition: Condition, language: str) -> str:
    words = _WORDS[language]
    named = [value_in_words(value, condition.column, language) for value in condition.values]
    if len(named) <= _MOST_NAMED:
        return f" {words['or']} ".join(named)
    return f"{', '.join(named[:_MOST_NAMED])} … ({len(named)})"


def value_in_words(value: str | float | None, column: Column | None, language: str) -> str:
    """A value of a column as people write it, with its unit."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return day_in_words(value, language) if column is not None and column.kind is ColumnKind.DATE else value
    return with_unit(figure_of(value, column, language), column, language)


def with_unit(figure: str, column: Column | None, language: str) -> str:
    """A figure with the unit of its column."""
    unit = column.unit if column is not None else None
    if unit is None:
        return figure
    if unit in _SYMBOLS and language == "en":
        return f"-{_SYMBOLS[unit]}{figure[1:]}" if figure.startswith("-") else f"{_SYMBOLS[unit]}{figure}"
    return f"{figure}{unit}" if unit in ("%", "°") else f"{figure} {_plural(unit, figure)}"


def _plural(unit: str, figure: str) -> str:
    is_word = unit in ("second", "minute", "hour", "day", "week", "month", "year", "piece", "crown", "mile", "acre")
    return f"{unit}s" if is_word and figure != "1" else unit


def figure_of(value: float, column: Column | None, language: str) -> str:
    """A value of a column without its unit; of money with its cents, of anything else without zeros at the end."""
    text = number(value, language)
    if column is not None and column.unit in MONEY:
        return text
    return text.rstrip("0").rstrip(_DECIMAL[language]) if _DECIMAL[language] in text else text


def number(value: float, language: str) -> str:
    """Two decimals where it is no whole number; thousands apart from 10,000 on."""
    rounded = round(float(value), 2)
    text = f"{rounded:,.2f}" if rounded != int(rounded) else f"{int(rounded):,}"
    if abs(rounded) < 10_000:
        text = text.replace(",", "")
    return text.replace(",", "\0").replace(".", _DECIMAL[language]).replace("\0", _GROUP_DIGITS[language])


def day_in_words(value: str, language: str) -> str:
    """An ISO date as "3 March 2025"; anything else as it is."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    month = _MONTHS[language].split()[day.month - 1]
    return {
        "en": f"{day.day} {month} {day.year}",
        "de": f"{day.day}. {month} {day.year}",
        "hu": f"{day.year}. {month} {day.day}.",
    }[language]


def weekday(value: str | float | None, language: str) -> str:
    """The name of a day of the week, 0 for Sunday."""
    return _WEEKDAYS[language].split()[int(value or 0)]


def group_value(value: str | float | None, asked: Asked, language: str) -> str:
    """A group as people call it: `2025-03` is March 2025."""
    span = asked.grouping.span if asked.grouping is not None else Span.VALUE
    if value is None:
        return "–"
    if span is Span.WEEKDAY:
        return weekday(value, language)
    if span is Span.MONTH and isinstance(value, str):
        year, _, month = value.partition("-")
        name = _MONTHS[language].split()[int(month) - 1]
        return f"{year}. {name}" if language == "hu" else f"{name} {year}"
    column = asked.grouping.column if asked.grouping is not None else None
    return value_in_words(value, column, language)
