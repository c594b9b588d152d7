"""What a language model is shown beside the question: what people answered to others like it, and of the passages what
bears on it.
"""

from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from domain.errors import ModelUnavailable
from domain.generation import Excerpt, Task
from domain.language_models import Handled
from domain.verified import VERIFIED
from server.usecases.answer_turns import Turn
from server.usecases.answering import EXTRACTIVE, Ask
from server.usecases.precedents import Precedents, no_precedents
from server.usecases.stages import StageClock

_log = structlog.get_logger()


class Excerpting(Protocol):
    """Chooses the sentences of passages that bear on a question."""

    def of(self, task: Task, *, most: int) -> tuple[Excerpt, ...]:
        """Of `most` sentences; none where there are none to choose from. Raises `ModelUnavailable`."""


@dataclass(frozen=True, slots=True)
class Excerpts:
    """`handling` tells how a model is treated."""

    choosing: Excerpting
    handling: Handled

    def shown(self, task: Task, model: str) -> Task:
        """The same task, with excerpts where the model wants them and they can be chosen now."""
        most = self.handling(model, task).most_sentences
        if most is None:
            return task
        try:
            return replace(task, excerpts=self.choosing.of(task, most=most))
        except ModelUnavailable as error:
            _log.warning("whole passages shown", detail=str(error))
            return task


@dataclass(frozen=True, slots=True)
class Showing:
    """Completes a task for the language model that is to do it. `excerpts`: null where passages are shown whole."""

    precedents: Precedents = no_precedents
    excerpts: Excerpts | None = None

    def of(self, task: Task, ask: Ask, model: str, clock: StageClock, turn: Turn) -> Task:
        """As it is where no language model writes from passages."""
        if model in {EXTRACTIVE, VERIFIED} or not task.passages:
            return task
        if self.precedents is not no_precedents:
            with clock.after_waiting(turn), clock.stage("recall"):
                task = self.precedents(task, collection=ask.collection.name, model=model)
        if self.excerpts is not None:
            with clock.after_waiting(turn), clock.stage("excerpt"):
                task = self.excerpts.shown(task, model)
        return task


NOTHING_BUT_PASSAGES = Showing()
