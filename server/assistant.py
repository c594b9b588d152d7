"""From a question to a checked answer or a person: retrieve, generate, verify each sentence, decide, store."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import structlog

from domain.answers import Answer, CheckedClaim, Claim, Outcome, Withheld, worst_support
from domain.documents import Passage, Policy, conversation_partition
from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Abstention, Piece, Task, Usage
from domain.ports import Generator, QuestionRewriter, Retriever, Samples, Verifier
from domain.reviews import Author, Message
from domain.stores import AnswerStore, ConversationStore
from monitoring.policy import Decision, Escalator, releases
from server.answering import (
    EXTRACTIVE,
    Ask,
    ClaimStream,
    Event,
    Finished,
    Released,
    Started,
    Telemetry,
    notice,
)
from server.second_opinion import Delivered
from server.stages import StageClock
from server.turns import Turn, Turns

_log = structlog.get_logger()


@dataclass(slots=True)
class _Draft:
    """An answer while it is being written: `text` is all of it, what stands before `released_to` was shown.

    `samples` are other answers by the same model, null where it has none to give.
    """

    ask: Ask
    task: Task
    clock: StageClock
    turn: Turn
    model: str
    samples: Samples | None
    answer_id: str = field(default_factory=lambda: uuid4().hex)
    text: str = ""
    released_to: int = 0
    released: list[CheckedClaim] = field(default_factory=list)
    withheld: list[CheckedClaim] = field(default_factory=list)
    abstained: bool = False
    notice: str | None = None
    usage: Usage | None = None

    def restart(self) -> None:
        """Drops what another model wrote, none of which was shown."""
        self.text, self.model, self.usage, self.samples = "", EXTRACTIVE, None, None

    def claims(self) -> list[CheckedClaim]:
        return [*self.released, *self.withheld]

    def say(self, name: str) -> None:
        """Sets the notice; the first one stands."""
        self.notice = self.notice or notice(name, self.ask.collection.language)

    def content(self) -> str:
        return "\n\n".join(part for part in (self.text[: self.released_to], self.notice) if part)

    def held_back(self) -> Withheld | None:
        if not self.withheld:
            return None
        start = self.withheld[0].claim.start
        moved = (
            CheckedClaim(Claim(c.claim.text, c.claim.start - start, c.claim.end - start), c.verdict)
            for c in self.withheld
        )
        return Withheld(self.text[start:], tuple(moved))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """Answers questions.

    `generator_for` gives a model's name and how it writes, for what the caller asked for; `extractive` stands in
    when that model is down. `samples_for` gives other answers by a model, null where it has none to give; what was
    delivered without them goes to `look_again`. `answer_threshold` is the risk from which an answer is flagged as a
    whole, null for never. `escalated` is told the id of each new escalation. What this machine computes is done in
    `turns`; nobody waits for a language model or for a client meanwhile.
    """

    conversations: ConversationStore
    answers: AnswerStore
    retriever: Retriever
    rewriter: QuestionRewriter
    generator_for: Callable[[str], tuple[str, Generator]]
    extractive: Generator
    samples_for: Callable[[str, Task], Samples | None]
    verifier: Verifier
    claim_stream: Callable[[], ClaimStream]
    escalator: Escalator
    answer_threshold: float | None
    telemetry: Telemetry
    escalated: Callable[[str], None]
    look_again: Callable[[Delivered], None]
    turns: Turns

    def answer(self, ask: Ask) -> Iterator[Event]:
        """Events in order: one `Started`, then text as it is checked, one `Finished`.

        The released texts, joined, are the stored content. Closing the iterator early stores what was released by
        then. Raises `NotFound` for an unknown model before anything is stored.
        """
        clock, turn = StageClock(self.telemetry), self.turns.ticket()
        model, generator = self.generator_for(ask.model)
        self._remember(ask)
        with clock.stage("rewrite"):
            query = self.rewriter.rewrite(ask.question, ask.history)
        with clock.after_waiting(turn), clock.stage("retrieve"):
            passages = self._retrieve(ask, query)
        task = Task(ask.question, query, passages, ask.history, ask.sampling, ask.instructions)
        draft = _Draft(ask, task, clock, turn, model, self.samples_for(model, task))
        yield Started(draft.answer_id, ask.conversation.id, model, passages)
        try:
            yield from self._write(draft, generator)
        except GeneratorExit:
            if draft.released_to:
                self._store(draft)
            raise
        answer, escalation_id = self._store(draft)
        yield Finished(answer, escalation_id, draft.usage)

    def _remember(self, ask: Ask) -> None:
        message = Message(uuid4().hex, Author.USER, ask.question, None, datetime.now(UTC))
        self.conversations.append(ask.conversation.id, message)

    def _retrieve(self, ask: Ask, query: str) -> tuple[Passage, ...]:
        partitions = [ask.collection.name, conversation_partition(ask.conversation.id)]
        return tuple(self.retriever.retrieve(query, collections=partitions, k=ask.k))

    def _write(self, draft: _Draft, generator: Generator) -> Iterator[Released]:
        """The text as it is released, and the notice where there is one. A model that fails is stood in for."""
        try:
            yield from self._gated(draft, generator)
        except (ModelUnavailable, ModelInterrupted) as error:
            _log.warning("language model failed", error=type(error).__name__, detail=str(error))
            if draft.claims():
                draft.say("interrupted")
            else:
                draft.restart()
                yield from self._gated(draft, self.extractive)
                draft.say("model_down")
        if draft.notice:
            yield Released("\n\n" + draft.notice if draft.released_to else draft.notice, None)

    def _gated(self, draft: _Draft, generator: Generator) -> Iterator[Released]:
        stream = self.claim_stream()
        with closing(generator.generate(draft.task)) as generated:  # type: ignore[type-var]
            turn = draft.turn if draft.model == EXTRACTIVE else nullcontext
            for item in draft.clock.iterate("generate", generated, turn):
                match item:
                    case Piece(text):
                        draft.text += text
                        yield from self._check(draft, stream.feed(text))
                    case Abstention(text):
                        draft.text, draft.released_to, draft.abstained = text, len(text), True
                        yield Released(text, None)
                    case Usage():
                        draft.usage = item
        yield from self._check(draft, stream.flush())
        if not draft.abstained and not draft.claims():
            raise ModelUnavailable(f"The model {draft.model} wrote nothing.")

    def _check(self, draft: _Draft, claims: Sequence[Claim]) -> Iterator[Released]:
        if not claims:
            return
        samples = _samples_to_wait_for(draft)
        turn = draft.turn if samples is None else nullcontext
        with draft.clock.after_waiting(turn), draft.clock.stage("verify"):
            verdicts = self.verifier.verify(
                claims,
                [passage.text for passage in draft.task.passages],
                question=draft.task.query,
                samples=samples,
                threshold=draft.ask.collection.threshold,
            )
        for claim, verdict in zip(claims, verdicts, strict=True):
            checked = CheckedClaim(claim, verdict)
            if draft.withheld or not releases(draft.ask.policy, verdict):
                draft.withheld.append(checked)
                draft.say("withheld")
                continue
            text = draft.text[draft.released_to : claim.end]
            draft.released.append(checked)
            draft.released_to = claim.end
            yield Released(text, checked)

    def _store(self, draft: _Draft) -> tuple[Answer, str | None]:
        now = datetime.now(UTC)
        risk = self.verifier.overall(draft.claims())
        decision = self._decide(draft, risk, now)
        answer = _sealed(draft, decision.outcome, risk, now)
        escalation_id = self.answers.save(answer, decision.escalation)
        self._measure(draft, answer)
        if escalation_id is not None:
            self.escalated(escalation_id)
        if draft.samples is not None and draft.ask.policy is not Policy.HOLD:
            self.look_again(Delivered(answer, draft.ask.collection.threshold, draft.samples))
        return answer, escalation_id

    def _measure(self, draft: _Draft, answer: Answer) -> None:
        self.telemetry.answered(
            answer.outcome, draft.claims(), risk=answer.risk, collection=answer.collection, model=answer.model
        )
        if draft.usage is not None:
            usage = draft.usage
            self.telemetry.tokens_used(
                draft.model, prompt_tokens=usage.prompt_tokens, completion_tokens=usage.completion_tokens
            )

    def _decide(self, draft: _Draft, risk: float | None, now: datetime) -> Decision:
        if draft.abstained:
            return Decision(Outcome.ABSTAINED, None)
        claims, limit = draft.claims(), self.answer_threshold
        return self.escalator.decide(draft.ask.policy, claims, risk=risk, limit=limit, now=now)


def _samples_to_wait_for(draft: _Draft) -> Samples | None:
    """Only what could still be shown, and only under `hold`, is worth waiting for."""
    return draft.samples if draft.ask.policy is Policy.HOLD and not draft.withheld else None


def _sealed(draft: _Draft, outcome: Outcome, risk: float | None, now: datetime) -> Answer:
    ask, claims = draft.ask, draft.claims()
    return Answer(
        id=draft.answer_id,
        conversation_id=ask.conversation.id,
        question=ask.question,
        query=draft.task.query,
        collection=ask.collection.name,
        model=draft.model,
        policy=ask.policy,
        content=draft.content(),
        notice=draft.notice,
        claims=tuple(draft.released),
        passages=draft.task.passages,
        outcome=outcome,
        support=worst_support(claims),
        risk=risk,
        withheld=draft.held_back(),
        timings_ms=draft.clock.close(),
        created_at=now,
    )
