"""Which models can answer, and how each writes."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event

from domain.errors import ModelUnavailable, NotFound
from domain.generation import Generated, Task, Turn
from domain.ports import Generator, QuestionRewriter, Sampler
from generation.breaker import CircuitBreaker
from generation.catalogue import Catalogue
from generation.chat import ChatGenerator, ChatStream
from generation.endpoint import Endpoint, chat_model, open_client
from generation.resilience import Deadlines, ResilientCaller, Retries
from generation.rewriting import ModelRewriter, PrefixRewriter
from generation.sampling import ChatSampler
from server.usecases.answering import EXTRACTIVE
from server.wiring.settings import Settings

_DEFAULT = "default"
_SAMPLES_AT_ONCE = 16
_STREAMS_PER_ANSWER = 2  # one that was given up runs on until its endpoint says something
_SAMPLING_SHARE = 0.75  # of the time of a check; in the rest the samples are read


class _Down:
    """Stands for the default model of an endpoint that cannot say what it serves."""

    def __init__(self, url: str) -> None:
        self._url = url

    def generate(self, task: Task) -> Iterator[Generated]:  # noqa: ARG002 - it answers nothing, whatever the task
        raise ModelUnavailable(f"The language model at {self._url} cannot be reached.")


@dataclass(slots=True)
class LanguageModels:
    """The models of one OpenAI-compatible endpoint."""

    url: str
    preferred: str | None
    catalogue: Catalogue
    _connect: "_Connect"
    _streams: dict[str, ChatStream] = field(default_factory=dict)
    _samplers: dict[str, Sampler] = field(default_factory=dict)

    def names(self) -> list[str]:
        """The default first; the preferred one also while the endpoint is down."""
        served = list(self.catalogue.names())
        if self.preferred is None:
            return served
        return [self.preferred, *(name for name in served if name != self.preferred)]

    def state(self) -> str | None:
        """Why the endpoint cannot be used now; null while it can."""
        return None if self.catalogue.names() else f"{self.url} cannot be reached or serves no model"

    def interrupt(self) -> None:
        """Ends every wait for a model, so that the server can stop."""
        self._connect.interrupt()

    def stream(self, name: str) -> ChatStream:
        """How a model of this name is asked; made once."""
        if name not in self._streams:
            self._streams[name] = self._connect.stream(name)
        return self._streams[name]

    def sampler(self, name: str) -> Sampler:
        """How a model of this name is asked for other answers; made once."""
        if name not in self._samplers:
            self._samplers[name] = self._connect.sampler(name)
        return self._samplers[name]


class _Connect:
    """Makes streams to one endpoint, all through one caller, so that they share its circuit breaker.

    Samples have a caller of their own: those that come too late must not keep the model from answering.
    """

    def __init__(self, endpoint: Endpoint, stack: ExitStack, *, sampling_seconds: float, answers: int) -> None:
        self._endpoint = endpoint
        self._sampling_seconds = sampling_seconds
        self.client = stack.enter_context(open_client(endpoint))
        total_seconds = min(sampling_seconds, endpoint.deadlines.total_seconds)
        self._caller = _caller(endpoint.deadlines, stack, max_streams=_STREAMS_PER_ANSWER * answers)
        sampling = replace(endpoint.deadlines, total_seconds=total_seconds)
        self._sampling_caller = _caller(sampling, stack, max_streams=_STREAMS_PER_ANSWER * _SAMPLES_AT_ONCE)
        self._executor = ThreadPoolExecutor(_SAMPLES_AT_ONCE, thread_name_prefix="sample")
        stack.callback(partial(self._executor.shutdown, wait=False, cancel_futures=True))

    def stream(self, name: str) -> ChatStream:
        return self._stream(name, self._caller)

    def sampler(self, name: str) -> ChatSampler:
        stream = self._stream(name, self._sampling_caller)
        return ChatSampler(stream, self._executor, limit_seconds=self._sampling_seconds)

    def interrupt(self) -> None:
        for caller in (self._caller, self._sampling_caller):
            caller.interrupt()

    def _stream(self, name: str, caller: ResilientCaller) -> ChatStream:
        return ChatStream(chat_model(self._endpoint, name, self.client), caller, says_why_it_ends=True)


def _caller(deadlines: Deadlines, stack: ExitStack, *, max_streams: int) -> ResilientCaller:
    caller = ResilientCaller(deadlines=deadlines, breaker=CircuitBreaker(), retries=Retries(), max_streams=max_streams)
    stack.callback(caller.close)
    return caller


@contextmanager
def open_language_models(settings: Settings) -> Iterator[LanguageModels | None]:
    """The endpoint of the settings, null where none is set. It need not be up."""
    if settings.llm_url is None:
        yield None
        return
    deadlines = Deadlines(
        connect_seconds=settings.llm_connect_seconds,
        first_token_seconds=settings.llm_first_token_seconds,
        silence_seconds=settings.llm_silence_seconds,
        total_seconds=settings.llm_total_seconds,
    )
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    endpoint = Endpoint(url=settings.llm_url, api_key=key, deadlines=deadlines)
    with ExitStack() as stack:
        connect = _Connect(
            endpoint,
            stack,
            sampling_seconds=_SAMPLING_SHARE * settings.verify_limit_seconds,
            answers=settings.answers_at_once,
        )
        yield LanguageModels(endpoint.url, settings.llm_model, Catalogue(endpoint, connect.client), connect)


@dataclass(frozen=True, slots=True)
class ModelDesk:
    """Picks who answers: a language model where one is set, the extractive answerer otherwise or by name."""

    extractive: Generator
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
            return self._default(models, served)
        if models is None or wanted not in served:
            raise NotFound(f"There is no model “{wanted}”. GET /v1/models lists what can answer.")
        return wanted, ChatGenerator(models.stream(wanted))

    def sampler_for(self, model: str) -> Sampler | None:
        """Who writes other answers than the one by `model`; null for the extractive answerer, which repeats itself."""
        models = self.language_models
        return None if models is None or model == EXTRACTIVE else models.sampler(model)

    def rewrite(self, question: str, history: Sequence[Turn]) -> str:
        """See `QuestionRewriter.rewrite`: by the default language model where there is one, else by rule."""
        return self._rewriter().rewrite(question, history)

    def _default(self, models: LanguageModels, served: Sequence[str]) -> tuple[str, Generator]:
        if not served:
            return EXTRACTIVE, _Down(models.url)
        return served[0], ChatGenerator(models.stream(served[0]))

    def _rewriter(self) -> QuestionRewriter:
        models = self.language_models
        if models is None or not (served := models.names()):
            return PrefixRewriter()
        return ModelRewriter(models.stream(served[0]), fallback=PrefixRewriter())
