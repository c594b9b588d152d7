"""Whether an amount may come out of others in one or two steps, so that another amount beside it is no conflict."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from monitoring.detectors.values.value import Kind, Value

_MOST = 7
_NEAR = 1e-6


def derivable(target: Value, values: Sequence[Value]) -> bool:
    """Whether two or three of `values` give `target`; generous, since it only keeps a conflict from being stated."""
    wanted = {abs(target.number), abs(target.low)} - {0.0}
    amounts = list(dict.fromkeys(amount for value in values for amount in _amounts(value)))[:_MOST]
    for a, b in permutations(amounts, 2):
        for once in _steps(a, b):
            if _any_near(once, wanted) or any(
                _any_near(twice, wanted) for c in amounts if c not in (a, b) for twice in _simple_steps(once, c)
            ):
                return True
    return False


def _amounts(value: Value) -> Iterator[float]:
    if value.kind is not Kind.LABEL and value.kind is not Kind.DATE:
        yield from (amount for amount in dict.fromkeys((value.number, value.readings[0][-1])) if amount)


def _steps(a: float, b: float) -> tuple[float, ...]:
    return (a + b, a - b, a * b, a / b, a * b / 100, a * (1 - b / 100), a * (1 + b / 100))


def _simple_steps(a: float, b: float) -> tuple[float, ...]:
    return (a + b, a - b, a * b, a / b)


def _any_near(amount: float, wanted: set[float]) -> bool:
    return any(abs(abs(amount) - one) <= _NEAR * one for one in wanted)
