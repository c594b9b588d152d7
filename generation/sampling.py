"""Other answers by the same language model, for detectors that compare them."""

from collections.abc import Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import replace

from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Abstention, Piece, Task
from generation.chat import ChatGenerator, ChatStream
from generation.templates import Told

_TEMPERATURE = 1.0  # as SelfCheckGPT draws them
_LEAST = 2


class ChatSampler:
    """The `Sampler` that asks a language model again, just as `ChatGenerator` asks it.

    Samples are written side by side on `executor`, whose size bounds how many burden the endpoint at once. A declined
    one says that the documents hold no answer. What is cut off, or not there after `limit_seconds`, is left out.
    """

    def __init__(
        self, stream: ChatStream, executor: Executor, *, limit_seconds: float, told: Told | None = None
    ) -> None:
        self._generator = ChatGenerator(stream, told)
        self._executor = executor
        self._limit_seconds = limit_seconds

    def sample(self, task: Task, *, count: int) -> Sequence[str]:
        """See `Sampler.sample`. Fewer than `count` where some failed, but two at least unless fewer are asked for."""
        asked = [self._executor.submit(self._write, _varied(task, number)) for number in range(count)]
        in_time, late = wait(asked, timeout=self._limit_seconds)
        for future in late:
            future.cancel()
        written = [text for future in asked if future in in_time and (text := _text_of(future))]
        if len(written) < min(_LEAST, count):
            raise ModelUnavailable(f"The language model wrote {len(written)} of {count} other answers in time.")
        return written

    def _write(self, task: Task) -> str:
        generated = self._generator.generate(task)
        return "".join(item.text for item in generated if isinstance(item, Piece | Abstention)).strip()


def _varied(task: Task, number: int) -> Task:
    """The same task with the same wishes, but for what makes samples differ from the answer and from each other."""
    sampling = task.sampling
    seed = None if sampling.seed is None else sampling.seed + number + 1
    return replace(task, sampling=replace(sampling, temperature=_TEMPERATURE, seed=seed))


def _text_of(finished: "Future[str]") -> str | None:
    try:
        return finished.result()
    except (ModelUnavailable, ModelInterrupted):
        return None
