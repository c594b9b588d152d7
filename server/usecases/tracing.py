"""What became of one question, stage by stage, for whoever keeps traces."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from domain.answers import Answer
from domain.generation import Usage
from server.usecases.drafting import Draft
from server.usecases.stages import StageSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A stored answer and the stages that led to it, the whole of it first. `k` is how many passages were asked for."""

    answer: Answer
    stages: tuple[StageSpan, ...]
    usage: Usage | None
    k: int
    escalation_id: str | None


Trace: TypeAlias = Callable[[Traced], None]
"""Is told each answer once it is stored; must neither wait nor raise."""


def trace_nothing(_traced: Traced) -> None:
    """Nobody keeps traces."""


def traced(draft: Draft, answer: Answer, escalation_id: str | None) -> Traced:
    """Of what was just stored."""
    return Traced(
        answer=answer, stages=draft.clock.spans(), usage=draft.usage, k=draft.ask.k, escalation_id=escalation_id
    )
