"""A share of the conversations goes to a candidate, and back to the default once it is surely worse."""

import hashlib
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from domain.answers import Answer
from domain.canaries import Arm, ArmCounts, Canary, CanaryStore, Worse
from domain.errors import CandorError
from server.usecases.answering import Ask
from server.usecases.model_desk import DEFAULT

_log = structlog.get_logger()
_STEPS = 2**32


class Trying(Protocol):
    """Who says which model is tried, and hears what became of it."""

    def model_for(self, ask: Ask) -> str:
        """What is to answer: what was asked for, or a candidate in the default's place."""

    def kept(self, ask: Ask, answer: Answer) -> None:
        """Tells that an answer was stored."""


class NoCanary:
    """Nothing is tried."""

    def model_for(self, ask: Ask) -> str:
        """What was asked for."""
        return ask.model

    def kept(self, _ask: Ask, _answer: Answer) -> None:
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
    """How it stands."""

    canary: Canary
    share: float
    counts: Mapping[Arm, ArmCounts]


class CanaryRun:
    """`default` names the model that answers by default, `serves` says whether a model can answer now.

    `worse` compares the candidate with the baseline by an interval that holds however often one looks.
    """

    def __init__(
        self,
        plan: CanaryPlan,
        store: CanaryStore,
        *,
        default: Callable[[], str],
        serves: Callable[[str], bool],
        worse: Callable[[ArmCounts, ArmCounts], Worse | None],
    ) -> None:
        self._plan, self._store = plan, store
        self._default, self._serves, self._worse = default, serves, worse
        self._lock = threading.Lock()
        self._canary = store.begin(plan.candidate)

    def model_for(self, ask: Ask) -> str:
        """The candidate for its share of the conversations, as long as it has not turned out to be worse."""
        chosen = self._arm(ask) is Arm.CANDIDATE and self._serves(self._plan.candidate)
        return self._plan.candidate if chosen else ask.model

    def kept(self, ask: Ask, answer: Answer) -> None:
        """Counts an answer that claims something, if the model of its arm wrote it.

        A count that fails is logged: the answer is stored already.
        """
        arm = self._arm(ask)
        claims = answer.claims or (answer.withheld and answer.withheld.claims)
        if arm is None or not claims:
            return
        if answer.model == (self._plan.candidate if arm is Arm.CANDIDATE else self._default()):
            try:
                self._store.count(self._canary.id, answer.id, arm)
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
            return CanaryState(self._canary, self._plan.share, counts)

    def restart(self) -> CanaryState:
        """Gives the candidate its share again, and counts from nothing."""
        with self._lock:
            self._canary = self._store.restart(self._plan.candidate)
            _log.info("candidate tried anew", candidate=self._plan.candidate)
            return CanaryState(self._canary, self._plan.share, self._store.counts(self._canary.id))

    def _arm(self, ask: Ask) -> Arm | None:
        """Null for what is no part of it: another model was asked for, another collection, or it has ended."""
        within = not self._plan.collections or ask.collection.name in self._plan.collections
        if ask.model != DEFAULT or not within or self._canary.returned_at is not None:
            return None
        return Arm.CANDIDATE if self._draw(ask.conversation.id) < self._plan.share else Arm.BASELINE

    def _draw(self, conversation_id: str) -> float:
        """In [0, 1), the same for all of a conversation, and another one for another canary."""
        digest = hashlib.sha256(f"{self._canary.id}/{conversation_id}".encode()).digest()
        return int.from_bytes(digest[:4]) / _STEPS
