"""Values that come out of others: sums, differences, products, shares, spans of time, rates over another time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from monitoring.detectors.values.comparing import equal
from monitoring.detectors.values.units import MONTH_SECONDS
from monitoring.detectors.values.value import Bound, Kind, Reading, Value

_MOST_OPERANDS = 14
_MOST_SUMMED = 8
_COUNTS = (Kind.NUMBER, Kind.MULTIPLE)
_AMOUNTS = (Kind.MONEY, Kind.MEASURE, Kind.DURATION, Kind.NUMBER)
_PER = re.compile(r"(.+)\*(\S+)")
_RATE_STEPS = (4, 7, 12, 24, 52, 60, 365, 30)
_SOME_YEAR = 2001  # not a leap year


@dataclass(frozen=True, slots=True)
class Operand:
    """A value, and what it is told by: of the evidence (else of the question), in which sentence."""

    value: Value
    given: bool
    sentence: int


def computed(target: Value, operands: Sequence[Operand]) -> tuple[Operand, ...]:
    """The operands that `target` comes out of, one of the evidence at least; empty where it comes out of none."""
    few = operands[:_MOST_OPERANDS]
    exact = replace(target, bound=Bound.ABOUT if target.bound is Bound.ABOUT else Bound.EXACTLY)
    for first, second in combinations(few, 2):
        if (first.given or second.given) and _reached(exact, _outcomes(first.value, second.value)):
            return first, second
    for one in few:
        if one.given and _reached(exact, _over_another_time(one.value)):
            return (one,)
    return _summed(exact, few)


def _reached(target: Value, outcomes: Iterable[Value]) -> bool:
    return any(outcome.kind is target.kind and equal(target, outcome) for outcome in outcomes)


def _summed(target: Value, operands: Sequence[Operand]) -> tuple[Operand, ...]:
    """All values of one dimension in a sentence, three or more; of shares what they leave of the whole."""
    if target.kind not in (*_AMOUNTS, Kind.SHARE):
        return ()
    for sentence in dict.fromkeys(one.sentence for one in operands if one.given):
        alike = [o for o in operands if o.sentence == sentence and o.given and _alike(o.value, target)]
        total = sum(one.value.low for one in alike)
        if 2 < len(alike) <= _MOST_SUMMED and equal(target, _made(alike[0].value, total)):
            return tuple(alike)
        if target.unit == "%" and len(alike) > 1 and equal(target, _made(target, 100 - total)):
            return tuple(alike)
    return ()


def _alike(a: Value, b: Value) -> bool:
    return a.kind is b.kind and a.unit == b.unit


def _made(like: Value, amount: float, *, kind: Kind | None = None, unit: str | None = None) -> Value:
    reading: Reading = (float(f"{amount:.10g}"),)
    kind, unit = kind or like.kind, like.unit if unit is None else unit
    return replace(like, readings=(reading,), kind=kind, unit=unit, per="", bound=Bound.EXACTLY, number=amount)


def _outcomes(a: Value, b: Value) -> Iterator[Value]:
    if a.kind is Kind.TIME or b.kind is Kind.TIME:
        yield from _of_times(a, b)
    elif a.kind is Kind.DATE or b.kind is Kind.DATE:
        yield from _of_dates(a, b)
    else:
        yield from _of_amounts(a, b)
        yield from _of_amounts(b, a)


def _of_amounts(a: Value, b: Value) -> Iterator[Value]:
    if _alike(a, b) and a.kind in (*_AMOUNTS, Kind.SHARE):
        yield from _sum_and_difference(a, b)
        yield from _ratio(a, b)
    if a.kind in _COUNTS and b.kind in _AMOUNTS and not (a.kind is b.kind is Kind.MULTIPLE):
        yield _made(b, a.low * b.low)
        if a.low:
            yield _made(b, b.low / a.low)
    if a.kind is Kind.DURATION and b.kind is Kind.MONEY:
        yield _made(b, a.number * b.low)  # three days at €4 each
    if a.kind is Kind.SHARE and b.kind in _AMOUNTS:
        yield from _of_share(a, b)
    if a.per and b.kind in (Kind.MEASURE, Kind.DURATION):
        yield from _of_rate(a, b)


def _sum_and_difference(a: Value, b: Value) -> Iterator[Value]:
    yield _made(a, a.low + b.low)
    if a.low > b.low:
        yield _made(a, a.low - b.low)
        if a.kind is Kind.SHARE:
            yield _made(a, a.low - b.low, unit="pp")
    if len(a.readings[0]) > 1 or len(b.readings[0]) > 1:
        yield _made(a, a.high + b.high)


def _ratio(a: Value, b: Value) -> Iterator[Value]:
    if not b.low or not a.low:
        return
    ratio = a.low / b.low
    if ratio < 1:
        for share in (ratio, 1 - ratio):
            yield _made(a, share * 100, kind=Kind.SHARE, unit="%")
    elif ratio > 1:
        yield _made(a, ratio, kind=Kind.MULTIPLE, unit="×")
        yield _made(a, (ratio - 1) * 100, kind=Kind.SHARE, unit="%")
        yield _made(a, ratio, kind=Kind.NUMBER, unit="")


def _of_share(share: Value, whole: Value) -> Iterator[Value]:
    for factor in (share.low / 100, 1 - share.low / 100, 1 + share.low / 100):
        yield _made(whole, whole.low * factor)


def _of_rate(rate: Value, amount: Value) -> Iterator[Value]:
    """38 cents a kilometre over 100 km."""
    per = _PER.fullmatch(rate.per)
    if per and per[1] == amount.unit:
        yield _made(rate, rate.low * amount.low / float(per[2]))


def _over_another_time(rate: Value) -> Iterator[Value]:
    """ "24 a year" from "two a month"."""
    if not rate.per or not (per := _PER.fullmatch(rate.per)) or per[1] not in ("s", "mo"):
        return
    seconds = float(per[2]) * (MONTH_SECONDS if per[1] == "mo" else 1)
    for step in _RATE_STEPS:
        longer = seconds * step
        for name, size in (
            ("mo*12", 12 * MONTH_SECONDS),
            ("mo*1", MONTH_SECONDS),
            ("s*604800", 604800),
            ("s*86400", 86400),
        ):
            if abs(longer - size) < 0.09 * size:
                yield replace(_made(rate, rate.low * step), per=name)


def _of_times(a: Value, b: Value) -> Iterator[Value]:
    if a.kind is b.kind:
        for minutes in {(y[0] - x[0]) % 1440 for x in a.readings for y in b.readings}:
            for span in (minutes, 1440 - minutes):
                yield _made(a, span * 60, kind=Kind.DURATION, unit="s")
        return
    time, moved_by = (a, b) if a.kind is Kind.TIME else (b, a)
    if moved_by.kind is Kind.DURATION and moved_by.unit == "s":
        for reading in time.readings:
            for sign in (1, -1):
                yield _made(time, (reading[0] + sign * moved_by.low / 60) % 1440)


def _of_dates(a: Value, b: Value) -> Iterator[Value]:
    if a.kind is b.kind:
        yield from _between(a, b)
        return
    when, moved_by = (a, b) if a.kind is Kind.DATE else (b, a)
    for sign in (1, -1):
        yield from _later(when, moved_by, sign)


def _later(when: Value, span: Value, sign: int) -> Iterator[Value]:
    """`when` moved by a span of years, months or days, forwards or back."""
    year, month, day = when.readings[0]
    years = span.low / 12 if span.unit == "mo" else span.low if span.kind is Kind.NUMBER else 0.0
    if years and not years % 1 and year:
        yield replace(when, readings=((year + sign * years, month, day),))
    if span.unit == "mo" and month:
        yield _months_on(when, sign * span.low)
    if span.unit == "s" and day:
        yield from _days_on(when, sign * span.low / 86400)


def _between(a: Value, b: Value) -> Iterator[Value]:
    first, second = a.readings[0], b.readings[0]
    if first[0] and second[0]:
        yield _made(a, abs(first[0] - second[0]) * 12, kind=Kind.DURATION, unit="mo")
    start, end = _day(first), _day(second)
    if start and end and bool(first[0]) == bool(second[0]):
        yield _made(a, abs((end - start).days) * 86400.0, kind=Kind.DURATION, unit="s")


def _months_on(when: Value, months: float) -> Value:
    year, month, day = when.readings[0]
    years, rest = divmod(month - 1 + months, 12)
    return replace(when, readings=((year + years if year else 0.0, rest + 1, day),))


def _days_on(when: Value, days: float) -> Iterator[Value]:
    start = _day(when.readings[0])
    if start and abs(days) < 4000:
        end = start + timedelta(days=days)
        yield replace(when, readings=((float(end.year) if when.low else 0.0, float(end.month), float(end.day)),))


def _day(reading: Reading) -> date | None:
    year, month, day = (int(part) for part in reading)
    try:
        return date(year or _SOME_YEAR, month, day)
    except ValueError:  # 31 June, 1200 BC
        return None
