"""From what somebody says to a question that stands alone, and the passages for it."""

from dataclasses import dataclass
from functools import partial

from domain.ports import QuestionRewriter, Retriever, Speller
from server.usecases.answer_turns import Turn
from server.usecases.answering import Ask
from server.usecases.choosing import Searched, chosen
from server.usecases.manners import partitions_of
from server.usecases.stages import StageClock
from text.small_talk import without_talk


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
        partitions = partitions_of(ask)
        spelled = self.speller.respelled(query, collections=partitions)
        return Searched(spelled, tuple(self.retriever.retrieve(spelled, collections=partitions, k=ask.k)))
