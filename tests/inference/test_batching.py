"""Concurrent callers share batches fairly, and nobody waits for ever."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ModelUnavailable, Overloaded
from inference.batching import Batcher, RunBatch
from inference.graph import Outputs
from inference.options import DEFAULT_OPTIONS, RuntimeOptions
from inference.shapes import batch_size, padded_length
from inference.tokens import Row

OPTIONS = RuntimeOptions(tokens_per_batch=64, max_waiting_calls=12)


def row(tokens: int, mark: int = 1) -> Row:
    return Row.of([mark] * tokens, [0] * tokens)


def echo(rows: Sequence[Row], length: int) -> list[Outputs]:
    return [{"sum": np.array([each.ids.sum()], np.float32)} for each in rows]


class Gate:
    """A model that records its batches and runs each only when it is let."""

    def __init__(self, run: RunBatch = echo) -> None:
        self.batches: list[list[int]] = []
        self.lengths: list[int] = []
        self._run = run
        self._steps = [Event() for _ in range(200)]

    def __call__(self, rows: Sequence[Row], length: int) -> Sequence[Outputs]:
        self.batches.append([int(each.ids[0]) for each in rows])
        self.lengths.append(length)
        assert self._steps[len(self.batches) - 1].wait(10)
        return self._run(rows, length)

    def let(self, batches: int) -> None:
        """Lets all batches up to this one run."""
        for step in self._steps[:batches]:
            step.set()

    def open(self) -> None:
        self.let(len(self._steps))


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


class Callers:
    """Threads that call a batcher; each call has been taken in when `call` returns."""

    def __init__(self, batcher: Batcher) -> None:
        self._batcher = batcher
        self._pool = ThreadPoolExecutor(64)

    def call(self, rows: Sequence[Row]) -> "Future[list[Outputs]]":
        before = self._batcher.waiting_calls
        future = self._pool.submit(self._batcher.run, rows)
        until(lambda: self._batcher.waiting_calls > before)
        return future


@given(st.lists(st.integers(1, 60), max_size=80))
def test_outputs_come_in_the_order_of_the_rows(lengths: list[int]) -> None:
    batcher = Batcher(echo, name="echo", options=OPTIONS)
    outputs = batcher.run([row(tokens) for tokens in lengths])
    batcher.close()
    assert [int(output["sum"][0]) for output in outputs] == lengths


@given(st.lists(st.integers(1, 200), min_size=1, max_size=80))
def test_a_batch_is_within_its_tokens_unless_one_row_alone_is_larger(lengths: list[int]) -> None:
    shapes: list[tuple[int, int]] = []

    def record(rows: Sequence[Row], length: int) -> list[Outputs]:
        assert all(padded_length(len(each.ids)) == length for each in rows)
        shapes.append((len(rows), length))
        return echo(rows, length)

    batcher = Batcher(record, name="record", options=OPTIONS)
    batcher.run([row(tokens) for tokens in lengths])
    batcher.close()
    assert all(rows * length <= OPTIONS.tokens_per_batch or rows == 1 for rows, length in shapes)


def test_all_lengths_and_loads_together_need_few_shapes() -> None:
    shapes = {
        (
            batch_size(waiting, padded_length(tokens), tokens_per_batch=DEFAULT_OPTIONS.tokens_per_batch),
            padded_length(tokens),
        )
        for tokens in range(1, 513)
        for waiting in range(1, 200)
    }
    assert len(shapes) <= 40


def test_one_query_beside_a_large_ingest_waits_for_the_running_batch_only() -> None:
    gate = Gate()
    batcher = Batcher(gate, name="gate", options=OPTIONS)
    callers = Callers(batcher)
    ingest = callers.call([row(16, 1)] * 500)
    gate.let(3)
    until(lambda: len(gate.batches) == 4)
    query = callers.call([row(10, 2)])
    gate.let(5)
    query.result(10)
    assert 2 in gate.batches[4]
    assert not ingest.done()
    gate.open()
    assert len(ingest.result(10)) == 500
    batcher.close()


def test_a_large_ingest_ends_although_queries_never_stop_coming() -> None:
    gate = Gate()
    batcher = Batcher(gate, name="gate", options=OPTIONS)
    callers = Callers(batcher)
    callers.call([row(60, 1)] * 3)
    for turn in range(1, 30):
        callers.call([row(10, 2)])
        gate.let(turn)
        until(lambda turn=turn: len(gate.batches) == turn + 1)  # type: ignore[misc]
    assert sum(batch.count(1) for batch in gate.batches) == 3
    gate.open()
    batcher.close()


def test_rows_of_several_callers_run_together() -> None:
    gate = Gate()
    batcher = Batcher(gate, name="gate", options=OPTIONS)
    callers = Callers(batcher)
    first = callers.call([row(60, 1)])
    until(lambda: len(gate.batches) == 1)
    others = [callers.call([row(16, mark)]) for mark in (2, 3, 4, 5)]
    gate.open()
    assert [int(future.result(10)[0]["sum"][0]) for future in (first, *others)] == [60, 32, 48, 64, 80]
    assert sorted(gate.batches[1]) == [2, 3, 4, 5]
    batcher.close()


def test_a_failed_batch_fails_its_callers_and_nobody_else() -> None:
    def fail_on_long(rows: Sequence[Row], length: int) -> list[Outputs]:
        if length > 16:
            raise ModelUnavailable("The model broke on a batch.")
        return echo(rows, length)

    batcher = Batcher(fail_on_long, name="fragile", options=OPTIONS)
    with pytest.raises(ModelUnavailable, match="broke"):
        batcher.run([row(10), row(40)])
    assert len(batcher.run([row(10)])) == 1
    assert batcher.waiting_calls == 0
    batcher.close()


def test_too_many_waiting_calls_are_refused_at_once() -> None:
    gate = Gate()
    batcher = Batcher(gate, name="gate", options=OPTIONS)
    callers = Callers(batcher)
    waiting = [callers.call([row(10)]) for _ in range(OPTIONS.max_waiting_calls)]
    with pytest.raises(Overloaded, match="try again later"):
        batcher.run([row(10)])
    gate.open()
    assert all(future.result(10) for future in waiting)
    batcher.close()


def test_closing_ends_the_running_batch_and_fails_what_waits() -> None:
    gate = Gate()
    batcher = Batcher(gate, name="gate", options=OPTIONS)
    callers = Callers(batcher)
    running = callers.call([row(60)])
    until(lambda: len(gate.batches) == 1)
    waiting = callers.call([row(10)])
    with ThreadPoolExecutor(1) as pool:
        closing = pool.submit(batcher.close)
        until(lambda: batcher.closed)
        gate.open()
        closing.result(10)
    assert running.result(10)
    with pytest.raises(ModelUnavailable, match="closed before it answered"):
        waiting.result(10)
    with pytest.raises(ModelUnavailable, match="is closed"):
        batcher.run([row(10)])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_unforeseen_error_leaves_no_caller_waiting() -> None:
    def broken(rows: Sequence[Row], length: int) -> list[Outputs]:
        raise ZeroDivisionError

    batcher = Batcher(broken, name="broken", options=OPTIONS)
    with pytest.raises(ModelUnavailable):
        batcher.run([row(10)])
    with pytest.raises(ModelUnavailable):
        batcher.run([row(10)])
    batcher.close()


def test_each_lane_runs_a_batch_while_the_others_do() -> None:
    gate = Gate()
    batcher = Batcher(gate, name="lanes", options=replace(OPTIONS, lanes=2))
    callers = Callers(batcher)
    calls = [callers.call([row(60, mark)]) for mark in (1, 2, 3)]
    until(lambda: len(gate.batches) == 2)
    assert not any(call.done() for call in calls)
    gate.open()
    assert [call.result(10)[0]["sum"][0] for call in calls] == [60, 120, 180]
    batcher.close()


@given(st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=20), min_size=1, max_size=6))
def test_every_call_gets_its_own_outputs_in_order_from_several_lanes(calls: list[list[int]]) -> None:
    batcher = Batcher(echo, name="lanes", options=replace(OPTIONS, lanes=3))
    with ThreadPoolExecutor(len(calls)) as pool:
        outputs = list(pool.map(lambda lengths: batcher.run([row(tokens) for tokens in lengths]), calls))
    batcher.close()
    assert [[int(output["sum"][0]) for output in call] for call in outputs] == calls


def test_a_call_whose_rows_fail_in_one_lane_fails_once_and_the_lanes_go_on() -> None:
    both_run = Barrier(2)

    def fail_marked(rows: Sequence[Row], length: int) -> list[Outputs]:
        both_run.wait(10)  # the one of this moment
        if rows[0].ids[0] == 2:
            raise ModelUnavailable("no")
        return echo(rows, length)

    batcher = Batcher(fail_marked, name="lanes", options=replace(OPTIONS, lanes=2))
    with pytest.raises(ModelUnavailable):
        batcher.run([row(60, 1), row(60, 2)])
    both_run = Barrier(1)
    assert batcher.run([row(60, 1)])[0]["sum"][0] == 60
    batcher.close()
