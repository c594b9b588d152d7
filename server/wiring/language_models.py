"""The language models of an OpenAI-compatible endpoint, through one caller."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from domain.errors import ModelUnavailable
from domain.generation import ClaimCase, ModelOpinion
from domain.ports import Generator, LanguageJudge, QuestionRewriter, Repairer, Sampler, Scribe
from generation.breaker import CircuitBreaker
from generation.catalogue import Catalogue
from generation.chat import ChatGenerator, ChatStream
from generation.endpoint import Endpoint, chat_model, open_client
from generation.judging import ChatJudge
from generation.repairing import ModelRepairer
from generation.resilience import Deadlines, ResilientCaller, Retries
from generation.rewriting import ModelRewriter
from generation.sampling import ChatSampler
from generation.scribe import ChatScribe
from server.wiring.settings import Settings

_SAMPLES_AT_ONCE = 16
_STREAMS_PER_ANSWER = 2  # one that was given up runs on until its endpoint says something
_SAMPLING_SHARE = 0.75  # of the time of a check; in the rest the samples are read
_REPAIR_SHARE = 0.5  # the same of what is written anew


@dataclass(slots=True)
class EndpointModels:
    """The models of one OpenAI-compatible endpoint."""

    url: str
    preferred: str | None
    catalogue: Catalogue
    _connect: "_Connect"
    _streams: dict[str, ChatStream] = field(default_factory=dict)
    _samplers: dict[str, Sampler] = field(default_factory=dict)
    _repairers: dict[str, Repairer] = field(default_factory=dict)
    _judges: dict[str, LanguageJudge] = field(default_factory=dict)

    def names(self) -> list[str]:
        """The default first; the preferred one also while the endpoint is down."""
        served = list(self.catalogue.names())
        if self.preferred is None:
            return served
        return [self.preferred, *(name for name in served if name != self.preferred)]

    def state(self) -> str | None:
        """Why the endpoint cannot be used now; null while it can. A preferred model needs no list to be asked."""
        problem = self.catalogue.problem()
        if problem is None or (self.preferred is not None and self.catalogue.is_there()):
            return None
        return f"{self.url}: {problem}"

    def interrupt(self) -> None:
        """Ends every wait for a model, so that the server can stop."""
        self._connect.interrupt()

    def generator(self, name: str) -> Generator:
        """How a model of this name writes."""
        return ChatGenerator(self._stream(name))

    def rewriter(self, name: str, *, fallback: QuestionRewriter) -> QuestionRewriter:
        """How it makes questions stand alone."""
        return ModelRewriter(self._stream(name), fallback=fallback)

    def scribe(self, name: str) -> Scribe:
        """How it says a few words without passages."""
        return ChatScribe(self._stream(name))

    def sampler(self, name: str) -> Sampler:
        """How a model of this name is asked for other answers; made once."""
        if name not in self._samplers:
            self._samplers[name] = self._connect.sampler(name)
        return self._samplers[name]

    def repairer(self, name: str) -> Repairer:
        """How it writes anew what it wrote wrongly; made once."""
        if name not in self._repairers:
            self._repairers[name] = self._connect.repairer(name)
        return self._repairers[name]

    def judge(self, name: str | None) -> LanguageJudge:
        """How a model of this name says whether claims are supported; null for the default, whichever it is then."""
        if name is None:
            return _Default(self)
        if name not in self._judges:
            self._judges[name] = self._connect.judge(name)
        return self._judges[name]

    def _stream(self, name: str) -> ChatStream:
        """How a model of this name is asked; made once."""
        if name not in self._streams:
            self._streams[name] = self._connect.stream(name)
        return self._streams[name]


@dataclass(frozen=True, slots=True)
class _Default:
    """The `LanguageJudge` that asks the model which answers by default at the time."""

    models: EndpointModels

    def opinion(self, case: ClaimCase, *, within_seconds: float) -> ModelOpinion | None:
        """See `LanguageJudge.opinion`."""
        name = next(iter(self.models.names()), None)
        if name is None:
            raise ModelUnavailable(f"{self.models.url} serves no model")
        return self.models.judge(name).opinion(case, within_seconds=within_seconds)


class _Connect:
    """Makes streams to one endpoint, all through one caller, so that they share its circuit breaker.

    Samples, repairs and opinions of claims have callers of their own: those that come too late must not keep the model
    from answering.
    """

    def __init__(self, endpoint: Endpoint, stack: ExitStack, *, check_seconds: float, answers: int) -> None:
        self._endpoint = endpoint
        self._sampling_seconds = sampling_seconds = _SAMPLING_SHARE * check_seconds
        self._repair_seconds = _REPAIR_SHARE * check_seconds
        self.client = stack.enter_context(open_client(endpoint))
        total_seconds = min(sampling_seconds, endpoint.deadlines.total_seconds)
        self._caller = _caller(endpoint.deadlines, stack, max_streams=_STREAMS_PER_ANSWER * answers)
        sampling = replace(endpoint.deadlines, total_seconds=total_seconds)
        self._sampling_caller = _caller(sampling, stack, max_streams=_STREAMS_PER_ANSWER * _SAMPLES_AT_ONCE)
        self._repair_caller = _caller(endpoint.deadlines, stack, max_streams=_STREAMS_PER_ANSWER * answers)
        judging = replace(endpoint.deadlines, total_seconds=min(check_seconds, endpoint.deadlines.total_seconds))
        self._judging_caller = _caller(judging, stack, max_streams=_STREAMS_PER_ANSWER * answers)
        self._executor = ThreadPoolExecutor(_SAMPLES_AT_ONCE, thread_name_prefix="sample")
        stack.callback(partial(self._executor.shutdown, wait=False, cancel_futures=True))

    def stream(self, name: str) -> ChatStream:
        return self._stream(name, self._caller)

    def sampler(self, name: str) -> ChatSampler:
        stream = self._stream(name, self._sampling_caller)
        return ChatSampler(stream, self._executor, limit_seconds=self._sampling_seconds)

    def repairer(self, name: str) -> ModelRepairer:
        return ModelRepairer(self._stream(name, self._repair_caller), limit_seconds=self._repair_seconds)

    def judge(self, name: str) -> ChatJudge:
        return ChatJudge(chat_model(self._endpoint, name, self.client), name, self._judging_caller)

    def interrupt(self) -> None:
        for caller in (self._caller, self._sampling_caller, self._repair_caller, self._judging_caller):
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
            check_seconds=settings.verify_limit_seconds,
            answers=settings.answers_at_once,
        )
        yield EndpointModels(endpoint.url, settings.llm_model, Catalogue(endpoint, connect.client), connect)
