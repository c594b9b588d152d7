"""Which models can answer, and how each writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Protocol

from domain.errors import ModelUnavailable, NotFound
from domain.generation import Generated, Readings, Task, Turn
from domain.ports import Generator, QuestionRewriter, Sampler
from server.usecases.adapters import AdapterServer
from server.usecases.answering import EXTRACTIVE

_DEFAULT = "default"


class LanguageModels(Protocol):
    """The language models of one endpoint, which need not be up."""

    @property
    def url(self) -> str:
        """Where it is."""

    @property
    def adapters(self) -> AdapterServer | None:
        """How adapters come and go while it runs; null where they cannot."""

    def names(self) -> Sequence[str]:
        """What it serves, the default first."""

    def state(self) -> str | None:
        """Why it cannot be used now; null while it can."""

    def interrupt(self) -> None:
        """Ends every wait for a model, so that the server can stop."""

    def generator(self, name: str) -> Generator:
        """How the model of this name writes."""

    def sampler(self, name: str) -> Sampler:
        """How it writes other answers."""

    def rewriter(self, name: str, *, fallback: QuestionRewriter) -> QuestionRewriter:
        """How it makes questions stand alone; `fallback` stands in where it fails."""


class _Down:
    """Stands for the default model of an endpoint that cannot say what it serves."""

    def __init__(self, url: str) -> None:
        self._url = url

    def generate(self, task: Task) -> Iterator[Generated]:  # noqa: ARG002 - it answers nothing, whatever the task
        raise ModelUnavailable(f"The language model at {self._url} cannot be reached.")


@dataclass(frozen=True, slots=True)
class ModelDesk:
    """Picks who answers: a language model where one is set, the extractive answerer otherwise or by name.

    `by_rule` rewrites questions where there is no language model.
    """

    extractive: Generator
    by_rule: QuestionRewriter
    language_models: LanguageModels | None
    _interrupted: Event = field(default_factory=Event)

    def interrupt(self) -> None:
        """The server ends: whoever waits for a language model is told at once."""
        self._interrupted.set()
        if self.language_models is not None:
            self.language_models.interrupt()

    def interrupted(self) -> bool:
        """Whether the server ends."""
        return self._interrupted.is_set()

    def names(self) -> list[str]:
        """What can answer, the default first."""
        served = self.language_models.names() if self.language_models else []
        return [*served, EXTRACTIVE]

    def generator_for(self, wanted: str) -> tuple[str, Generator]:
        """The model's own name and how it writes. Raises `NotFound`."""
        models = self.language_models
        if wanted == EXTRACTIVE or (wanted == _DEFAULT and models is None):
            return EXTRACTIVE, self.extractive
        served = models.names() if models else []
        if wanted == _DEFAULT and models is not None:
            return (served[0], models.generator(served[0])) if served else (EXTRACTIVE, _Down(models.url))
        if models is None or wanted not in served:
            raise NotFound(f"There is no model “{wanted}”. GET /v1/models lists what can answer.")
        return wanted, models.generator(wanted)

    def sampler_for(self, model: str) -> Sampler | None:
        """Who writes other answers than the one by `model`; null for the extractive answerer, which repeats itself."""
        models = self.language_models
        return None if models is None or model == EXTRACTIVE else models.sampler(model)

    def readings(self, question: str, history: Sequence[Turn]) -> Readings:
        """See `QuestionRewriter.readings`: by the default language model where there is one, else by rule."""
        return self._rewriter().readings(question, history)

    def _rewriter(self) -> QuestionRewriter:
        models = self.language_models
        if models is None or not (served := models.names()):
            return self.by_rule
        return models.rewriter(served[0], fallback=self.by_rule)
