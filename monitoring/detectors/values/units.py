"""Units of measure, of time and of money in three languages, and what each comes to in the base unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from monitoring.detectors.values.tokens import Row, word_set
from monitoring.detectors.values.value import Kind

MONTH_SECONDS = 30.4375 * 86400


@dataclass(frozen=True, slots=True)
class Unit:
    """`amount * factor + offset` is the amount in `base`. `also`: what else the word may mean ("pounds")."""

    kind: Kind
    base: str
    factor: float = 1.0
    offset: float = 0.0
    also: str = ""


def _units(kind: Kind, base: str, table: str) -> dict[str, Unit]:
    """Lines of a factor and the words for it."""
    lines = (line.split() for line in table.strip().splitlines())
    return {word: Unit(kind, base, float(factor)) for factor, *words in lines for word in words}


_MEASURES = (
    ("m", "1 metre metres meter meters metern méter metr\n1000 km kms kilometre kilometres kilometer kilometers "
     "kilometern kilométer\n0.01 cm centimetre centimetres centimeter centimeters zentimeter zentimetern centi "
     "centiméter\n0.001 mm millimetre millimetres millimeter millimeters milliméter\n0.1 dm\n"
     "1609.344 mile miles mi meilen\n0.3048 foot feet\n0.0254 inch inches\n0.9144 yard yards yd"),
    ("g", "1 gram grams gramme grammes gramm\n1000 kg kgs kilo kilos kilogram kilograms kilogramm kiló\n"
     "0.001 mg milligram milligrams milligramm\n1e-6 µg μg mcg microgram micrograms mikrogramm\n"
     "1e6 tonne tonnes tons tonnen tonna\n453.592 lb lbs\n28.3495 oz ounce ounces\n10 deka dkg"),
    ("l", "1 litre litres liter liters litern\n0.001 ml millilitre millilitres milliliter milliliters\n"
     "0.01 cl centilitre centilitres centiliter\n0.1 dl deciliter decilitre\n100 hl hektoliter\n1000 m³ m3 "
     "kubikmeter köbméter\n0.001 cm3 cm³\n1e12 km³ km3\n3.78541 gallon gallons\n0.568261 pint pints"),
    ("m²", "1 m² m2 quadratmeter quadratmetern négyzetméter\n1e6 km² km2 quadratkilometer négyzetkilométer\n"
     "1e-4 cm² cm2\n10000 ha hectare hectares hektar hektár\n4046.86 acre acres"),
    ("m/s", "0.44704 mph\n0.2777777777777778 kph kmh"),
    ("W", "1 watt watts\n1000 kw kilowatt kilowatts\n735.5 hp ps"),
    ("Wh", "1 wh\n1000 kwh kilowattstunden kilowattóra\n1e6 mwh\n1e9 gwh"),
    ("cal", "1 cal calories\n1000 kcal kilocalories"),
    ("B", "1 byte bytes\n1e3 kb kilobyte kilobytes\n1e6 mb megabyte megabytes\n1e9 gb gigabyte gigabytes\n"
     "1e12 tb terabyte terabytes"),
    ("V", "1 volt volts\n1000 kv"), ("A", "1 amp amps ampere amperes"), ("Hz", "1 hz hertz\n1e3 khz\n1e6 mhz\n1e9 ghz"),
    ("Pa", "100 hpa mbar\n1e5 bar"), ("dB", "1 db decibel decibels"), ("mAh", "1 mah"),
    ("bit/s", "1e6 mbps mbit\n1e9 gbps gbit"),
)  # fmt: skip
_TIMES = (
    ("s", "1 second seconds sec secs sekunde sekunden másodperc\n0.001 ms millisecond milliseconds\n"
     "60 minute minutes min mins minuten minütig minütige minütigen perc\n3600 hour hours hr hrs std stunde stunden "
     "stündig stündige stündigen\n86400 day days tag tage tagen tags tägig tägige tägigen\n604800 week weeks woche "
     "wochen wöchig wöchige wöchigen\n1209600 fortnight fortnights"),
    ("mo", "1 month months monat monate monaten monats monatig monatige\n12 year years yr yrs jahr jahre jahren jahres "
     "jährig jährige jährigen\n120 decade decades jahrzehnt jahrzehnte\n1200 century centuries jahrhundert"),
)  # fmt: skip
_MONEY = (
    ("EUR", "1 € eur euro euros euró"), ("USD", "1 $ usd us$ dollar dollars dollár"),
    ("HUF", "1 ft huf forint forints"),
    ("GBP", "1 £ gbp quid\n0.01 pence penny"), ("CHF", "1 chf franc francs franken frank sfr fr"),
    ("INR", "1 ₹ rupees"),
    ("JPY", "1 ¥ yen jpy"), ("kr", "1 kr krone kroner kronor kronen sek nok dkk korona"), ("PLN", "1 zł zloty pln"),
    ("CZK", "1 kč czk"), ("¢", "1 cent cents ¢"), ("crown", "1 crown crowns"), ("mark", "1 marks"),
)  # fmt: skip
_WORDS: Mapping[str, Unit] = MappingProxyType(
    {word: unit for base, table in _MEASURES for word, unit in _units(Kind.MEASURE, base, table).items()}
    | {word: unit for base, table in _TIMES for word, unit in _units(Kind.DURATION, base, table).items()}
    | {word: unit for base, table in _MONEY for word, unit in _units(Kind.MONEY, base, table).items()}
    | {"%": Unit(Kind.SHARE, "%"), "percent": Unit(Kind.SHARE, "%"), "prozent": Unit(Kind.SHARE, "%")}
    | {"százalék": Unit(Kind.SHARE, "%"), "prozentpunkte": Unit(Kind.SHARE, "pp"), "pp": Unit(Kind.SHARE, "pp")}
    | {"százalékpont": Unit(Kind.SHARE, "pp"), "‰": Unit(Kind.SHARE, "%", 0.1)}
    | {"pound": Unit(Kind.MONEY, "GBP", also="lb"), "pounds": Unit(Kind.MONEY, "GBP", also="lb")}
    | {"degrees": Unit(Kind.MEASURE, "°"), "degree": Unit(Kind.MEASURE, "°"), "fok": Unit(Kind.MEASURE, "°")}
    | {"°": Unit(Kind.MEASURE, "°"), "grad": Unit(Kind.MEASURE, "°"), "celsius": Unit(Kind.MEASURE, "°C")}
)
# One letter is a unit only after figures, and only in its own case.
_LETTERS: Mapping[str, Unit] = MappingProxyType(
    {"m": Unit(Kind.MEASURE, "m"), "g": Unit(Kind.MEASURE, "g"), "t": Unit(Kind.MEASURE, "g", 1e6)}
    | {"l": Unit(Kind.MEASURE, "l"), "L": Unit(Kind.MEASURE, "l"), "h": Unit(Kind.DURATION, "s", 3600)}
    | {"s": Unit(Kind.DURATION, "s"), "d": Unit(Kind.DURATION, "s", 86400), "W": Unit(Kind.MEASURE, "W")}
    | {"V": Unit(Kind.MEASURE, "V"), "A": Unit(Kind.MEASURE, "A"), "p": Unit(Kind.MONEY, "GBP", 0.01)}
    | {"c": Unit(Kind.MONEY, "¢"), "C": Unit(Kind.MEASURE, "°C"), "J": Unit(Kind.MEASURE, "J")}
    | {"F": Unit(Kind.MEASURE, "°C", 5 / 9, -160 / 9), "MW": Unit(Kind.MEASURE, "W", 1e6)}
    | {"mW": Unit(Kind.MEASURE, "W", 1e-3), "Mb": Unit(Kind.MEASURE, "bit", 1e6), "ft": Unit(Kind.MEASURE, "m", 0.3048)}
    | {"mA": Unit(Kind.MEASURE, "A", 1e-3), "Ft": Unit(Kind.MONEY, "HUF"), "K": Unit(Kind.MEASURE, "K")}
)  # fmt: skip
_FAHRENHEIT = Unit(Kind.MEASURE, "°C", 5 / 9, -160 / 9)
_PAIRS: Mapping[tuple[str, str], Unit] = MappingProxyType(
    {("per", "cent"): Unit(Kind.SHARE, "%"), ("percentage", "points"): Unit(Kind.SHARE, "pp")}
    | {("percentage", "point"): Unit(Kind.SHARE, "pp"), ("basis", "points"): Unit(Kind.SHARE, "pp", 0.01)}
    | {("percent", "points"): Unit(Kind.SHARE, "pp")}
    | {("°", "c"): Unit(Kind.MEASURE, "°C"), ("°", "f"): _FAHRENHEIT, ("degrees", "celsius"): Unit(Kind.MEASURE, "°C")}
    | {("degrees", "fahrenheit"): _FAHRENHEIT, ("grad", "celsius"): Unit(Kind.MEASURE, "°C")}
    | {("degrees", "c"): Unit(Kind.MEASURE, "°C"), ("degrees", "f"): _FAHRENHEIT}
    | {("degree", word): Unit(Kind.MEASURE, "°C") for word in ("celsius", "c")}
    | {("square", word): Unit(Kind.MEASURE, "m²") for word in ("metre", "metres", "meter", "meters")}
    | {("square", word): Unit(Kind.MEASURE, "m²", 1e6) for word in ("kilometre", "kilometres", "kilometers")}
    | {("square", word): Unit(Kind.MEASURE, "m²", 0.09290304) for word in ("foot", "feet")}
    | {("square", word): Unit(Kind.MEASURE, "m²", 2589988.11) for word in ("mile", "miles")}
    | {("cubic", word): Unit(Kind.MEASURE, "l", 1000) for word in ("metre", "metres", "meter", "meters")}
    | {("cubic", word): Unit(Kind.MEASURE, "l", 0.001) for word in ("centimetre", "centimetres", "centimeters")}
    | {(word, days): Unit(Kind.DURATION, "workday") for word in ("working", "business") for days in ("day", "days")}
    | {("metric", word): Unit(Kind.MEASURE, "g", 1e6) for word in ("ton", "tons", "tonnes")}
    | {("swiss", word): Unit(Kind.MONEY, "CHF") for word in ("franc", "francs")}
    | {("us", word): Unit(Kind.MONEY, "USD") for word in ("dollar", "dollars", "$")}
)
_OVER: Mapping[tuple[str, str], Unit] = MappingProxyType(
    {
        ("km", "h"): Unit(Kind.MEASURE, "m/s", 1 / 3.6),
        ("m", "s"): Unit(Kind.MEASURE, "m/s"),
        ("mbit", "s"): Unit(Kind.MEASURE, "bit/s", 1e6),
    }
)
_HUNGARIAN = re.compile(
    r"(másodperc|perc|ór[aá]|nap|hét|het|hónap|év|forint|euró|dollár|font|kilométer|centiméter|milliméter|négyzetméter|milligramm|centi|"
    r"köbméter|méter|kilogramm|gramm|kiló|deka|tonn[aá]|liter|deci|hektár|fok|százalék|munkanap|évtized|évszázad)"
    r"(t|[aeoöóő][tnks]|os|ás|as|es|ös|ig|r[ae]|b[ae]n?|b[óő]l|r[óő]l|t[óő]l|n[áé]l|ért|n[ae]k|[tplkrv][ae]l|"
    r"n[ae]?k?ént|osan|nyi|j?[aáeé][tn]?|vi|onként|enként|nk|i|ot|at|et|vel|val|en|on|án|én|ok|ek|ak|sz?al|al)?"
)
_HUNGARIAN_BASES: Mapping[str, Unit] = MappingProxyType(
    {"másodperc": Unit(Kind.DURATION, "s"), "perc": Unit(Kind.DURATION, "s", 60)}
    | {word: Unit(Kind.DURATION, "s", 3600) for word in ("óra", "órá")}
    | {"nap": Unit(Kind.DURATION, "s", 86400), "hét": Unit(Kind.DURATION, "s", 604800)}
    | {"het": Unit(Kind.DURATION, "s", 604800), "hónap": Unit(Kind.DURATION, "mo"), "év": Unit(Kind.DURATION, "mo", 12)}
    | {"évtized": Unit(Kind.DURATION, "mo", 120), "évszázad": Unit(Kind.DURATION, "mo", 1200)}
    | {"munkanap": Unit(Kind.DURATION, "workday"), "font": Unit(Kind.MONEY, "GBP")}
    | {"tonná": Unit(Kind.MEASURE, "g", 1e6), "deci": Unit(Kind.MEASURE, "l", 0.1)}
)
_HUNGARIAN_ONLY = frozenset({"nap", "font", "perc", "fok", "het"})
# What "£41m" is written with.
SIGNS = word_set("€ $ £ ¥ ₹ eur usd gbp chf huf")


def unit_at(row: Row, index: int, language: str, *, figures: bool) -> tuple[Unit, int] | None:
    """The unit whose first token stands at `index`, and the index after it; null where none does."""
    first, second = row.low(index), row.low(index + 1)
    if first == "kilowatt" and second == "-" and row.low(index + 2) in ("hour", "hours"):
        return _WORDS["kwh"], index + 3
    if second == "/" and (first, row.low(index + 2)) in _OVER:
        return _OVER[first, row.low(index + 2)], index + 3
    if (first, second) in _PAIRS:
        return _PAIRS[first, second], index + 2
    single = _single(row.at(index).text, first, language, figures=figures)
    return (single, index + 1) if single else None


def _single(text: str, low: str, language: str, *, figures: bool) -> Unit | None:
    if text in _LETTERS and (figures or len(text) > 1) and not (text == "Ft" and not figures and language == "en"):
        return _LETTERS[text]
    if low in _WORDS and not (low == "fr" and not figures):
        return _WORDS[low]
    if language == "en" or len(low) < 2 or (low in _HUNGARIAN_ONLY and language != "hu"):
        return None
    inflected = _HUNGARIAN.fullmatch(low)
    return inflected and (
        _HUNGARIAN_BASES.get(inflected[1]) or _WORDS.get(inflected[1].replace("á", "a")) or _WORDS.get(inflected[1])
    )
