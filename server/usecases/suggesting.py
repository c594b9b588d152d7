"""Finds questions that a document answers: each is asked as anybody would ask it, and kept if the answer is right."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol
from uuid import uuid4

import structlog

from domain.answers import Answer, CheckedClaim, Evidence, Outcome, Reason, Support
from domain.audits import Draw
from domain.conversations import Conversation, Message
from domain.documents import CONVERSATION_PREFIX, Chunk, Collection
from domain.errors import ModelUnavailable, Overloaded
from domain.generation import Sampling
from domain.reviews import NewEscalation
from domain.stores import CollectionStore, ConversationStore
from domain.suggestions import Proposed, SuggestionStore, Unasked
from server.usecases.answering import EXTRACTIVE, Ask, Event, Finished, NewConversation
from server.usecases.assistant import Assistant
from server.usecases.auditing import NO_AUDITS
from server.usecases.clock import utc_now
from server.usecases.reading import where
from server.usecases.recalling import recall_nothing
from server.usecases.stages import unmeasured
from server.usecases.tracing import trace_nothing

_MOST_CHUNKS = 400
_MOST_TRIED = 12
_MOSTLY = 0.5
_LOOK_AGAIN_SECONDS = 0.25
_TRY_AGAIN_SECONDS = 30.0
_STOP_SECONDS = 5.0
_log = structlog.get_logger()


class _Nowhere:
    """In place of conversations, answers and metrics: nothing is kept, counted or told."""

    def create(self, *, title: str, collection: str, owner: str | None, metadata: Mapping[str, str]) -> Conversation:
        return Conversation(uuid4().hex, title, collection, owner, metadata, utc_now(), utc_now())

    def rename(self, conversation_id: str, title: str) -> None:
        """The conversation is only borrowed."""

    def append(self, conversation_id: str, message: Message) -> None:
        """Nobody said it."""

    def save(self, answer: Answer, escalation: NewEscalation | None, draw: Draw | None = None) -> None:  # noqa: ARG002 - nobody is asked
        return None

    def stage_took(self, name: str, seconds: float) -> None:
        """Nobody waited."""

    def answered(
        self,
        outcome: Outcome,
        claims: Sequence[CheckedClaim],
        *,
        risk: float | None,
        reason: Reason | None,
        collection: str,
        model: str,
    ) -> None:
        """Nobody asked."""

    def abstention_contested(self, model: str, *, quoted: bool) -> None:
        """No model wrote."""

    def tokens_used(self, model: str, *, prompt_tokens: int, completion_tokens: int) -> None:
        """The same."""

    def citations_mended(self, change: str, count: int) -> None:
        """The same."""


def rehearsal(assistant: Assistant) -> Assistant:
    """One that answers likewise by quoting, and leaves nothing behind: no conversation, figure or call for a person."""
    nowhere = _Nowhere()
    return replace(
        assistant,
        conversations=nowhere,
        answers=nowhere,
        telemetry=nowhere,
        generator_for=lambda _: (EXTRACTIVE, assistant.extractive),
        samples_for=lambda _, __: None,
        audits=NO_AUDITS,
        recall=recall_nothing,
        trace=trace_nothing,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggesting:
    """Makes the questions of a version, `most` at most.

    `propose` makes them from its chunks, the most promising first; `answer` is a rehearsal's, over `passages`.
    """

    suggestions: SuggestionStore
    collections: CollectionStore
    conversations: ConversationStore
    propose: Callable[[Sequence[Chunk]], Sequence[Proposed]]
    answer: Callable[[Ask], Iterator[Event]]
    passages: int
    most: int

    def make(self, unasked: Unasked, *, may_go_on: Callable[[], bool]) -> None:
        """`may_go_on` is asked before each question; where it is false nothing is kept.

        Raises what answering raises, and `NotFound` for what is gone.
        """
        collection, conversation = self._place(unasked.collection)
        found: list[str] = []
        chunks = self.suggestions.chunks(unasked.document_id, limit=_MOST_CHUNKS)
        for one in islice(self.propose(chunks), _MOST_TRIED):
            if len(found) == self.most:
                break
            if not may_go_on():
                return
            answer = self._answer(one.question, collection, conversation)
            if answer is not None and answers_from(answer, unasked.document_id, one):
                found.append(one.question)
        self.suggestions.keep(unasked, found)
        _log.debug("questions made", document=unasked.document_id, kept=len(found))

    def _place(self, partition: str) -> tuple[Collection, Conversation | NewConversation]:
        """Where its questions are asked."""
        if not partition.startswith(CONVERSATION_PREFIX):
            return self.collections.get(partition), NewConversation("", None, {})
        conversation = self.conversations.get(partition.removeprefix(CONVERSATION_PREFIX))
        return self.collections.get(conversation.collection), conversation

    def _answer(
        self, question: str, collection: Collection, conversation: Conversation | NewConversation
    ) -> Answer | None:
        ask = Ask(
            question=question,
            collection=collection,
            conversation=conversation,
            new_title=None,
            history=(),
            instructions="",
            policy=collection.policy,
            model=EXTRACTIVE,
            k=self.passages,
            sampling=Sampling(),
        )
        with unmeasured():
            return next((event.answer for event in self.answer(ask) if isinstance(event, Finished)), None)


def answers_from(answer: Answer, document_id: str, proposed: Proposed) -> bool:
    """Whether it is one to stand behind, and each of its sentences rests on what the question was made from."""
    if answer.outcome is not Outcome.ANSWERED or answer.support is not Support.SUPPORTED:
        return False
    if answer.reason is not None or answer.notice is not None:
        return False
    rests_on = [claim.verdict.evidence for claim in answer.claims]
    return all(any(_is_of(answer, one, document_id, proposed) for one in evidence) for evidence in rests_on)


def _is_of(answer: Answer, evidence: Evidence, document_id: str, proposed: Proposed) -> bool:
    stored = answer.passages[evidence.passage].stored
    start, end = stored.chunk.start + evidence.start, stored.chunk.start + evidence.end
    shared = min(end, proposed.end) - max(start, proposed.start)
    shorter = min(end - start, proposed.end - proposed.start)
    return stored.document_id == document_id and shared > 0 and shared >= _MOSTLY * shorter


class Make(Protocol):
    """See `Suggesting.make`."""

    def __call__(self, unasked: Unasked, *, may_go_on: Callable[[], bool]) -> None: ...


class Suggester:
    """A thread that makes the questions of documents, the newest first, while nobody else needs the machine.

    Documents from before, or before the rules were changed, get theirs as well. `is_busy` says whether somebody does.
    """

    def __init__(self, suggestions: SuggestionStore, make: Make, *, is_busy: Callable[[], bool]) -> None:
        self._suggestions, self._make, self._is_busy = suggestions, make, is_busy
        self._stop, self._news = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="candor-suggestions", daemon=True)

    def start(self) -> None:
        """Begins, or goes on where an earlier server stopped."""
        self._thread.start()

    def wake(self) -> None:
        """Says that a document may have become ready."""
        self._news.set()

    def stop(self) -> None:
        """After the question at hand."""
        self._stop.set()
        self._news.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_STOP_SECONDS)

    def _work(self) -> None:
        while not self._stop.is_set():
            self._news.clear()
            try:
                self._make_all()
            except Exception as error:  # noqa: BLE001 - the thread's boundary: questions are made later
                _log.warning("making questions was put off", error=where(error))
                self._news.set()
                self._stop.wait(_TRY_AGAIN_SECONDS)
            self._news.wait()

    def _make_all(self) -> None:
        while self._may_go_on() and (unasked := self._suggestions.unasked()) is not None:
            try:
                self._make(unasked, may_go_on=self._may_go_on)
            except (ModelUnavailable, Overloaded):
                raise
            except Exception as error:  # noqa: BLE001 - one document's fault must not keep the others from theirs
                _log.warning("making questions failed", document=unasked.document_id, error=where(error))
                self._suggestions.keep(unasked, [])

    def _may_go_on(self) -> bool:
        while not self._stop.is_set() and self._is_busy():
            self._stop.wait(_LOOK_AGAIN_SECONDS)
        return not self._stop.is_set()
