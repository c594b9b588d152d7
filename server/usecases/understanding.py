"""From what somebody says to a question that stands alone, and the passages for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Protocol, TypeAlias

from domain.generation import AskedPart, Readings, Task
from domain.ports import QuestionRewriter, Retriever, Speller
from domain.tasks import TaskKind
from monitoring.verdict.judging import Case
from server.usecases.answer_turns import Turn
from server.usecases.answering import Ask
from server.usecases.choosing import Searched, chosen, in_turn
from server.usecases.computing import Computed, Declined
from server.usecases.grounding import on_its_grounds
from server.usecases.recalling import Recalled
from server.usecases.stages import StageClock
from server.usecases.stepping import taken
from text.small_talk import without_talk
from text.two_steps import steps_of
from text.wording import as_question

Several: TypeAlias = Callable[[str], Sequence[Readings]]
"""What each of the questions may mean that a message asks, in order, standing alone; none where it asks one."""


class Understands(Protocol):
    """Finds what an answer, or what else is wanted, is written from."""

    def of(self, ask: Ask, clock: StageClock, turn: Turn) -> Searched:
        """With the query by which it is told from others."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """Completes a question where it leans on the conversation, mends its spelling, and looks for its passages.

    Several questions at once are looked for one by one.
    """

    rewriter: QuestionRewriter
    speller: Speller
    retriever: Retriever
    several: Several

    def of(self, ask: Ask, clock: StageClock, turn: Turn) -> Searched:
        """A language model may write meanwhile; the search is done in turn."""
        with clock.stage("rewrite"):
            readings = self.rewriter.readings(without_talk(ask.question), ask.history)
        with clock.after_waiting(turn), clock.stage("retrieve"):
            return self._found(ask, readings)

    def _found(self, ask: Ask, readings: Readings) -> Searched:
        """With where the answer before was found, if it goes on from that."""
        meant = self._meant(ask, readings)
        if readings.goes_on_from is None:
            return meant
        before = self._search(ask, readings.goes_on_from.question).passages
        return on_its_grounds(meant, readings.goes_on_from.reply, before)

    def _meant(self, ask: Ask, readings: Readings) -> Searched:
        """What stands alone needs no search as a whole where it is several questions."""
        if readings.completed:
            meant = chosen(readings, partial(self._search, ask))
            return self._of_each(ask, meant, self.several(meant.query))
        if parts := self.several(readings.as_it_stands):
            return self._of_each(ask, Searched(self._spelled(ask, readings.as_it_stands), ()), parts)
        meant = chosen(readings, partial(self._search, ask))
        steps = steps_of(meant.query)
        return meant if steps is None else taken(steps, meant, partial(self._search, ask), k=ask.k)

    def _of_each(self, ask: Ask, meant: Searched, parts: Sequence[Readings]) -> Searched:
        """`meant` with the passages of its parts, where it has some."""
        if not parts:
            return meant
        found = [chosen(part, partial(self._search, ask)) for part in parts]
        passages = islice(in_turn([one.passages for one in found]), ask.k)
        pairs = zip(found, parts, strict=True)
        asked = tuple(AskedPart(one.query, one.stressed, part.is_joint) for one, part in pairs)
        return replace(meant, passages=tuple(passages), stressed="", parts=asked)

    def _search(self, ask: Ask, query: str) -> Searched:
        spelled = self._spelled(ask, query)
        return Searched(spelled, tuple(self.retriever.retrieve(spelled, collections=ask.partitions, k=ask.k)))

    def _spelled(self, ask: Ask, query: str) -> str:
        return self.speller.respelled(query, collections=ask.partitions)


def task_of(ask: Ask, meant: Searched, told: Computed | Declined | Recalled | None) -> Task:
    """What is written from: what was found, or what a figure was computed over, or a person's answer rests on."""
    passages = told.passages if isinstance(told, Computed | Recalled) else meant.passages
    return Task(
        ask.question,
        meant.query,
        passages,
        ask.history,
        ask.sampling,
        ask.instructions,
        stressed=meant.stressed,
        parts=meant.parts,
        grounds=meant.grounds,
        prompt=ask.collection.prompt,
        presence=ask.presence,
    )


def case_of(ask: Ask, task: Task, model: str) -> Case:
    """Of an answer by this model; what else is wanted answers no question.

    Key words alone are no question that a judge could tell an answer to.
    """
    threshold = ask.collection.threshold
    question = as_question(task.query) if ask.task is TaskKind.QA else ""
    return Case.of(task.passages, ask.policy, question=question, threshold=threshold, written_by=model)
