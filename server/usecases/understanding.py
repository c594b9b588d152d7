"""From what somebody says to a question that stands alone, and the passages for it."""

from dataclasses import dataclass
from functools import partial

from domain.generation import Task
from domain.ports import QuestionRewriter, Retriever, Speller
from monitoring.verdict.judging import Case
from server.usecases.answer_turns import Turn
from server.usecases.answering import Ask
from server.usecases.choosing import Searched, chosen
from server.usecases.computing import Computed, Declined
from server.usecases.stages import StageClock
from text.small_talk import without_talk
from text.wording import as_question


@dataclass(frozen=True, slots=True)
class Understanding:
    """Completes a question where it leans on the conversation, mends its spelling, and looks for its passages."""

    rewriter: QuestionRewriter
    speller: Speller
    retriever: Retriever

    def of(self, ask: Ask, clock: StageClock, turn: Turn) -> Searched:
        """A language model may write meanwhile; the search is done in turn."""
        with clock.stage("rewrite"):
            readings = self.rewriter.readings(without_talk(ask.question), ask.history)
        with clock.after_waiting(turn), clock.stage("retrieve"):
            return chosen(readings, partial(self._search, ask))

    def _search(self, ask: Ask, query: str) -> Searched:
        partitions = ask.partitions
        spelled = self.speller.respelled(query, collections=partitions)
        return Searched(spelled, tuple(self.retriever.retrieve(spelled, collections=partitions, k=ask.k)))


def task_of(ask: Ask, meant: Searched, computed: Computed | Declined | None) -> Task:
    """What is written from: what was found, or the passages that a figure was computed over."""
    passages = computed.passages if isinstance(computed, Computed) else meant.passages
    return Task(
        ask.question, meant.query, passages, ask.history, ask.sampling, ask.instructions, stressed=meant.stressed
    )


def case_of(ask: Ask, task: Task) -> Case:
    """Key words alone are no question that a judge could tell an answer to."""
    question = as_question(task.query)
    return Case.of(task.passages, ask.policy, question=question, threshold=ask.collection.threshold)
