"""The circuit opens after failures in a row and lets one call try when time has passed."""

import pytest

from domain.errors import ModelUnavailable
from generation.breaker import Circuit, CircuitBreaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> CircuitBreaker:
    breaker = CircuitBreaker(failures=2, open_seconds=10, clock=clock)
    for _ in range(2):
        breaker.admit()
        breaker.failed()
    return breaker


def test_failures_in_a_row_open_it() -> None:
    breaker = opened(Clock())
    assert breaker.state() is Circuit.OPEN
    with pytest.raises(ModelUnavailable):
        breaker.admit()


def test_a_success_between_failures_keeps_it_closed() -> None:
    breaker = CircuitBreaker(failures=2, clock=Clock())
    for outcome in (breaker.failed, breaker.succeeded, breaker.failed):
        breaker.admit()
        outcome()
    assert breaker.state() is Circuit.CLOSED


def test_one_call_at_a_time_may_try_again() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    assert breaker.state() is Circuit.HALF_OPEN
    breaker.admit()
    with pytest.raises(ModelUnavailable):
        breaker.admit()
    breaker.succeeded()
    assert breaker.state() is Circuit.CLOSED


def test_a_trial_that_fails_opens_it_again_and_one_that_is_abandoned_leaves_the_next() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    breaker.admit()
    breaker.abandoned()
    breaker.admit()
    breaker.failed()
    assert breaker.state() is Circuit.OPEN
    clock.now = 20
    assert breaker.state() is Circuit.HALF_OPEN
