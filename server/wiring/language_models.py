"""The language models of an OpenAI-compatible endpoint, through one caller."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from domain.ports import Generator, QuestionRewriter, Sampler
from generation.adapters import EndpointAdapters
from generation.breaker import CircuitBreaker
from generation.catalogue import Catalogue
from generation.chat import ChatGenerator, ChatStream
from generation.endpoint import Endpoint, chat_model, open_client
from generation.resilience import Deadlines, ResilientCaller, Retries
from generation.rewriting import ModelRewriter
from generation.sampling import ChatSampler
from server.wiring.settings import Settings

_SAMPLES_AT_ONCE = 16
_STREAMS_PER_ANSWER = 2  # one that was given up runs on until its endpoint says something
_SAMPLING_SHARE = 0.75  # of the time of a check; in the rest the samples are read


@dataclass(slots=True)
class EndpointModels:
    """The models of one OpenAI-compatible endpoint."""

    url: str
    preferred: str | None
    catalogue: Catalogue
    adapters: EndpointAdapters
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

    def generator(self, name: str) -> Generator:
        """How a model of this name writes."""
        return ChatGenerator(self._stream(name))

    def rewriter(self, name: str, *, fallback: QuestionRewriter) -> QuestionRewriter:
        """How it makes questions stand alone."""
        return ModelRewriter(self._stream(name), fallback=fallback)

    def sampler(self, name: str) -> Sampler:
        """How a model of this name is asked for other answers; made once."""
        if name not in self._samplers:
            self._samplers[name] = self._connect.sampler(name)
        return self._samplers[name]

    def _stream(self, name: str) -> ChatStream:
        """How a model of this name is asked; made once."""
        if name not in self._streams:
            self._streams[name] = self._connect.stream(name)
        return self._streams[name]


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
def open_language_models(settings: Settings) -> Iterator[EndpointModels | None]:
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
        catalogue = Catalogue(endpoint, connect.client)
        adapters = EndpointAdapters(endpoint, connect.client, changed=catalogue.forget)
        yield EndpointModels(endpoint.url, settings.llm_model, catalogue, adapters, connect)
