"""Who writes when: one answer at a time on this machine, first come, first served."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Event, Lock
from typing import Protocol, TypeAlias

from domain.errors import ModelBusy, ModelUnavailable
from domain.generation import Sampling
from inference.language.messages import Message, Written
from inference.language.pipeline import Weights


class Writer(Protocol):
    """A model in memory."""

    def write(self, messages: Sequence[Message], sampling: Sampling, *, left: Event) -> Iterator[Written]:
        """See `GenAiModel.write`."""


class _Begun:
    """It is somebody's turn."""


class _Over:
    """The turn has ended, well or not."""


_Said: TypeAlias = Written | _Begun | _Over


class WritingQueue:
    """Writes with whatever model is asked for, of which one at a time is in memory: `close` it when done.

    Turns are fair: nobody overtakes, and a model is exchanged for another only between two turns. Whoever has waited
    for `wait_seconds` is told so with `ModelBusy`, and gives up the place.
    """

    def __init__(self, load: Callable[[Weights], Writer], *, wait_seconds: float) -> None:
        self._load = load
        self._wait_seconds = wait_seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="language-model")
        self._loaded: tuple[Weights, Writer] | None = None
        self._lock = Lock()
        self._waiting = 0
        self._current = Event()

    def write(
        self, weights: Weights, messages: Sequence[Message], sampling: Sampling, *, left: Event | None = None
    ) -> Iterator[Written]:
        """The text in pieces, then how it ended; the place in the queue is taken now.

        Closing the iterator or setting `left` stops it at the next step. Iterating raises `ModelBusy`,
        `PromptTooLong` and `ModelUnavailable`.
        """
        turn = _Turn(weights, messages, sampling, left or Event())
        try:
            future = self._thread.submit(self._take, turn)
        except RuntimeError as error:
            raise ModelUnavailable("The language model has been closed.") from error
        self._count(+1)
        future.add_done_callback(lambda _: turn.said.put(_Over()))
        return self._told(turn, future)

    def close(self) -> None:
        """Ends what is written at its next step, and fails what waits."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._current.set()
        self._thread.shutdown(wait=True)
        self._loaded = None

    def _told(self, turn: "_Turn", future: "Future[None]") -> Iterator[Written]:
        try:
            yield from turn.told(self._wait_seconds, ahead=lambda: self._waiting)
            if not future.cancelled() and (error := future.exception()) is not None:
                raise error
        finally:
            turn.left.set()
            if future.cancel():
                self._count(-1)

    def _take(self, turn: "_Turn") -> None:
        self._count(-1)
        if turn.left.is_set():
            return
        self._current = turn.left
        turn.said.put(_Begun())
        for piece in self._writer(turn.weights).write(turn.messages, turn.sampling, left=turn.left):
            turn.said.put(piece)

    def _writer(self, weights: Weights) -> Writer:
        if self._loaded is None or self._loaded[0] != weights:
            self._loaded = None  # before the next one is loaded: both may be more than fits
            self._loaded = (weights, self._load(weights))
        return self._loaded[1]

    def _count(self, change: int) -> None:
        with self._lock:
            self._waiting += change


class _Turn:
    """What somebody wants written, and what comes of it."""

    def __init__(self, weights: Weights, messages: Sequence[Message], sampling: Sampling, left: Event) -> None:
        self.weights = weights
        self.messages = messages
        self.sampling = sampling
        self.left = left
        self.said: SimpleQueue[_Said] = SimpleQueue()

    def told(self, wait_seconds: float, *, ahead: Callable[[], int]) -> Iterator[Written]:
        """What is written. Raises `ModelBusy` where it has not begun in time."""
        try:
            item = self.said.get(timeout=wait_seconds)
        except Empty:
            others = max(0, ahead() - 1)
            raise ModelBusy(
                f"The language model writes one answer at a time, and {others} more wait beside yours. Ask again later."
            ) from None
        while not isinstance(item, _Over):
            if not isinstance(item, _Begun):
                yield item
            item = self.said.get()
