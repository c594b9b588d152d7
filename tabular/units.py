"""Units of columns: as one name each, however they are written; in headers, behind numbers and in questions."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_TABLE = """
EUR € eur euro euros euró eurót
GBP £ gbp pound pounds quid
USD $ usd us$ dollar dollars dollár
HUF ft huf forint forints forintot
CHF chf sfr franken
JPY ¥ yen jpy
PLN zł pln zloty
CZK kč czk
crown crown crowns
% % percent pct prozent százalék
°C °c celsius c
°F °f fahrenheit
° ° degree degrees grad fok
km km kms kilometre kilometres kilometer kilometers kilometern kilométer
m m metre metres meter meters metern méter
cm cm centimetre centimetres zentimeter centiméter
mm mm millimetre millimetres millimeter millimeters milliméter
mile mi mile miles meilen
kg kg kgs kilo kilos kilogram kilograms kilogramm kiló
g g gram grams gramm
t t tonne tonnes tons tonnen tonna
lb lb lbs
l l litre litres liter liters litern
ml ml millilitre millilitres milliliter milliliters
minute min mins minute minutes minuten perc
second s sec secs second seconds sekunde sekunden másodperc
hour h hr hrs hour hours stunde stunden std óra
day d day days tag tage tagen nap
week week weeks woche wochen hét
month month months monat monate monaten hónap
year yr yrs year years jahr jahre jahren év
km/h kmh km/h kph
mph mph
kWh kwh kilowattstunden
W w watt watts
kW kw kilowatt kilowatts
m² m² m2 sqm quadratmeter négyzetméter
km² km² km2 sqkm quadratkilometer
ft² ft² ft2 sqft
ha ha hectare hectares hektar hektár
acre acre acres
m³ m³ m3 kubikmeter
piece pc pcs piece pieces stk stück db darab
"""
NAMES: Mapping[str, str] = MappingProxyType(
    {word: line.split()[0] for line in _TABLE.strip().splitlines() for word in line.split()[1:]}
)
"""The unit that a word names, in lower case."""
MONEY = frozenset({"EUR", "GBP", "USD", "HUF", "CHF", "JPY", "PLN", "CZK", "crown"})
DURATIONS = ("second", "minute", "hour", "day", "week", "month", "year")
"""From short to long."""

_FACTORS: Mapping[str, tuple[str, float]] = {
    "second": ("time", 1), "minute": ("time", 60), "hour": ("time", 3600), "day": ("time", 86400),
    "week": ("time", 604800), "mm": ("length", 0.001), "cm": ("length", 0.01), "m": ("length", 1),
    "km": ("length", 1000),
    "g": ("mass", 0.001), "kg": ("mass", 1), "t": ("mass", 1000), "ml": ("volume", 0.001), "l": ("volume", 1),
    "W": ("power", 1), "kW": ("power", 1000),
}  # fmt: skip

# In a sentence or a header these are words or letters before they are units.
_NO_WORDS = frozenset({"c", "m", "g", "t", "l", "s", "h", "d", "w"})
_BRACKET = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]")
_PART = re.compile(r"[^\W_]+|[€£$¥%°]\w?")
_SPLIT_SUFFIX = re.compile(r"_|\s|,")
_RATE = re.compile(r"(?:\bper\b|/|\bpro\b).*|_per_.*", re.IGNORECASE)


def unit_of(word: str) -> str | None:
    """The unit that stands behind or before a number, as one name; null for anything else."""
    return NAMES.get(word.strip(" .").lower())


def same_unit(asked: str, column: str | None) -> bool:
    """Whether a question's unit is a column's; degrees are those of any scale."""
    return asked == column or (asked == "°" and column in ("°C", "°F"))


def converted(value: float, asked: str, column: str | None) -> float | None:
    """A value in a column's unit; null where the two measure different things."""
    if same_unit(asked, column):
        return value
    if column is None or asked not in _FACTORS or column not in _FACTORS or _FACTORS[asked][0] != _FACTORS[column][0]:
        return None
    return value * _FACTORS[asked][1] / _FACTORS[column][1]


def spoken_unit(word: str) -> str | None:
    """The unit that a word of a sentence names; single letters are none."""
    return None if word.lower() in _NO_WORDS else unit_of(word)


def header_unit(name: str) -> str | None:
    """The unit in a column's name: in brackets, or its last word (`unit_price_eur`, `temperature_c`, `Cost £`)."""
    for bracket in _BRACKET.findall(name):
        unit = unit_of(bracket) or unit_of(bracket.removeprefix("in ").split("/")[0])
        if unit:
            return unit
    parts = [part for part in _SPLIT_SUFFIX.split(_RATE.sub("", name)) if part]
    if len(parts) > 1:
        snake = "_" in name
        return unit_of(parts[-1]) if snake else spoken_unit(parts[-1])
    return None


def hinted_unit(name: str) -> str | None:
    """A unit of time that the name mentions anywhere, as in "Hours per week"."""
    named = [unit for part in _PART.findall(_RATE.sub("", name.lower())) if (unit := spoken_unit(part))]
    return named[0] if named and named[0] in DURATIONS else None
