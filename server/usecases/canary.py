"""A share of the conversations goes to a candidate, and back to the default once it is surely worse."""

import hashlib
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from domain.answers import Answer, Reason
from domain.canaries import Arm, ArmCounts, Canary, CanaryStore, Part, Worse
from domain.errors import CandorError
from server.usecases.answering import Ask
from server.usecases.model_desk import DEFAULT

_log = structlog.get_logger()
_STEPS = 2**32
_NOT_OF_A_MODEL = (Reason.NO_QUESTION, Reason.NOT_COMPUTABLE)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model that is to answer; `part` is null where its answer is part of no canary."""

    model: str
    part: Part | None = None


class Trying(Protocol):
    """Who says which model is tried, and hears what became of it."""

    def model_for(self, ask: Ask) -> Chosen:
        """What is to answer: what was asked for, or a candidate in the default's place."""

    def kept(self, part: Part, answer: Answer, *, stood_in: bool) -> None:
        """Tells that an answer was stored that is part of a canary; `stood_in`: not as the model wrote it."""


class NoCanary:
    """Nothing is tried."""

    def model_for(self, ask: Ask) -> Chosen:
        """What was asked for."""
        return Chosen(ask.model)

    def kept(self, _part: Part, _answer: Answer, *, stood_in: bool) -> None:
        """Nobody is told."""


NO_CANARY = NoCanary()


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryPlan:
    """`share` of the conversations in [0, 1]; `collections` are those in which one is tried, all where empty."""

    candidate: str
    share: float
    collections: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class CanaryState:
    """How it stands; `untried` are collections that would be part of it but for a model of their own."""

    canary: Canary
    share: float
    counts: Mapping[Arm, ArmCounts]
    untried: tuple[str, ...]


class CanaryRun:
    """`serves` says whether a model can answer now, `own_models` names the collections that have a model of their own.

    `worse` compares the candidate with the baseline by an interval that holds however often one looks.
    """

    def __init__(
        self,
        plan: CanaryPlan,
        store: CanaryStore,
        *,
        serves: Callable[[str], bool],
        own_models: Callable[[], Collection[str]],
        worse: Callable[[ArmCounts, ArmCounts], Worse | None],
    ) -> None:
        self._plan, self._store, self._worse = plan, store, worse
        self._serves, self._own_models = serves, own_models
        self._lock = threading.Lock()
        self._canary = store.begin(plan.candidate)
        if untried := self._untried():
            _log.warning("collections with a model of their own try no candidate", collections=untried)

    def model_for(self, ask: Ask) -> Chosen:
        """The candidate for its share of the conversations, as long as it has not turned out to be worse."""
        part = self._part(ask)
        if part is None or part.arm is Arm.BASELINE:
            return Chosen(ask.model, part)
        candidate = self._plan.candidate
        return Chosen(candidate, part) if self._serves(candidate) else Chosen(ask.model)

    def kept(self, part: Part, answer: Answer, *, stood_in: bool) -> None:
        """Counts what a model was asked for, with whether it claimed something itself; not what needed none.

        A count that fails is logged: the answer is stored already.
        """
        if answer.reason in _NOT_OF_A_MODEL or answer.computation is not None or answer.by_person is not None:
            return
        claims = answer.claims or (answer.withheld and answer.withheld.claims)
        try:
            self._store.count(part, answer.id, answered=bool(claims) and not stood_in)
        except CandorError as error:
            _log.warning("answer not counted in the canary", error=type(error).__name__, detail=str(error))

    def look(self) -> CanaryState:
        """How it stands; where the candidate is surely worse, the default answers alone from here on."""
        with self._lock:
            counts = self._store.counts(self._canary.id)
            worse = self._worse(counts[Arm.CANDIDATE], counts[Arm.BASELINE])
            if worse is not None and self._canary.returned_at is None:
                self._store.end(self._canary.id, worse)
                self._canary = self._store.begin(self._plan.candidate)
                _log.warning("candidate returned", candidate=self._plan.candidate, worse=worse.value)
            return self._state(counts)

    def restart(self) -> CanaryState:
        """Gives the candidate its share again, and counts from nothing."""
        with self._lock:
            self._canary = self._store.restart(self._plan.candidate)
            _log.info("candidate tried anew", candidate=self._plan.candidate)
            return self._state(self._store.counts(self._canary.id))

    def _state(self, counts: Mapping[Arm, ArmCounts]) -> CanaryState:
        return CanaryState(self._canary, self._plan.share, counts, self._untried())

    def _untried(self) -> tuple[str, ...]:
        return tuple(filter(self._is_within, self._own_models()))

    def _is_within(self, collection: str) -> bool:
        return not self._plan.collections or collection in self._plan.collections

    def _part(self, ask: Ask) -> Part | None:
        """Null for what is no part of it: another model was asked for, another collection, or it has ended."""
        canary = self._canary
        within = self._is_within(ask.collection.name)
        if ask.model != DEFAULT or not within or canary.returned_at is not None:
            return None
        drawn = _draw(canary.id, ask.conversation.id) < self._plan.share
        return Part(canary.id, Arm.CANDIDATE if drawn else Arm.BASELINE)


def _draw(canary_id: str, conversation_id: str) -> float:
    """In [0, 1), the same for all of a conversation, and another one for another canary."""
    digest = hashlib.sha256(f"{canary_id}/{conversation_id}".encode()).digest()
    return int.from_bytes(digest[:4]) / _STEPS
