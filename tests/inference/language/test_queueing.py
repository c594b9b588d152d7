"""Whoever asks first is written for first, one at a time, and nobody waits in vain."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from domain.errors import ModelBusy, ModelUnavailable
from domain.generation import Sampling
from inference.language.messages import Message, Written
from inference.language.pipeline import Weights
from inference.language.queueing import WritingQueue

ONE, OTHER = (Weights(path=Path(name), context_tokens=8) for name in ("one", "other"))


class Desk:
    """Loads writers that repeat what they are told, and keeps what was loaded and written, in order."""

    def __init__(self) -> None:
        self.loaded = list[str]()
        self.written = list[str]()
        self.gate = Event()
        self.gate.set()
        self.begun = Event()

    def load(self, weights: Weights) -> "Desk":
        self.loaded.append(weights.path.name)
        return self

    def write(self, messages: Sequence[Message], sampling: Sampling, *, left: Event) -> Iterator[Written]:
        for message in messages:
            self.begun.set()
            self.gate.wait()
            if not left.is_set():
                self.written.append(message.text)
                yield message.text


def asked(queue: WritingQueue, *texts: str, of: Weights = ONE) -> Iterator[Written]:
    return queue.write(of, [Message("user", text) for text in texts], Sampling())


def test_first_come_first_served_whoever_reads_first() -> None:
    desk = Desk()
    with closing(WritingQueue(desk.load, wait_seconds=30)) as queue:
        first, second, third = asked(queue, "a", "b"), asked(queue, "c", of=OTHER), asked(queue, "d")
        assert [list(third), list(second), list(first)] == [["d"], ["c"], ["a", "b"]]
    assert desk.written == ["a", "b", "c", "d"]


def test_a_model_stays_until_another_one_is_asked_for() -> None:
    desk = Desk()
    with closing(WritingQueue(desk.load, wait_seconds=30)) as queue:
        for weights in (ONE, ONE, OTHER, ONE):
            list(asked(queue, "a", of=weights))
    assert desk.loaded == ["one", "other", "one"]


def test_whoever_waits_too_long_is_told_how_many_wait_and_gives_up_the_place() -> None:
    desk = Desk()
    desk.gate.clear()
    with closing(WritingQueue(desk.load, wait_seconds=0.01)) as queue:
        first = asked(queue, "a")
        desk.begun.wait()
        late, later = asked(queue, "b"), asked(queue, "c")
        with pytest.raises(ModelBusy, match="one answer at a time, and 1 more wait"):
            next(late)
        with pytest.raises(ModelBusy, match="and 0 more wait"):
            next(later)
        desk.gate.set()
        assert list(first) == ["a"]
    assert desk.written == ["a"]


def test_what_fails_is_told_to_its_reader_alone() -> None:
    def load(weights: Weights) -> Desk:
        if weights is OTHER:
            raise ModelUnavailable("damaged")
        return Desk()

    with closing(WritingQueue(load, wait_seconds=30)) as queue:
        failing, good = asked(queue, "a", of=OTHER), asked(queue, "b")
        with pytest.raises(ModelUnavailable, match="damaged"):
            list(failing)
        assert list(good) == ["b"]


def test_what_was_closed_says_so() -> None:
    queue = WritingQueue(Desk().load, wait_seconds=1)
    queue.close()
    with pytest.raises(ModelUnavailable, match="closed"):
        asked(queue, "a")
