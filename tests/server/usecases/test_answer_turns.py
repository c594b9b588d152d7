"""Few answers compute at once, and the oldest first."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from prometheus_client import CollectorRegistry

from monitoring.metrics.counters import Metrics
from server.usecases.answer_turns import AnswerTurns, IdleTurns, Turn
from server.usecases.stages import StageClock

PATIENCE_SECONDS = 20


def test_an_older_answer_goes_before_younger_ones_that_waited_longer() -> None:
    turns = AnswerTurns(at_once=1)
    running, older, younger, youngest = (turns.ticket() for _ in range(4))
    order: list[str] = []

    def take(turn: Turn, name: str) -> None:
        with turn():
            order.append(name)

    with ThreadPoolExecutor(3) as threads:
        with running():
            futures = [threads.submit(take, turn, name) for turn, name in ((youngest, "3"), (younger, "2"))]
            assert turns.wait_for_queue(2, PATIENCE_SECONDS)
            futures.append(threads.submit(take, older, "1"))
            assert turns.wait_for_queue(3, PATIENCE_SECONDS)
            assert order == []
        for future in futures:
            future.result(PATIENCE_SECONDS)
    assert order == ["1", "2", "3"]


def test_an_idle_turn_comes_once_no_answer_has_one_though_others_are_free() -> None:
    turns = AnswerTurns(at_once=2)
    idle, order, begun = IdleTurns(turns).ticket(), list[str](), threading.Event()

    def take() -> None:
        begun.set()
        with idle():
            order.append("idle")

    with ThreadPoolExecutor(1) as threads:
        with turns.ticket()():
            future = threads.submit(take)
            assert begun.wait(PATIENCE_SECONDS)
            with turns.ticket()():
                order.append("answer")
        future.result(PATIENCE_SECONDS)
    assert order == ["answer", "idle"]


def test_it_is_idle_where_no_answer_had_a_turn_for_long_enough() -> None:
    turns = AnswerTurns(at_once=1)
    with IdleTurns(turns).ticket()():
        assert not turns.idle_for(0)
    assert turns.idle_for(3600)
    with turns.ticket()():
        assert not turns.idle_for(0)
    assert turns.idle_for(0)
    assert not turns.idle_for(3600)


def test_no_more_compute_at_once_than_allowed_and_a_failure_gives_its_turn_back() -> None:
    turns = AnswerTurns(at_once=2)
    entered = threading.Event()

    def late() -> None:
        with turns.ticket()():
            entered.set()

    with ThreadPoolExecutor(1) as threads, ExitStack() as held:
        held.enter_context(turns.ticket()())
        failing = held.enter_context(ExitStack())
        failing.enter_context(turns.ticket()())
        waiting = threads.submit(late)
        assert turns.wait_for_queue(1, PATIENCE_SECONDS)
        assert not entered.is_set()
        with pytest.raises(ValueError, match="in its turn"), failing:
            raise ValueError("in its turn")
        waiting.result(PATIENCE_SECONDS)
    assert entered.is_set()


def test_it_is_crowded_while_more_than_twice_as_many_wait_as_compute() -> None:
    turns = AnswerTurns(at_once=1)

    def take(turn: Turn) -> None:
        with turn():
            pass

    with ThreadPoolExecutor(3) as threads, turns.ticket()():
        for waiting in (1, 2, 3):
            threads.submit(take, turns.ticket())
            assert turns.wait_for_queue(waiting, PATIENCE_SECONDS)
            assert turns.crowded() is (waiting > 2)


def test_waiting_for_a_turn_counts_as_waiting_and_not_as_work() -> None:
    clock = StageClock(Metrics(CollectorRegistry()))
    with clock.after_waiting(AnswerTurns(at_once=1).ticket()), clock.stage("retrieve"):
        pass
    assert set(clock.close()) == {"wait", "retrieve", "total"}
