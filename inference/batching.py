"""A model's worker threads, one a lane, which run the rows of concurrent callers together.

A caller's rows wait as one call. A worker gives each batch to the call that has had the fewest tokens so far, so a
short request that arrives beside a long one waits for the batch that is running and no other. A call that was passed
over eight times in a row goes next, so the long one ends too. A batch holds rows of one padded length; what room the
leading call leaves is filled from the others.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from threading import Condition, Thread
from typing import TypeAlias

from domain.errors import ModelUnavailable, Overloaded
from inference.graph import Outputs
from inference.options import RuntimeOptions
from inference.shapes import batch_size, padded_length
from inference.tokens import Row

_PASSED_OVER_AT_MOST = 8

RunBatch: TypeAlias = Callable[[Sequence[Row], int], Sequence[Outputs]]


@dataclass(eq=False, slots=True)
class _Call:
    """Rows of one caller. `waiting` holds the indexes not yet run, by padded length."""

    rows: Sequence[Row]
    waiting: dict[int, deque[int]]
    outputs: dict[int, Outputs] = field(default_factory=dict)
    future: Future[list[Outputs]] = field(default_factory=Future)
    served_tokens: int = 0
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class _Batch:
    length: int
    places: list[tuple[_Call, int]]


class Batcher:
    """Runs rows through `run`, a function of rows and their padded length that is called from one thread a lane."""

    def __init__(self, run: RunBatch, *, name: str, options: RuntimeOptions) -> None:
        self._run = run
        self._name = name
        self._options = options
        self._changed = Condition()
        self._calls: list[_Call] = []
        self._closed = False
        self._workers = [
            Thread(target=self._work, name=f"inference-{name}-{lane}", daemon=True) for lane in range(options.lanes)
        ]
        for worker in self._workers:
            worker.start()

    @property
    def waiting_calls(self) -> int:
        """How many calls are not finished, those in the running batch included."""
        with self._changed:
            return len(self._calls)

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken in."""
        with self._changed:
            return self._closed

    def run(self, rows: Sequence[Row]) -> list[Outputs]:
        """Outputs per row, in order; blocks until they are there.

        Raises `Overloaded` at once where too many calls wait, `ModelUnavailable` where the model fails or is closed.
        """
        if not rows:
            return []
        call = _Call(rows, _by_length(rows))
        with self._changed:
            self._refuse_unless_room()
            self._calls.append(call)
            self._changed.notify_all()
        return call.future.result()

    def close(self) -> None:
        """Ends the batches that are running; what still waits fails with `ModelUnavailable`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for worker in self._workers:
            worker.join()

    def _refuse_unless_room(self) -> None:
        if self._closed:
            raise ModelUnavailable(f"The model {self._name} is closed.")
        if len(self._calls) >= self._options.max_waiting_calls:
            raise Overloaded(f"{len(self._calls)} requests wait for the model {self._name} already; try again later.")

    def _work(self) -> None:
        try:
            while (batch := self._next_batch()) is not None:
                self._serve(batch)
        finally:
            # Also reached when an unforeseen error ends this thread: nobody may wait for it for ever.
            with self._changed:
                self._closed = True
                abandoned, self._calls = self._calls, []
                self._changed.notify_all()
            for call in abandoned:
                call.future.set_exception(ModelUnavailable(f"The model {self._name} was closed before it answered."))

    def _next_batch(self) -> _Batch | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or any(call.waiting for call in self._calls))
            waiting = [call for call in self._calls if call.waiting]
            return None if self._closed else _take(waiting, tokens_per_batch=self._options.tokens_per_batch)

    def _serve(self, batch: _Batch) -> None:
        try:
            outputs = self._run([call.rows[index] for call, index in batch.places], batch.length)
        except ModelUnavailable as error:
            self._fail(batch, error)
            return
        with self._changed:
            for (call, index), output in zip(batch.places, outputs, strict=True):
                call.outputs[index] = output
            finished = self._remove(call for call in _calls_of(batch) if len(call.outputs) == len(call.rows))
        for call in finished:
            call.future.set_result([call.outputs[index] for index in range(len(call.rows))])

    def _fail(self, batch: _Batch, error: ModelUnavailable) -> None:
        with self._changed:
            failed = self._remove(_calls_of(batch))
        for call in failed:
            call.future.set_exception(error)

    def _remove(self, calls: Iterable[_Call]) -> list[_Call]:
        """Those of `calls` that no other lane has failed already."""
        removed = [call for call in calls if call in self._calls]
        for call in removed:
            self._calls.remove(call)
        return removed


def _by_length(rows: Sequence[Row]) -> dict[int, deque[int]]:
    waiting: dict[int, deque[int]] = {}
    for index, row in enumerate(rows):
        waiting.setdefault(padded_length(len(row.ids)), deque()).append(index)
    return waiting


def _take(calls: Sequence[_Call], *, tokens_per_batch: int) -> _Batch:
    """The next batch, taken out of what waits; each of `calls` has something waiting."""
    neediest_first = sorted(calls, key=lambda call: call.served_tokens)
    leader = max(neediest_first, key=lambda call: call.passed_over >= _PASSED_OVER_AT_MOST)
    length = max(leader.waiting)
    order = [leader, *(call for call in neediest_first if call is not leader)]
    there = [(call, index) for call in order for index in call.waiting.get(length, ())]
    places = list(islice(there, batch_size(len(there), length, tokens_per_batch=tokens_per_batch)))
    for call, _ in places:
        _take_one(call, length)
    served = {id(call) for call, _ in places}
    for call in calls:
        call.passed_over = 0 if id(call) in served else call.passed_over + 1
    return _Batch(length, places)


def _take_one(call: _Call, length: int) -> None:
    call.waiting[length].popleft()
    if not call.waiting[length]:
        del call.waiting[length]
    call.served_tokens += length


def _calls_of(batch: _Batch) -> list[_Call]:
    return list(dict.fromkeys(call for call, _ in batch.places))
