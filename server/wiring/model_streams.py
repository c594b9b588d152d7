"""How one language model is asked: for answers, samples, repairs and opinions, each with deadlines and a breaker."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial

from langchain_core.language_models import BaseChatModel

from domain.ports import LanguageJudge, Repairer, Sampler
from generation.breaker import CircuitBreaker
from generation.chat import ChatStream
from generation.judging import ChatJudge
from generation.repairing import ModelRepairer
from generation.resilience import Deadlines, ResilientCaller, Retries
from generation.sampling import ChatSampler
from generation.templates import Told
from generation.thoughts import Habits

_SAMPLES_AT_ONCE = 16
_SAMPLING_SHARE = 0.75  # of the time of a check; in the rest the samples are read
_REPAIR_SHARE = 0.5  # the same of what is written anew
_STREAMS_PER_ANSWER = 2  # one that was given up runs on until its endpoint says something


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which models are asked; a check may take `check_seconds`.

    `can_be_left` and `says_why_it_ends` are as in `ChatStream`.
    """

    deadlines: Deadlines
    check_seconds: float
    answers: int
    retries: Retries = field(default_factory=Retries)
    says_why_it_ends: bool = True
    can_be_left: bool = False


class Callers:
    """What the models of one place share: its circuit breaker, and the threads that wait for it.

    Samples, repairs, opinions of claims and what helps (questions that stand alone, errands) have callers of their own:
    those that come too late must not keep the model from answering.
    """

    def __init__(self, terms: Terms, stack: ExitStack) -> None:
        self.terms = terms
        most = _STREAMS_PER_ANSWER * terms.answers
        self.answering = self._caller(stack, most=most)
        self.sampling_seconds = _SAMPLING_SHARE * terms.check_seconds
        samples = _STREAMS_PER_ANSWER * _SAMPLES_AT_ONCE
        self.sampling = self._caller(stack, most=samples, total_seconds=self.sampling_seconds)
        self.repair_seconds = _REPAIR_SHARE * terms.check_seconds
        self.repairing = self._caller(stack, most=most)
        self.judging = self._caller(stack, most=most, total_seconds=terms.check_seconds)
        self.helping = self._caller(stack, most=most)
        self.executor = ThreadPoolExecutor(_SAMPLES_AT_ONCE, thread_name_prefix="sample")
        stack.callback(partial(self.executor.shutdown, wait=False, cancel_futures=True))

    def interrupt(self) -> None:
        """Ends every wait."""
        for caller in (self.answering, self.sampling, self.repairing, self.judging, self.helping):
            caller.interrupt()

    def _caller(self, stack: ExitStack, *, most: int, total_seconds: float | None = None) -> ResilientCaller:
        deadlines, retries = self.terms.deadlines, self.terms.retries
        if total_seconds is not None:
            deadlines = replace(deadlines, total_seconds=min(total_seconds, deadlines.total_seconds))
        caller = ResilientCaller(deadlines=deadlines, breaker=CircuitBreaker(), retries=retries, max_streams=most)
        stack.callback(caller.close)
        return caller


class ModelStreams:
    """One model, asked through the callers of its place: `stream` for answers, `helping` for what helps with them."""

    def __init__(self, model: BaseChatModel, callers: Callers) -> None:
        self._model = model
        self._callers = callers
        self._habits = Habits()
        self._judge: LanguageJudge | None = None
        self.stream = self._stream(callers.answering)
        self.helping = self._stream(callers.helping)

    def sampler(self, told: Told) -> Sampler:
        """Other answers by it."""
        callers = self._callers
        stream, limit = self._stream(callers.sampling), callers.sampling_seconds
        return ChatSampler(stream, callers.executor, limit_seconds=limit, told=told)

    def repairer(self, told: Told) -> Repairer:
        """What it wrote wrongly, by it."""
        callers = self._callers
        return ModelRepairer(self._stream(callers.repairing), limit_seconds=callers.repair_seconds, told=told)

    def judge(self, name: str) -> LanguageJudge:
        """Whether claims are supported, by it; it goes by `name`."""
        self._judge = self._judge or ChatJudge(self._model, name, self._callers.judging)
        return self._judge

    def _stream(self, caller: ResilientCaller) -> ChatStream:
        terms = self._callers.terms
        return ChatStream(
            self._model,
            caller,
            says_why_it_ends=terms.says_why_it_ends,
            can_be_left=terms.can_be_left,
            habits=self._habits,
        )
