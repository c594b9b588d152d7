"""Tasks beside answering, as a language model is told them: passages as ever, under other rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.generation import Generated, Task
from domain.ports import Generator
from domain.tasks import TaskKind
from generation.chat import ChatGenerator, ChatStream
from generation.templates import shipped

_REWRITE = "Rewrite this text."


@dataclass(frozen=True, slots=True)
class _Told:
    """Told `words` in place of what was asked, which is the passage itself."""

    generator: Generator
    words: str

    def generate(self, task: Task) -> Iterator[Generated]:
        yield from self.generator.generate(replace(task, question=self.words, query=self.words))


def tasked(stream: ChatStream, kind: TaskKind) -> Generator:
    """How a model does a task of this kind, by the prompt of its name."""
    template = shipped(kind.value)
    generator = ChatGenerator(stream, lambda _: template)
    return _Told(generator, _REWRITE) if kind is TaskKind.REWRITE else generator
