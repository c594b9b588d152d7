"""How one language model is asked: streams with deadlines and a breaker, and samples on threads of their own."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial

from langchain_core.language_models import BaseChatModel

from domain.ports import Sampler
from generation.breaker import CircuitBreaker
from generation.chat import ChatStream
from generation.resilience import Deadlines, ResilientCaller, Retries
from generation.sampling import ChatSampler
from generation.templates import Template

_SAMPLES_AT_ONCE = 16
_STREAMS_PER_ANSWER = 2  # one that was given up runs on until its endpoint says something


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which models are asked. `can_be_left` and `says_why_it_ends` are as in `ChatStream`."""

    deadlines: Deadlines
    sampling_seconds: float
    answers: int
    retries: Retries = field(default_factory=Retries)
    says_why_it_ends: bool = True
    can_be_left: bool = False


class Callers:
    """What the models of one place share: its circuit breaker, and the threads that wait for it.

    Samples have a caller of their own: those that come too late must not keep the model from answering.
    """

    def __init__(self, terms: Terms, stack: ExitStack) -> None:
        self.terms = terms
        total_seconds = min(terms.sampling_seconds, terms.deadlines.total_seconds)
        self.answering = self._caller(terms.deadlines, stack, most=_STREAMS_PER_ANSWER * terms.answers)
        sampling = replace(terms.deadlines, total_seconds=total_seconds)
        self.sampling = self._caller(sampling, stack, most=_STREAMS_PER_ANSWER * _SAMPLES_AT_ONCE)
        self.executor = ThreadPoolExecutor(_SAMPLES_AT_ONCE, thread_name_prefix="sample")
        stack.callback(partial(self.executor.shutdown, wait=False, cancel_futures=True))

    def interrupt(self) -> None:
        """Ends every wait."""
        for caller in (self.answering, self.sampling):
            caller.interrupt()

    def _caller(self, deadlines: Deadlines, stack: ExitStack, *, most: int) -> ResilientCaller:
        retries = self.terms.retries
        caller = ResilientCaller(deadlines=deadlines, breaker=CircuitBreaker(), retries=retries, max_streams=most)
        stack.callback(caller.close)
        return caller


class ModelStreams:
    """One model, asked through the callers of its place."""

    def __init__(self, model: BaseChatModel, callers: Callers) -> None:
        self._model = model
        self._callers = callers
        self.stream = self._stream(callers.answering)

    def sampler(self, template: Template) -> Sampler:
        """Other answers by it."""
        callers = self._callers
        stream, limit = self._stream(callers.sampling), callers.terms.sampling_seconds
        return ChatSampler(stream, callers.executor, limit_seconds=limit, template=template)

    def _stream(self, caller: ResilientCaller) -> ChatStream:
        terms = self._callers.terms
        return ChatStream(self._model, caller, says_why_it_ends=terms.says_why_it_ends, can_be_left=terms.can_be_left)
