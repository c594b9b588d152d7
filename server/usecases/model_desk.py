"""Which models can answer, and how each writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Protocol

from domain.errors import Invalid, Misconfigured, ModelUnavailable, NotFound
from domain.generation import Generated, Readings, Task, Turn
from domain.language_models import Handling, ModelDetails, Source
from domain.ports import Generator, LanguageJudge, QuestionRewriter, Repairer, Sampler, Scribe
from domain.tasks import TaskKind
from domain.verified import VERIFIED
from server.usecases.adapters import AdapterServer
from server.usecases.answering import EXTRACTIVE

DEFAULT = "default"


def no_such_model(name: str) -> NotFound:
    """For a model that is not listed."""
    return NotFound(f"There is no model “{name}”. GET /v1/models lists what can answer.")


def first_writer(names: Sequence[str]) -> str | None:
    """The first that writes by itself: the extractive answerer may be the preferred one."""
    return next((name for name in names if name != EXTRACTIVE), None)


class LanguageModels(Protocol):
    """The language models of one place or of several, which need not be up."""

    @property
    def url(self) -> str:
        """Where it is."""

    def adapters_of(self, model: str | None) -> AdapterServer | None:
        """How adapters of this model come and go while it runs, of any where null; null where they cannot."""

    @property
    def expected(self) -> bool:
        """Whether there should be one, so that it is missed where there is none."""

    def names(self) -> Sequence[str]:
        """What it serves, the default first."""

    def details(self, name: str) -> ModelDetails:
        """What is known of the model of this name."""

    def state(self) -> str | None:
        """Why it cannot be used now; null while it can."""

    def states(self) -> Mapping[str, str | None]:
        """The same by who has models."""

    def interrupt(self) -> None:
        """Ends every wait for a model, so that the server can stop."""

    def handling(self, name: str, task: Task) -> Handling:
        """How it is treated while it does a task."""

    def generator(self, name: str) -> Generator:
        """How the model of this name writes."""

    def task_generator(self, name: str, kind: TaskKind) -> Generator:
        """How it does a task beside answering."""

    def sampler(self, name: str) -> Sampler:
        """How it writes other answers."""

    def repairer(self, name: str) -> Repairer:
        """How it writes anew what it wrote wrongly."""

    def judge(self, name: str | None) -> LanguageJudge:
        """How it says whether claims are supported; null for the default model, whichever it is then."""

    def scribe(self, name: str) -> Scribe:
        """How it says a few words without passages."""

    def prompt_identity(self, name: str, task: Task | None = None) -> str:
        """Of what it is told, of a task."""

    def prompt_names(self) -> Sequence[str]:
        """What it may be told, by name."""

    def require_prompt(self, name: str) -> None:
        """Raises `NotFound`, and `Misconfigured` where it cannot be used."""

    def rewriter(self, name: str, *, fallback: QuestionRewriter) -> QuestionRewriter:
        """How it makes questions stand alone; `fallback` stands in where it fails."""


class _Down:
    """Stands for the default model of a place that cannot say what it serves."""

    def __init__(self, models: LanguageModels) -> None:
        self._why = models.state() or f"{models.url} serves no model"

    def generate(self, task: Task) -> Iterator[Generated]:  # noqa: ARG002 - it answers nothing, whatever the task
        raise ModelUnavailable(f"There is no language model to ask: {self._why}.")


@dataclass(frozen=True, slots=True)
class ModelDesk:
    """Picks who answers: a language model where one is set, the extractive answerer otherwise or by name.

    `by_rule` rewrites questions where there is no language model.
    """

    extractive: Generator
    by_rule: QuestionRewriter
    configured: LanguageModels | None
    _interrupted: Event = field(default_factory=Event)

    def interrupt(self) -> None:
        """The server ends: whoever waits for a language model is told at once."""
        self._interrupted.set()
        if self.configured is not None:
            self.configured.interrupt()

    @property
    def language_models(self) -> LanguageModels | None:
        """Null while there are none, and none is expected: the first may come while the server runs."""
        models = self.configured
        return models if models is not None and (models.expected or models.names()) else None

    def interrupted(self) -> bool:
        """Whether the server ends."""
        return self._interrupted.is_set()

    def names(self) -> list[str]:
        """What can answer, the default first."""
        return list(dict.fromkeys([*self._served(), EXTRACTIVE]))

    def details(self, name: str) -> ModelDetails:
        """What is known of one of `names`."""
        models = self.configured
        return ModelDetails(source=Source.QUOTES) if models is None or name == EXTRACTIVE else models.details(name)

    def generator_for(self, wanted: str) -> tuple[str, Generator]:
        """The model's own name and how it writes. Raises `NotFound`."""
        models, served = self.language_models, self._served()
        if wanted == DEFAULT and served:
            wanted = served[0]
        if wanted == EXTRACTIVE or (wanted == DEFAULT and models is None):
            return EXTRACTIVE, self.extractive
        if wanted == DEFAULT and models is not None:
            return EXTRACTIVE, _Down(models)
        if models is None or wanted not in served:
            raise no_such_model(wanted)
        return wanted, models.generator(wanted)

    def task_generator_for(self, wanted: str, kind: TaskKind, *, without: Generator) -> tuple[str, Generator]:
        """The same for a task beside answering; `without` does it, or says what it needs, where no model is set."""
        name, generator = self.generator_for(wanted)
        models = self.language_models
        if generator is self.extractive:
            return name, without
        return name, generator if models is None or name == EXTRACTIVE else models.task_generator(name, kind)

    def prompt_of(self, model: str, task: Task) -> str | None:
        """What identifies what `model` is told; null for quotes and people's answers, which are told nothing."""
        models = self.language_models
        return None if models is None or model in {EXTRACTIVE, VERIFIED} else models.prompt_identity(model, task)

    def handling(self, model: str, task: Task) -> Handling:
        """How `model` is treated while it does a task; as any where no model is set."""
        models = self.language_models
        return Handling() if models is None else models.handling(model, task)

    def prompt_names(self) -> Sequence[str]:
        """What a language model may be told, by name."""
        return [] if self.configured is None else self.configured.prompt_names()

    def require(self, model: str | None, prompt: str | None) -> None:
        """Raises `Invalid` for a model that is not served, or a prompt that is not there or cannot be used."""
        if model is not None and model not in self.names():
            raise Invalid(f"There is no model “{model}”. GET /v1/models lists what can answer.")
        if prompt is not None and self.configured is not None:
            try:
                self.configured.require_prompt(prompt)
            except (NotFound, Misconfigured) as error:
                raise Invalid(str(error)) from error

    def sampler_for(self, model: str) -> Sampler | None:
        """Who writes other answers than the one by `model`; null for the extractive answerer, which repeats itself."""
        models = self.language_models
        return None if models is None or model == EXTRACTIVE else models.sampler(model)

    def repairer_for(self, model: str) -> Repairer | None:
        """Who mends an answer by `model`; null for the extractive answerer, which writes nothing of its own."""
        models = self.language_models
        return None if models is None or model == EXTRACTIVE else models.repairer(model)

    def scribe_for(self, wanted: str) -> tuple[str, Scribe | None]:
        """The model's own name and who says a few words for it, null where none can. Raises `NotFound`."""
        name, _ = self.generator_for(wanted)
        models = self.language_models
        return name, None if models is None or name == EXTRACTIVE else models.scribe(name)

    def readings(self, question: str, history: Sequence[Turn]) -> Readings:
        """See `QuestionRewriter.readings`: by the default language model where there is one, else by rule."""
        return self._rewriter().readings(question, history)

    def _rewriter(self) -> QuestionRewriter:
        models, served = self.language_models, self._served()
        if models is None or not served or served[0] == EXTRACTIVE:
            return self.by_rule
        return models.rewriter(served[0], fallback=self.by_rule)

    def _served(self) -> Sequence[str]:
        """By others than the extractive answerer, which may be the preferred one all the same."""
        return [] if self.configured is None else self.configured.names()
