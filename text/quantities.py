"""Values as they stand in an English text, each with its unit: amounts, dates, times, numbers to ring."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from text.numerals import REFERENCE


class QuantityKind(StrEnum):
    """What a value is of; one takes the other's place where both are of one kind. A `BARE` number has no unit."""

    EMAIL = "email"
    PHONE = "phone"
    DATE = "date"
    WEEKDAY = "weekday"
    YEAR = "year"
    MONEY = "money"
    CLOCK = "clock"
    FREQUENCY = "frequency"
    PERCENT = "percent"
    DURATION = "duration"
    TEMPERATURE = "temperature"
    LENGTH = "length"
    MASS = "mass"
    VOLUME = "volume"
    POWER = "power"
    BARE = "bare"


_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DIGITS = r"\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_MANY = (
    rf"(?:{_DIGITS}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|"
    r"(?:an? |one )?(?:hundred|thousand|million|billion|dozen))"
)
_NUMBER = rf"(?:one|{_MANY})"
_CURRENCY = r"(?:euros?|eur|cents?|dollars?|usd|pounds?|gbp|pence|p|francs?|chf|yen|crowns?|forints?|huf|ft)"
_SPAN_OF_TIME = r"(?:second|minute|hour|day|night|week|month|year)"
_UNITS = {
    QuantityKind.MONEY: _CURRENCY,
    QuantityKind.PERCENT: r"(?:%|per ?cent)",
    QuantityKind.DURATION: rf"(?:(?:working|business|full|calendar) )?{_SPAN_OF_TIME}s?",
    QuantityKind.TEMPERATURE: r"(?:°C|degrees(?: Celsius)?)",
    QuantityKind.LENGTH: r"(?:(?:kilo|centi|milli)?met(?:er|re)s?|[kcm]?m|inch(?:es)?|feet|foot|yards?|miles?)",
    QuantityKind.MASS: r"(?:(?:kilo|milli)?grams?|kg|mg|g|tonnes?)",
    QuantityKind.VOLUME: r"(?:(?:milli)?litres?|ml|l)",
    QuantityKind.POWER: r"(?:(?:kilo|mega)?watts?|kWh?|MW|W|(?:kilo|mega)?hertz|[kM]?Hz|hp)",
}
_ANY_UNIT = "|".join(_UNITS.values())
_PATTERNS = (
    (QuantityKind.EMAIL, r"[\w.+-]+@\w[\w-]*(?:\.\w+)+"),
    (QuantityKind.PHONE, r"(?<!\w)(?:\+|0)\d(?:[ ()/-]{0,2}\d){5,}"),
    (
        QuantityKind.DATE,
        rf"(?-i:\b(?:{_WEEKDAY},? )?(?:(?:the )?{_DAY} (?:of )?{_MONTH}|{_MONTH} {_DAY}|{_MONTH})\b(?:,? \d{{4}}\b)?)|"
        r"\b\d{4}-\d\d-\d\d\b|\b(?:the )?\d{1,2}(?:st|nd|rd|th) of (?:each|every|the) month\b",
    ),
    (QuantityKind.WEEKDAY, rf"(?-i:\b{_WEEKDAY}\b)"),
    (
        QuantityKind.YEAR,
        rf"(?<![\w.,€£$/-])(?:1[5-9]|20)\d\d(?:/\d\d)?(?![\w/-]|[.,]\d| ?(?:{_ANY_UNIT})(?!\w))",
    ),
    (
        QuantityKind.CLOCK,
        r"(?<![\w:])(?:[01]?\d|2[0-4])(?::[0-5]\d(?: ?[ap]m)?|(?:\.[0-5]\d)? ?(?:am|pm|o'clock))(?!\w)",
    ),
    (QuantityKind.CLOCK, r"\b(?:noon|midnight)\b"),
    (QuantityKind.MONEY, rf"[$€£¥] ?(?:{_DIGITS})|\bfree(?: of charge)?\b"),
    (
        QuantityKind.FREQUENCY,
        rf"\b(?:every|each) (?:\w+ )?{_SPAN_OF_TIME}s?\b|\b(?:once|twice) (?:an?|every|each) \w+|"
        r"\b(?:daily|weekly|monthly|yearly|annually|hourly)\b",
    ),
    *((kind, rf"(?<![\w.,]){_NUMBER}[ -]?{unit}(?!\w)") for kind, unit in _UNITS.items()),
    (QuantityKind.BARE, rf"(?<![\w.,]){_MANY}(?!\w|[.,]\d)"),  # a bare "one" mostly stands for a thing
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_RANGE = re.compile(r"\s?[–—-]\s?| (?:to|until|till) ")
_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`text[start:end]`, unit included."""

    kind: QuantityKind
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """Those of `text` in order, a range as one; numbers of sections and items are none."""
    found: list[Quantity] = []
    for one in sorted(_found(text), key=lambda one: one.start):
        if found and _goes_on(text, found[-1], one):
            found[-1] = replace(one, start=found[-1].start)
        else:
            found.append(one)
    return found


def _found(text: str) -> list[Quantity]:
    """Each in its most exact reading."""
    taken: list[Quantity] = []
    for one in _readings(text):
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return taken


def _readings(text: str) -> Iterator[Quantity]:
    references = [found.span() for found in REFERENCE.finditer(text)]
    for kind, pattern in _COMPILED:
        for found in pattern.finditer(text):
            refers = any(found.start() < end and found.end() > start for start, end in references)
            if not (refers and kind is QuantityKind.BARE):
                yield Quantity(kind, found.start(), found.end())


def _goes_on(text: str, before: Quantity, one: Quantity) -> bool:
    """Whether both are the ends of a range: "6 to 9 euros", "between six and nine degrees", "Monday and Friday"."""
    if one.kind is not before.kind and before.kind is not QuantityKind.BARE:
        return False
    gap = text[before.end : one.start]
    joined = gap == " and " and (one.kind is QuantityKind.WEEKDAY or _BETWEEN.search(text[: before.start]))
    return bool(joined) or _RANGE.fullmatch(gap) is not None
