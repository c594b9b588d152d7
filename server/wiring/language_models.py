"""The language models of all providers: an endpoint, a class of LangChain's, and this machine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

import structlog

from domain.errors import Misconfigured, ModelUnavailable, NotFound
from domain.generation import ClaimCase, ModelOpinion, Task
from domain.language_models import Handling, ModelDetails
from domain.ports import Generator, LanguageJudge, QuestionRewriter, Repairer, Sampler, Scribe
from domain.tasks import TaskKind
from generation.chat import ChatGenerator
from generation.instructing import tasked
from generation.prompt import prompt_identity, with_precedents
from generation.prompt_folder import PromptFolder
from generation.resilience import Deadlines
from generation.rewriting import ModelRewriter
from generation.scribe import ChatScribe
from generation.templates import FULL, SHORT, Template, fitting, read_template, shipped
from server.usecases.adapters import AdapterServer
from server.usecases.answering import EXTRACTIVE
from server.usecases.model_desk import first_writer
from server.wiring.default_model import ChosenModel
from server.wiring.model_providers import Provider, class_provider, endpoint_provider
from server.wiring.model_streams import Terms
from server.wiring.settings import Settings
from server.wiring.stored_models import local_provider

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ConfiguredModels:
    """The models of `providers`, in their order; a name that two of them have is the first one's.

    `preferred` is what the settings name to answer by default, `chosen` what an admin chose where they name none.
    """

    providers: Sequence[Provider]
    preferred: str | None
    prompt: str
    prompts: PromptFolder
    chosen: Callable[[], str | None] = lambda: None
    quotes_first: Literal["auto", "on", "off"] = "auto"

    @property
    def url(self) -> str:
        """Where the first of them is."""
        return self.providers[0].place

    def adapters_of(self, model: str | None) -> AdapterServer | None:
        """How adapters come and go where this model is, else at the first provider that has a way."""
        if model is not None:
            return self._of(model).adapters
        there = (one.adapters for one in self.providers if one.is_set or one.names())
        return next((adapters for adapters in there if adapters is not None), None)

    @property
    def expected(self) -> bool:
        """Whether the settings name one, so that it is missed where there is none."""
        return self.preferred not in {None, EXTRACTIVE} or any(one.is_set for one in self.providers)

    def names(self) -> list[str]:
        """The default first; the preferred one also while its provider is down, the chosen one while it is there."""
        served = dict.fromkeys(name for provider in self.providers for name in provider.names())
        first = self.preferred
        if first is None and served and (chosen := self.chosen()) in {*served, EXTRACTIVE}:
            first = chosen
        return list(served if first is None else {first: None} | served)

    def details(self, name: str) -> ModelDetails:
        """What is known of a model of this name."""
        return replace(self._of(name).details(name), prompt=self.prompt_identity(name))

    def state(self) -> str | None:
        """Which of them cannot be used now and why; null while all can."""
        return "; ".join(filter(None, (provider.state() for provider in self.providers))) or None

    def states(self) -> Mapping[str, str | None]:
        """The same by provider, of those that have models or should; of the first where none has."""
        there = [one for one in self.providers if one.is_set or one.names()]
        nothing = {self.providers[0].source.value: f"{self.url} has no model"}
        return {provider.source.value: provider.state() for provider in there} or nothing

    def interrupt(self) -> None:
        """Ends every wait for a model, so that the server can stop."""
        for provider in self.providers:
            provider.interrupt()

    def generator(self, name: str) -> Generator:
        """How a model of this name writes."""
        return ChatGenerator(self._of(name).streams(name).stream, partial(self._told, name))

    def task_generator(self, name: str, kind: TaskKind) -> Generator:
        """How it does a task beside answering."""
        return tasked(self._of(name).streams(name).stream, kind)

    def rewriter(self, name: str, *, fallback: QuestionRewriter) -> QuestionRewriter:
        """How it makes questions stand alone."""
        return ModelRewriter(self._of(name).streams(name).helping, fallback=fallback)

    def scribe(self, name: str) -> Scribe:
        """How it says a few words without passages."""
        return ChatScribe(self._of(name).streams(name).helping)

    def sampler(self, name: str) -> Sampler:
        """How it is asked for other answers."""
        return self._of(name).streams(name).sampler(partial(self._told, name))

    def repairer(self, name: str) -> Repairer:
        """How it writes anew what it wrote wrongly."""
        return self._of(name).streams(name).repairer(partial(self._told, name))

    def judge(self, name: str | None) -> LanguageJudge:
        """How a model of this name says whether claims are supported; null for the default, whichever it is then."""
        return _Default(self) if name is None else self._of(name).streams(name).judge(name)

    def template(self, name: str, wanted: str | None = None) -> Template:
        """What it is told: the prompt that is wanted, else that of the settings, else the one that fits it."""
        if wanted is not None:
            try:
                return self.prompts.get(wanted)
            except (NotFound, Misconfigured) as error:
                _log.warning("a collection's prompt cannot be used", prompt=wanted, reason=str(error))
        if self.prompt == "auto":
            return fitting(name, self._of(name).details(name).parameters)
        return template_of(self.prompt)

    def prompt_identity(self, name: str, task: Task | None = None) -> str:
        """Of what it is told of a task, with how many precedents."""
        if task is None:
            return prompt_identity(self.template(name))
        precedents = f"+verified.{len(task.precedents)}" if task.precedents else ""
        return prompt_identity(self.template(name, task.prompt)) + precedents

    def handling(self, name: str, task: Task) -> Handling:
        """By what it is told of a task; what was tuned is asked before anything is quoted."""
        handling = self.template(name, task.prompt).handling
        if self.quotes_first != "auto":
            return replace(handling, quotes_first=self.quotes_first == "on")
        return replace(handling, quotes_first=handling.quotes_first and not self._of(name).details(name).adapted)

    def prompt_names(self) -> Sequence[str]:
        """The prompts that a collection may name."""
        return self.prompts.names()

    def require_prompt(self, name: str) -> None:
        """Raises `NotFound`, and `Misconfigured` where its file cannot be used."""
        self.prompts.get(name)

    def _told(self, name: str, task: Task) -> Template:
        return with_precedents(self.template(name, task.prompt), task.precedents)

    def _of(self, name: str) -> Provider:
        """Whose model it is: the first provider's where none has it, which may be down."""
        return next((one for one in self.providers if name in one.names()), self.providers[0])


@dataclass(frozen=True, slots=True)
class _Default:
    """The `LanguageJudge` that asks the model which answers by default at the time."""

    models: ConfiguredModels

    def opinion(self, case: ClaimCase, *, within_seconds: float) -> ModelOpinion | None:
        """See `LanguageJudge.opinion`."""
        name = first_writer(self.models.names())
        if name is None:
            raise ModelUnavailable(f"{self.models.url} serves no model")
        return self.models.judge(name).opinion(case, within_seconds=within_seconds)


def template_of(prompt: str) -> Template:
    """The prompt of that name, or in that file. Raises `Misconfigured`."""
    return shipped(prompt) if prompt in {FULL, SHORT} else read_template(Path(prompt))


@contextmanager
def open_language_models(settings: Settings) -> Iterator[ConfiguredModels]:
    """Those that the settings name and those of this machine. None of them need be up, or be there yet.

    Raises `Misconfigured` where a class, a prompt or a model that the settings name is not to be had.
    """
    if settings.llm_prompt != "auto":
        template_of(settings.llm_prompt)
    with ExitStack() as stack:
        terms = _terms(settings)
        makers = (endpoint_provider, class_provider, local_provider)
        providers = [provider for make in makers if (provider := make(settings, terms, stack)) is not None]
        _require_known(settings, providers)
        chosen = ChosenModel(settings.language_models)
        yield ConfiguredModels(
            providers,
            settings.llm_model,
            settings.llm_prompt,
            PromptFolder(settings.prompts),
            chosen.get,
            settings.llm_quotes_first,
        )


def _require_known(settings: Settings, providers: Sequence[Provider]) -> None:
    """An endpoint need not be up to be asked for a model; any other provider says now what it has, if anything."""
    wanted = settings.llm_model
    if wanted is None or wanted == EXTRACTIVE or settings.llm_url is not None:
        return
    known = [name for provider in providers for name in provider.names()]
    if known and wanted not in known:
        raise Misconfigured(f"CANDOR_LLM_MODEL names {wanted}, and there is no such model: {', '.join(known)}.")


def _terms(settings: Settings) -> Terms:
    deadlines = Deadlines(
        connect_seconds=settings.llm_connect_seconds,
        first_token_seconds=settings.llm_first_token_seconds,
        silence_seconds=settings.llm_silence_seconds,
        total_seconds=settings.llm_total_seconds,
    )
    return Terms(deadlines=deadlines, check_seconds=settings.verify_limit_seconds, answers=settings.answers_at_once)
