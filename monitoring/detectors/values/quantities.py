"""Numbers with their units: money, measures, durations, shares, rates and ranges of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from monitoring.detectors.values.bounds import minus_before
from monitoring.detectors.values.compounds import SCALES
from monitoring.detectors.values.spelled import Number, number_at
from monitoring.detectors.values.tokens import Row, word_set
from monitoring.detectors.values.units import SIGNS, Unit, unit_at
from monitoring.detectors.values.value import Kind, Reading

_NO_UNIT = Unit(Kind.NUMBER, "")
_SHARE = Unit(Kind.SHARE, "%", 100)
_DEGREES = Unit(Kind.MEASURE, "°")
_PARTS = MappingProxyType({"half": 0.5, "quarter": 0.25})
_SORTS: Mapping[str, Unit] = MappingProxyType(
    {"ordinal": Unit(Kind.ORDINAL, ""), "multiple": Unit(Kind.MULTIPLE, "×"), "fraction": _SHARE, "cardinal": _NO_UNIT}
)
_TO = word_set("- – — to bis through")
_HOUR = 3600
_MINUTES = Unit(Kind.DURATION, "s", 60)
_PER = word_set("per a an each every pro je / the im")
_ADVERBS: Mapping[str, str] = MappingProxyType(
    {
        word: per
        for per, words in (
            ("s*3600", "hourly stündlich óránként óránkénti"),
            ("s*86400", "daily täglich naponta napi"),
            ("s*604800", "weekly wöchentlich hetente heti"),
            ("mo*1", "monthly monatlich havonta havi"),
            ("mo*12", "yearly annually annual jährlich évente évi p.a"),
        )
        for word in words.split()
    }
)
_ONE_BEFORE = word_set(
    "for within in after under over than least most about around takes take took lasts lasted every "
    "another additional to only exactly wait by and is was once costs until up one after the past last "
    "next"
)
# "Row 3" is the third: the number names it.
_NAMED_BY_NUMBER = word_set(
    "row room size day week month year hive class ward lot unit level grade phase group team line bus "
    "tram platform floor door house type zone item question hall court lane track channel camera shelf "
    "box bed seat round stage sheet note annex art lesson exercise clause season volume issue version "
    "building flat apartment kód szoba sor zimmer reihe klasse tag woche"
)
_HIGHEST_SPEED_PER = ("s*1", "s*60", "s*3600")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a value is made of, and where its tokens end; `start` is before a sign or a currency."""

    start: int
    end: int
    number: float
    unit: Unit
    readings: tuple[Reading, ...]
    per: str = ""


def quantity_at(row: Row, index: int, language: str) -> Quantity | None:
    """The quantity that starts at `index`, ranges and "2 hours 20 minutes" as one; null where none does."""
    first = _single(row, index, language) or _one_of(row, index, language)
    if not first:
        return None
    ranged = _range(row, first, language)
    whole = ranged or _composed(row, first, language)
    return _with_rate(row, whole, language)


def _single(row: Row, index: int, language: str) -> Quantity | None:
    currency = _currency_before(row, index)
    place = index + bool(currency)
    if currency and row.low(place) in ("-", "−", "–") and row.joined(place + 1):
        place += 1
    number = number_at(row, place, language, money=currency is not None)
    if not number:
        return None
    signed = minus_before(row, index if currency else place)
    number = (
        number
        if signed == index and place == index + bool(currency)
        else number.changed(lambda amount: -amount, number.end)
    )
    if currency:
        return _made(row, min(signed, index), number, currency, number.end)
    return _measured(row, min(signed, index), number, language)


def _currency_before(row: Row, index: int) -> Unit | None:
    word = row.low(index)
    if (word not in SIGNS and row.at(index).text not in ("Ft", "PLN")) or row.at(index + 1).sort == "word":
        return None
    found = unit_at(row, index, "en", figures=True)
    return found[0] if found else None


def _measured(row: Row, start: int, number: Number, language: str) -> Quantity:
    place = number.end + (row.low(number.end) in ("-", "\u2011", "\u2010"))
    if number.sort == "fraction":
        while row.low(place) in ("of", "a", "an"):
            place += 1
    prefix = row.low(place) in SIGNS and row.joined(place + 1) and row.at(place + 1).sort == "figure"
    found = None if prefix else unit_at(row, place, language, figures=number.figures)
    if not found and row.low(number.end) in ("below", "above") and not row.low(number.end - 1).isdigit():
        return _beside_zero(row, start, number)
    if not found or (number.sort == "multiple") or not _fits(row, number, found[0], place):
        return _made(row, start, number, _SORTS[number.sort], number.end)
    unit, end = found
    if row.low(end) == "and" and row.low(end + 1) == "a" and (more := _PARTS.get(row.low(end + 2))):
        return _made(row, start, number.changed(lambda amount: amount + more, end), unit, end + 3)
    if row.low(end) in ("below", "above") and row.low(end + 1) in ("zero", "freezing"):
        sign = -1 if row.low(end) == "below" else 1
        return _made(row, start, number.changed(lambda amount: sign * amount, end), unit, end + 2)
    return _made(row, start, number, unit, end)


def _beside_zero(row: Row, start: int, number: Number) -> Quantity:
    """ "thirty-one below zero", "inside four above"."""
    sign = -1 if row.low(number.end) == "below" else 1
    said = row.low(number.end + 1) in ("zero", "freezing")
    if not said and row.at(number.end + 1).sort == "word":
        return _made(row, start, number, _SORTS[number.sort], number.end)
    signed = number.changed(lambda amount: sign * amount, number.end)
    return _made(row, start, signed, _DEGREES, number.end + 1 + said)


def _fits(row: Row, number: Number, unit: Unit, place: int) -> bool:
    """Whether number and unit belong together: not "third second", not "half of all days", not "the first year"."""
    if number.sort == "ordinal":
        return False
    if number.sort == "fraction" and unit.kind is Kind.SHARE:
        return False
    return not (number.sort == "fraction" and row.low(place - 1) == "of" and row.low(place).endswith("s"))


def _made(row: Row, start: int, number: Number, unit: Unit, end: int) -> Quantity:
    if unit is _NO_UNIT and row.low(start - 1) in _NAMED_BY_NUMBER:
        unit = _SORTS["ordinal"]
    readings = tuple((_base(amount, unit),) for amount in number.readings)
    return Quantity(start, end, number.readings[0], unit, readings)


def _base(amount: float, unit: Unit) -> float:
    return float(f"{amount * unit.factor + unit.offset:.10g}")


def _one_of(row: Row, index: int, language: str) -> Quantity | None:
    """ "for a week", "an hour and a half", "eine Woche", "egy hétig": one of a unit, but not "twice a week"."""
    word = row.low(index)
    if word not in ("a", "an", "eine", "einen", "einem", "einer", "ein", "egy"):
        return None
    found = unit_at(row, index + 1, language, figures=False) if word != "a" or language != "hu" else None
    if not found or (found[0].kind is not Kind.DURATION and row.low(found[1]) != "and"):
        return None
    halved = row.low(found[1]) == "and" and row.low(found[1] + 2) == "half"
    moves = row.low(found[1]) in ("earlier", "later", "before", "after", "ago", "older", "younger", "longer")
    if not (halved or moves) and word in ("a", "an") and row.low(index - 1) not in _ONE_BEFORE and index:
        return None
    return _measured(row, index, Number((1.0,), index + 1), language)


def _range(row: Row, first: Quantity, language: str) -> Quantity | None:
    between = row.low(first.end) in ("and", "und", "és") and (
        row.low(first.start - 1) in ("between", "zwischen")
        or "között" in (row.low(first.end + 2), row.low(first.end + 3))
    )
    if not between and row.low(first.end) not in _TO:
        return None
    place = first.end + 1
    second = _single(row, place, language)
    if not second or second.unit.kind is Kind.ORDINAL or second.start < place or _is_year(row, first, second):
        return None
    second = replace(second, unit=first.unit) if _is_amount_of(first, second) else second
    first = _like(row, first, second)
    low, high = first.readings[0][0], second.readings[0][0]
    if first.unit.base != second.unit.base or low >= high:
        return None
    return Quantity(first.start, second.end, first.number, second.unit, ((low, high),))


def _is_amount_of(first: Quantity, second: Quantity) -> bool:
    """ "€10–20"."""
    return first.unit.kind is Kind.MONEY and second.unit is _NO_UNIT


def _is_year(row: Row, first: Quantity, second: Quantity) -> bool:
    """ "1986–1992" are two years."""
    return second.unit is _NO_UNIT and 1500 < first.number < 2100 and len(row.at(first.end - 1).text) == 4


def _like(row: Row, first: Quantity, second: Quantity) -> Quantity:
    """The lower end with the unit and the magnitude that only the upper one says: "£118–126 million"."""
    if first.unit is _NO_UNIT and second.unit.kind is not Kind.NUMBER:
        first = replace(first, unit=second.unit, readings=((_base(first.number, second.unit),),))
    size = next((SCALES[word] for step in (1, 2) if (word := row.low(second.end - step)) in SCALES), 1.0)
    if size > 1 and first.number < 1000 and first.number < second.number / size:
        return replace(first, readings=((_base(first.number * size, first.unit),),))
    return first


def _composed(row: Row, first: Quantity, language: str) -> Quantity:
    """ "2 hours 20 minutes", "one year and six months"."""
    place = first.end + (row.low(first.end) in ("and", "und", "és", ","))
    if first.unit.kind is not Kind.DURATION or row.at(place).sort == "sign":
        return first
    second = _single(row, place, language)
    if (
        second
        and second.unit is _NO_UNIT
        and first.unit.factor == _HOUR
        and 0 < second.number < 60
        and place == first.end
    ):
        second = replace(second, unit=_MINUTES, readings=((second.number * 60,),))  # "five hours thirty"
    if not second or second.unit.base != first.unit.base or second.unit.factor >= first.unit.factor:
        return first
    total = first.readings[0][0] + second.readings[0][0]
    return Quantity(first.start, second.end, first.number, second.unit, ((total,),))


def _with_rate(row: Row, found: Quantity, language: str) -> Quantity:
    if found.unit.kind in (Kind.ORDINAL, Kind.SHARE) and row.low(found.end) not in ("per", "a", "p"):
        return found
    if adverb := _ADVERBS.get(row.low(found.end)) or _ADVERBS.get(row.low(found.start - 1)):
        return replace(found, per=adverb)
    word, place = row.low(found.end), found.end + 1
    if word not in _PER or (word in ("the", "im") and found.unit.kind is not Kind.MONEY):
        return found
    unit = unit_at(row, place, language, figures=word == "/")
    if unit and unit[0].kind in (Kind.DURATION, Kind.MEASURE):
        return _per_unit(found, f"{unit[0].base}*{unit[0].factor:g}", unit[0], unit[1])
    by_thing = word in ("per", "pro", "je") or (word in ("a", "an") and found.unit.kind is Kind.MONEY)
    if by_thing and row.at(place).sort == "word":
        return replace(found, per=row.low(place)[:5], end=place + 1)
    return found


def _per_unit(found: Quantity, per: str, unit: Unit, end: int) -> Quantity:
    """A length in an hour is a speed."""
    if found.unit.base == "m" and per in _HIGHEST_SPEED_PER:
        readings = tuple(tuple(float(f"{amount / unit.factor:.10g}") for amount in r) for r in found.readings)
        return replace(found, readings=readings, unit=Unit(Kind.MEASURE, "m/s"), end=end)
    return replace(found, per=per, end=end)
