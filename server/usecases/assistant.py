"""From a question to a checked answer or a person: retrieve, generate, verify each sentence, decide, store."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import datetime

import structlog

from domain.answers import Answer, CheckedClaim, Claim, Provenance
from domain.documents import Policy
from domain.errors import ModelInterrupted, ModelUnavailable, Overloaded
from domain.generation import Abstention, CutShort, Piece, Shortened, Task, Usage
from domain.language_models import Handled, as_any
from domain.ports import Generator, Samples
from monitoring.verdict.escalating import Escalator
from monitoring.verdict.judging import Judge
from monitoring.verdict.policy import releases
from server.usecases.abstaining import AbstentionCheck
from server.usecases.answer_turns import Tickets, Turn
from server.usecases.answering import (
    EXTRACTIVE,
    Ask,
    ClaimStream,
    Event,
    Finished,
    Keeping,
    Left,
    Released,
    Remembering,
    Started,
    Telemetry,
)
from server.usecases.auditing import NO_AUDITS, Audits
from server.usecases.canary import NO_CANARY, Trying
from server.usecases.choosing import Searched
from server.usecases.clock import utc_now
from server.usecases.computing import Compute, Computed, Questions
from server.usecases.counting import count_answer, count_tokens
from server.usecases.dating import which_is_newer
from server.usecases.drafting import Draft, Told, author_of
from server.usecases.explaining import Explaining
from server.usecases.manners import Mannered
from server.usecases.manuscript import Manuscript
from server.usecases.model_desk import DEFAULT
from server.usecases.quotes_first import Heard, hear_strictly, heard, may_answer, quotes_first
from server.usecases.recalling import Recall, Recalled, recall_nothing
from server.usecases.remembering import remembered
from server.usecases.repairing import Repairing
from server.usecases.second_opinion import Delivered
from server.usecases.showing import NOTHING_BUT_PASSAGES, Showing
from server.usecases.stages import StageClock
from server.usecases.standing_in import OF_THE_MODEL, NothingClaimed, why
from server.usecases.tracing import Trace, trace_nothing, traced
from server.usecases.understanding import Understands, case_of, task_of
from text.notices import Saying
from text.wording import not_in_documents

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """Answers questions. `recall` gives what a person said before to the same one, `showing` what a language model is
    shown beside it; `handling` tells how one is treated, `trace` is told what was stored.

    `generator_for` gives a model's name and how it writes, for what was asked for; `extractive` stands in when that
    model is down, `abstentions` knows where it overlooked an answer, `repairing` mends what it wrote wrongly.
    `samples_for` gives other answers by a model, null where it has none; what was delivered without them goes to
    `look_again`. `made_by` says what makes an answer of a model, by a collection's threshold, to a task. `escalated` is
    told each new escalation's id, `audits` draws by chance, `canary` tries a candidate. `interrupted`: the server ends.
    `pointed_out` is said behind the answer.
    """

    conversations: Remembering
    answers: Keeping
    understanding: Understands
    manners: Mannered
    compute: Compute
    generator_for: Callable[[str], tuple[str, Generator]]
    extractive: Generator
    abstentions: AbstentionCheck
    repairing: Repairing
    explaining: Explaining
    samples_for: Callable[[str, Task], Samples | None]
    judge: Judge
    made_by: Callable[[str, float | None, Task], Provenance]
    claim_stream: Callable[[], ClaimStream]
    escalator: Escalator
    telemetry: Telemetry
    escalated: Callable[[str], None]
    look_again: Callable[[Delivered], None]
    interrupted: Callable[[], bool]
    turns: Tickets
    audits: Audits = NO_AUDITS
    canary: Trying = NO_CANARY
    now: Callable[[], datetime] = utc_now
    recall: Recall = recall_nothing
    handling: Handled = as_any
    showing: Showing = NOTHING_BUT_PASSAGES
    trace: Trace = trace_nothing
    pointed_out: Callable[[Draft], str | None] = which_is_newer

    def answer(self, ask: Ask) -> Iterator[Event]:
        """Events in order: one `Started`, then text as it is checked, one `Finished` unless the asker leaves.

        The released texts, joined, are stored, also where the iterator is closed early. Raises `NotFound` for an
        unknown model and what retrieval raises, before anything is stored, and `Overloaded` where the server ends.
        """
        clock, turn = StageClock(self.telemetry), self.turns.ticket()
        chosen = self.canary.model_for(ask)
        model, generator = self.generator_for(chosen.model)
        reply = self.manners.reply(ask)
        meant = self.understanding.of(ask, clock, turn) if reply is None else Searched(ask.question, ())
        computed = self._known(ask, meant, clock, turn) if reply is None else None
        model = author_of(computed) or model
        self._require_time()
        task = self.showing.of(task_of(ask, meant, computed), ask, model, clock, turn)
        conversation = remembered(ask, self.conversations, now=self.now)
        hearing = self.judge.hearing(case_of(ask, task, model))
        samples = None if computed is not None else self.samples_for(model, task)
        mended = self.telemetry.citations_mended
        manuscript = Manuscript(passages=len(task.passages), changed=mended, cites=model != EXTRACTIVE)
        draft = Draft(ask, conversation, task, clock, turn, model, samples, hearing, manuscript, computed, chosen.part)
        draft.threshold = ask.collection.threshold
        yield Started(draft.answer_id, conversation.id, model, task.passages)
        try:
            yield from self._write(draft, generator) if reply is None else self._chat(draft, reply)
        except (GeneratorExit, Left) as gone:
            if draft.released_to:
                self._store(draft, whole=False)
            if isinstance(gone, GeneratorExit):
                raise
            return
        explanation = self.explaining.of(draft)
        answer, escalation_id = self._store(draft)
        yield Finished(answer, escalation_id, draft.usage, draft.cut_short, explanation)

    def _require_time(self) -> None:
        if self.interrupted():
            raise Overloaded("The server is being stopped. Ask again in a moment.")

    def _known(self, ask: Ask, meant: Searched, clock: StageClock, turn: Turn) -> Told | None:
        """What need not be written: a person said it, or it is computed."""
        with clock.after_waiting(turn):
            with clock.stage("recall"):
                said = self.recall(ask, meant.query)
            with clock.stage("compute"):
                asked = Questions(ask.question, meant.query, ask.asked_before)
                return said or self.compute(asked, ask.partitions, meant.passages)

    def _chat(self, draft: Draft, reply: str) -> Iterator[Released]:
        """Small talk is answered by rule, whatever model was asked for."""
        draft.restart()
        draft.is_talk = draft.abstained = True
        draft.manuscript.write(reply)
        yield Released(draft.release(len(draft.manuscript.close())), None)

    def _write(self, draft: Draft, generator: Generator) -> Iterator[Released]:
        """The text as it is released, and the notice where there is one. A model that fails is stood in for."""
        try:
            yield from self._gated(draft, generator) if draft.computed is None else self._told(draft, draft.computed)
        except (ModelUnavailable, ModelInterrupted) as error:
            if draft.ask.presence.left:
                raise Left from error
            _log.warning("language model failed", error=type(error).__name__, detail=str(error))
            yield from self._take(draft, draft.let_go())
            if draft.claims():
                draft.say(Saying.STOPPED if self.interrupted() else Saying.INTERRUPTED)
            else:
                self._require_time()
                yield from self._stand_in(draft, generator, why(error, left_out=bool(draft.repairs)))
        for notice in filter(None, (draft.shortened, self.pointed_out(draft))):
            draft.add(notice)
        if draft.notice:
            yield Released("\n\n" + draft.notice if draft.released_to else draft.notice, None)

    def _stand_in(self, draft: Draft, failed: Generator, reason: Saying) -> Iterator[Released]:
        """Quotes in place of what `failed` did not write; where that was to quote, one more try."""
        count_tokens(self.telemetry, draft)
        draft.restart()
        try:
            yield from self._gated(draft, self.extractive)
        except NothingClaimed:
            draft.restart()
            yield from self._abstain(draft, not_in_documents(draft.ask.question))
        except ModelUnavailable as error:
            _log.warning("quoting failed", detail=str(error))
            draft.abstained = True
            draft.say(Saying.UNREADABLE)
            return
        if failed is not self.extractive and (reason in OF_THE_MODEL or not draft.abstained):
            draft.say(reason)

    def _told(self, draft: Draft, computed: Told) -> Iterator[Released]:
        """What a person said, what was computed, which was checked by rule, or why it cannot be."""
        draft.manuscript.write(computed.text)
        if isinstance(computed, Recalled):
            draft.add(computed.notice(draft.ask.collection.language))
        if not isinstance(computed, Computed):
            yield from self._abstain(draft)
            return
        stream = self.claim_stream()
        checked = computed.checked([*stream.feed(computed.text), *stream.flush()])
        yield from self._take(draft, map(draft.manuscript.place, checked))
        draft.point_out(computed.short, checked)
        yield from self._end(draft)

    def _gated(self, draft: Draft, generator: Generator) -> Iterator[Released]:
        if draft.model == EXTRACTIVE:
            return self._quoted(draft, generator)
        return self._quoted_first(draft) or self._streamed(draft, generator)

    def _quoted_first(self, draft: Draft) -> Iterator[Released] | None:
        """What is said where no language model is asked, a canary's neither; null where it is.

        Whoever names a model asks that one.
        """
        handling = self.handling(draft.model, draft.task)
        if draft.ask.model != DEFAULT or not handling.quotes_first:
            return None
        found = quotes_first(draft, self.extractive, self.claim_stream)
        if found.are_whole:
            said = self._shown(draft, found)
        elif not may_answer(draft, self.manners):
            said = self._abstain(draft, found.declined or not_in_documents(draft.ask.question))
        else:
            hear_strictly(draft, self.judge, handling.own_words_from)
            return None
        draft.restart()
        draft.part = None
        return said

    def _streamed(self, draft: Draft, generator: Generator) -> Iterator[Released]:
        stream, declined = self.claim_stream(), ""
        with closing(generator.generate(draft.task)) as generated:  # type: ignore[type-var]
            for item in draft.clock.iterate("generate", generated, nullcontext):
                match item:
                    case Piece(text):
                        draft.manuscript.write(text)
                        yield from self._check(draft, stream.feed(text))
                    case Abstention(text):
                        declined = text
                    case CutShort() | Usage() | Shortened():
                        draft.note(item)
        yield from self._check(draft, draft.finished(stream.flush()))
        yield from self._take(draft, self.repairing.at_the_end(draft))
        if declined or (stream.abstains and not draft.claims() and not draft.repairs):
            yield from self._decline(draft, declined)
        else:
            yield from self._end(draft)
        if draft.ask.policy is Policy.HOLD and draft.hearing.close().off_point:
            draft.say(Saying.OFF_POINT)

    def _quoted(self, draft: Draft, generator: Generator) -> Iterator[Released]:
        """Quotes are checked before any is shown."""
        found = heard(draft, generator, self.claim_stream)
        if found.shown is None:
            yield from self._abstain(draft, found.declined or not_in_documents(draft.ask.question))
        else:
            yield from self._shown(draft, found)

    def _shown(self, draft: Draft, found: Heard) -> Iterator[Released]:
        if found.shown is not None:
            draft.manuscript.write(found.shown.text)
            yield from self._take(draft, map(draft.manuscript.place, found.shown.claims))
            draft.point_out(found.short, found.shown.claims)
        yield from self._end(draft)

    def _end(self, draft: Draft) -> Iterator[Released]:
        """What stands behind the last claim."""
        if not draft.claims():
            raise NothingClaimed(f"The model {draft.model} gave no answer.")
        if not draft.withheld and (rest := draft.release(len(draft.manuscript.close()))):
            yield Released(rest, None)

    def _decline(self, draft: Draft, text: str) -> Iterator[Released]:
        """An abstention; where the documents' own sentences answer, these in its place, or what it is said to be."""
        found = None
        if draft.model != EXTRACTIVE:
            with draft.clock.after_waiting(draft.turn), draft.clock.stage("verify"):
                found = self.abstentions.objection(draft.task, draft.hearing)
        if found is None:
            yield from self._abstain(draft, text)
            return
        self.telemetry.abstention_contested(draft.model, quoted=found.is_supported)
        if found.is_supported and self.handling(draft.model, draft.task).overlooks:
            draft.say(Saying.MODEL_SILENT)
        else:
            draft.hearing.contest()
            if draft.ask.policy is Policy.HOLD:
                draft.say(Saying.ASKED_AFTER_ALL)
            draft.say(Saying.MISSED if found.is_supported else Saying.CONTESTED)
        if not found.is_supported:
            yield from self._abstain(draft, text)
            return
        count_tokens(self.telemetry, draft)
        draft.restart()
        draft.manuscript.write(found.text)
        yield from self._take(draft, map(draft.manuscript.place, found.claims))
        yield from self._end(draft)

    def _abstain(self, draft: Draft, text: str = "") -> Iterator[Released]:
        """In our words, with what stands near, or in those of the model where there is no `text`."""
        draft.abstained = True
        with draft.clock.after_waiting(draft.turn):
            said = text and self.manners.abstention(text, draft.ask, draft.task)
        draft.manuscript.write(said)
        yield Released(draft.release(len(draft.manuscript.close())), None)

    def _check(self, draft: Draft, claims: Sequence[Claim]) -> Iterator[Released]:
        for checked in draft.heard(claims) if claims else ():
            yield from self._take(draft, self.repairing.placed(draft, checked))

    def _take(self, draft: Draft, placed: Iterable[CheckedClaim]) -> Iterator[Released]:
        for checked in placed:
            draft.hearing.take(checked)
            if draft.withheld or not releases(draft.ask.policy, checked.verdict):
                draft.withheld.append(checked)
                draft.say(Saying.WITHHELD)
                continue
            draft.released.append(checked)
            yield Released(draft.release(checked.claim.end), checked)

    def _store(self, draft: Draft, *, whole: bool = True) -> tuple[Answer, str | None]:
        """`whole`: nobody left before its end."""
        now = self.now()
        judgement = draft.hearing.close(whole=whole, repaired=bool(draft.shown_repairs()))
        answer = draft.sealed(judgement, self.made_by(draft.model, draft.threshold, draft.task), now)
        draw = self.audits.draw(answer, draft.ask.collection)
        escalation = self.escalator.escalation(judgement, collection=answer.collection, now=now)
        escalation_id = self.answers.save(answer, escalation, draw)
        self.audits.kept(answer, draw)
        count_answer(self.telemetry, draft, answer)
        if escalation_id is not None:
            self.escalated(escalation_id)
        if draft.part is not None:
            self.canary.kept(draft.part, answer, stood_in=draft.stood_in)
        if draft.samples is not None and draft.ask.policy is not Policy.HOLD:
            self.look_again(Delivered(answer, draft.threshold, draft.samples))
        self.trace(traced(draft, answer, escalation_id))
        return answer, escalation_id
