"""Whether two values are equal, in whatever notation, and whether they can be compared at all."""

from collections.abc import Iterator

from monitoring.detectors.values.units import MONTH_SECONDS
from monitoring.detectors.values.value import Bound, Kind, Reading, Value

_EXACT = 1e-6
_THIRDS = 0.011  # 33 % are a third
_ABOUT = 0.06
_CALENDAR = 0.02  # a month is 30 or 31 days, a year 365 or 366
_DIRECTIONS = frozenset({Bound.AT_LEAST, Bound.AT_MOST})
_LIMITS = _DIRECTIONS | {Bound.RANGE}
_NEVER_RIVALS = (Kind.LABEL, Kind.ORDINAL)
_HALF_DAY = 720


def equal(claimed: Value, known: Value) -> bool:
    """Whether both say the same, bounds that point the same way or are said once only included."""
    if {claimed.bound, known.bound} == _DIRECTIONS:
        return False
    return _same_label(claimed, known) or _same_amount(claimed, known)


def comparable(claimed: Value, known: Value) -> bool:
    """Whether one of them could stand in the other's place: the same kind, and of measures the same dimension.

    An amount beside a limit or a range is none: "seven months" may well be "at least six".
    """
    if claimed.kind is not known.kind or claimed.kind in _NEVER_RIVALS:
        return False
    if (claimed.bound in _LIMITS or known.bound in _LIMITS) and claimed.bound is not known.bound:
        return {claimed.bound, known.bound} == _DIRECTIONS and claimed.readings == known.readings
    if claimed.kind is Kind.MEASURE:
        return claimed.unit == known.unit or {claimed.unit, known.unit} <= {"°", "°C"}
    if claimed.kind is Kind.DATE:
        return any(_both_said(a, b) for a in claimed.readings for b in known.readings)
    return True


def _same_label(claimed: Value, known: Value) -> bool:
    if Kind.LABEL not in (claimed.kind, known.kind):
        return False
    return claimed.text.casefold().replace(" ", "") == known.text.casefold().replace(" ", "")


def _same_amount(claimed: Value, known: Value) -> bool:
    if Kind.LABEL in (claimed.kind, known.kind):
        return False
    if claimed.kind is Kind.DATE or known.kind is Kind.DATE:
        return _same_date(claimed, known)
    if claimed.kind is Kind.TIME or known.kind is Kind.TIME:
        return _same_time(claimed, known)
    if claimed.kind is known.kind:
        return _same_unit(claimed, known)
    return _same_written(claimed, known)


def _same_unit(claimed: Value, known: Value) -> bool:
    tolerance = _tolerance(claimed, known)
    if claimed.per and known.per and claimed.per != known.per:
        return False
    return any(
        _reaches(mine, theirs, tolerance, claimed.bound)
        for size in _conversions(claimed, known)
        for mine in _scaled(claimed, size)
        for theirs in known.readings
    )


def _tolerance(claimed: Value, known: Value) -> float:
    if Bound.ABOUT in (claimed.bound, known.bound):
        return _ABOUT
    if claimed.kind is Kind.DURATION and claimed.unit != known.unit:
        return _CALENDAR
    thirds = claimed.kind is Kind.SHARE and any(value.low * 60 % 1 > 1e-6 for value in (claimed, known))
    return _THIRDS if thirds else _EXACT


def _conversions(claimed: Value, known: Value) -> Iterator[float]:
    """By what the claim's amounts are multiplied to be in the other's unit; nothing where that cannot be."""
    units = (claimed.unit, known.unit)
    if claimed.unit == known.unit or set(units) <= {"°", "°C"} or "kr" in units:
        yield 1.0
    elif claimed.kind is Kind.MONEY and "¢" in units:
        yield 0.01 if claimed.unit == "¢" else 100.0
    elif units == ("mo", "s"):
        yield MONTH_SECONDS
    elif units == ("s", "mo"):
        yield 1 / MONTH_SECONDS


def _scaled(value: Value, size: float) -> Iterator[Reading]:
    return (tuple(amount * size for amount in reading) for reading in value.readings)


def _reaches(mine: Reading, theirs: Reading, tolerance: float, bound: Bound) -> bool:
    """Equal, or for one amount and a range, the end of it that the bound means."""
    if len(mine) == len(theirs):
        return all(_near(a, b, tolerance) for a, b in zip(mine, theirs, strict=True))
    single, ends = (mine[0], theirs) if len(mine) == 1 else (theirs[0], mine)
    if bound in _DIRECTIONS:
        return _near(single, ends[0] if bound is Bound.AT_LEAST else ends[-1], tolerance)
    return any(_near(single, end, tolerance) for end in ends)


def _near(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def _same_written(claimed: Value, known: Value) -> bool:
    """A number without a unit is the one that is written with one; a day is an ordinal or a number too."""
    kinds = {claimed.kind, known.kind}
    if Kind.NUMBER not in kinds and kinds != {Kind.DURATION, Kind.MULTIPLE}:
        return _weighs_the_same(claimed, known)
    return any(_near(a, b, _EXACT) for a in _written(claimed) for b in _written(known))


def _weighs_the_same(claimed: Value, known: Value) -> bool:
    """Pounds are money or a weight."""
    return {claimed.unit, known.unit} == {"GBP", "g"} and any(
        _near(a, b, 0.001) for a in _pounds(claimed) for b in _pounds(known)
    )


def _pounds(value: Value) -> Iterator[float]:
    return (reading[0] / (453.592 if value.unit == "g" else 1) for reading in value.readings)


def _written(value: Value) -> tuple[float, ...]:
    if value.kind is Kind.NUMBER:
        return tuple(amount for reading in value.readings for amount in reading)
    if len(value.readings[0]) > 1 and value.low:
        factor = value.number / value.low if value.low else 1.0
        return (value.number, value.high * factor)
    return (value.number,)


def _both_said(mine: Reading, theirs: Reading) -> bool:
    return any(a and b for a, b in zip(mine, theirs, strict=True))


def _same_date(claimed: Value, known: Value) -> bool:
    if claimed.kind is known.kind:
        return any(_agree(a, b) for a in claimed.readings for b in known.readings)
    date, other = (claimed, known) if claimed.kind is Kind.DATE else (known, claimed)
    if other.kind not in (Kind.NUMBER, Kind.ORDINAL):
        return False
    return any(_is_part(reading, amounts) for reading in date.readings for amounts in other.readings)


def _agree(mine: Reading, theirs: Reading) -> bool:
    return _both_said(mine, theirs) and all(a == b for a, b in zip(mine, theirs, strict=True) if a and b)


def _is_part(date: Reading, amounts: Reading) -> bool:
    """Whether one of the amounts is the year, where that is all that is said, else the day."""
    year, _, day = date
    return any(amount == (day or year) for amount in amounts)


def _same_time(claimed: Value, known: Value) -> bool:
    if claimed.kind is known.kind:
        mine, theirs = (frozenset(reading[0] % 1440 for reading in value.readings) for value in (claimed, known))
        return bool(mine & theirs)
    time, other = (claimed, known) if claimed.kind is Kind.TIME else (known, claimed)
    if other.kind is not Kind.NUMBER:
        return False
    minutes = {reading[0] % 1440 for reading in time.readings}
    return any(minute in minutes for reading in other.readings for amount in reading for minute in _as_times(amount))


def _as_times(amount: float) -> Iterator[float]:
    """7 and 16.10 as hours, and minutes after a point."""
    hours = int(amount)
    minutes = round((amount - hours) * 100)
    if 0 <= hours < 25 and minutes < 60:
        yield float(hours * 60 + minutes) % 1440
        if hours <= 12:
            yield float(hours * 60 + minutes + _HALF_DAY) % 1440
