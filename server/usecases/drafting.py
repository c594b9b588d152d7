"""An answer while it is written: what of it was checked, shown and withheld, and its text as it is delivered."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias
from uuid import uuid4

from domain.answers import (
    Answer,
    ByPerson,
    CheckedClaim,
    Claim,
    Outcome,
    Provenance,
    Reason,
    ShortAnswer,
    Support,
    Withheld,
)
from domain.canaries import Part
from domain.conversations import Conversation
from domain.documents import Policy
from domain.generation import Cut, CutShort, Short, Shortened, Task, Usage
from domain.ports import Samples
from domain.repairs import Repair
from domain.verified import VERIFIED
from monitoring.verdict.judging import Hearing, Judgement
from server.usecases.answer_turns import Turn
from server.usecases.answering import EXTRACTIVE, Ask
from server.usecases.computing import Computed, Declined
from server.usecases.manuscript import Manuscript
from server.usecases.recalling import Recalled
from server.usecases.stages import StageClock
from text.marks import ends_sentence
from text.notices import Saying, said, said_to_be_shortened

Told: TypeAlias = Computed | Declined | Recalled
"""What is told in place of what a model would write."""
MOST_REPAIRS = 4
_CUT = {Cut.LENGTH: Saying.CUT_SHORT, Cut.CONTENT_FILTER: Saying.FILTERED}


def author_of(told: Told | None) -> str | None:
    """Who is named in a model's place; null where a model writes."""
    if told is None:
        return None
    return VERIFIED if isinstance(told, Recalled) else EXTRACTIVE


def _by_person(told: Told | None) -> ByPerson | None:
    return ByPerson(told.verified.id, told.verified.answered_at) if isinstance(told, Recalled) else None


@dataclass(slots=True)
class Draft:
    """An answer while it is being written: what stands before `released_to` in the manuscript's text was shown.

    `samples` are other answers by the same model, null where it has none to give. `computed` takes the place of what a
    model would write. `part` is of a canary. `is_talk`: nothing was asked. `stood_in`: what the model wrote, or would
    have written, was replaced as a whole. `waiting` is what was checked and may yet be written anew, as a whole;
    `repairs_left` is how often something may. `threshold` is the risk from which its claims are unsupported, null for
    the check's own.
    """

    ask: Ask
    conversation: Conversation
    task: Task
    clock: StageClock
    turn: Turn
    model: str
    samples: Samples | None
    hearing: Hearing
    manuscript: Manuscript
    computed: Told | None = None
    part: Part | None = None
    threshold: float | None = None
    short: ShortAnswer | None = None
    answer_id: str = field(default_factory=lambda: uuid4().hex)
    released_to: int = 0
    released: list[CheckedClaim] = field(default_factory=list)
    withheld: list[CheckedClaim] = field(default_factory=list)
    waiting: list[CheckedClaim] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    repairs_left: int = MOST_REPAIRS
    abstained: bool = False
    is_talk: bool = False
    stood_in: bool = False
    notice: str | None = None
    usage: Usage | None = None
    cut_short: Cut | None = None
    shortened: str | None = None

    def note(self, item: CutShort | Usage | Shortened) -> None:
        """What a model says of its writing, beside the text."""
        match item:
            case CutShort(by):
                self.cut_short = by
            case Usage():
                self.usage = item
            case Shortened(passages):
                found, language = len(self.task.passages), self.ask.collection.language
                self.task = replace(self.task, precedents=())
                if passages < found:
                    self.shortened = said_to_be_shortened(read=passages, found=found, language=language)

    def restart(self) -> None:
        """Drops what another model wrote, none of which was shown."""
        self.manuscript, self.model, self.usage, self.samples = self.manuscript.anew(), EXTRACTIVE, None, None
        self.repairs = [replace(one, text="", start=0, end=0) for one in self.repairs]
        self.shortened, self.stood_in = None, True

    def claims(self) -> list[CheckedClaim]:
        return [*self.released, *self.withheld, *self.waiting]

    def let_go(self) -> list[CheckedClaim]:
        """What was waiting, which waits no longer."""
        freed, self.waiting = self.waiting, []
        return freed

    def heard(self, claims: Sequence[Claim]) -> list[CheckedClaim]:
        """The next claims as the check finds them, other answers included where they are worth waiting for."""
        samples = self._samples_to_wait_for()
        turn = nullcontext if self.hearing.waits or samples is not None else self.turn
        with self.clock.after_waiting(turn), self.clock.stage("verify"):
            return self.hearing.check(claims, samples=samples)

    def say(self, saying: Saying) -> None:
        """Sets the notice; the first one stands."""
        self.notice = self.notice or said(saying, self.ask.collection.language)

    def add(self, notice: str) -> None:
        """Behind the notice that there is, if any."""
        self.notice = f"{self.notice}\n\n{notice}" if self.notice else notice

    def release(self, end: int) -> str:
        """What of the text was not shown before `end`, and now is."""
        shown, self.released_to = self.manuscript.text[self.released_to : end], end
        return shown

    def point_out(self, short: Short | None, checked: Sequence[CheckedClaim]) -> None:
        """Keeps where `short` of what was written stands in what was shown, if it was and is supported.

        `checked` are the claims as they were written, of which those that were shown come first.
        """
        for written, shown in zip([one.claim for one in checked], self.released, strict=False):
            if short is None or not written.start <= short.start < short.end <= written.end:
                continue
            start, end = short.start - written.start, short.end - written.start
            text = written.text[start:end]
            if shown.verdict.support is Support.SUPPORTED and shown.claim.text[start:end] == text:
                self.short = ShortAnswer(text, shown.claim.start + start, shown.claim.start + end)

    def content(self) -> str:
        return "\n\n".join(part for part in (self.manuscript.text[: self.released_to], self.notice) if part)

    def _samples_to_wait_for(self) -> Samples | None:
        """Only what could still be shown, and only under `hold`, is worth waiting for."""
        return self.samples if self.ask.policy is Policy.HOLD and not self.withheld else None

    def shown_repairs(self) -> tuple[Repair, ...]:
        """Those of what was released."""
        return tuple(one for one in self.repairs if one.end <= self.released_to)

    def held_back(self) -> Withheld | None:
        if not self.withheld:
            return None
        start = self.withheld[0].claim.start
        moved = (
            CheckedClaim(Claim(c.claim.text, c.claim.start - start, c.claim.end - start), c.verdict)
            for c in self.withheld
        )
        return Withheld(self.manuscript.close()[start:], tuple(moved))

    def finished(self, rest: Sequence[Claim]) -> Sequence[Claim]:
        """The last claims without one that was cut off: half a sentence may say the opposite."""
        if self.cut_short is None:
            return rest
        if rest and not ends_sentence(rest[-1].text):
            self.manuscript.cut(rest[-1].start)
            rest = rest[:-1]
        elif not self.manuscript.cut_half_sentence(rest[-1].end if rest else None):
            return rest
        if self.claims() or rest:
            self.say(_CUT[self.cut_short])
        return rest

    def _reason(self) -> Reason | None:
        if self.is_talk:
            return Reason.NO_QUESTION
        return Reason.NOT_COMPUTABLE if isinstance(self.computed, Declined) else None

    def sealed(self, judgement: Judgement, made_by: Provenance, now: datetime) -> Answer:
        """As it is stored."""
        ask = self.ask
        return Answer(
            id=self.answer_id,
            conversation_id=self.conversation.id,
            question=ask.question,
            query=self.task.query,
            collection=ask.collection.name,
            model=self.model,
            policy=ask.policy,
            content=self.content(),
            notice=self.notice,
            claims=tuple(self.released),
            passages=self.task.passages,
            outcome=Outcome.ANSWERED if isinstance(self.computed, Recalled) else judgement.outcome,
            support=judgement.support,
            risk=judgement.risk,
            reason=self._reason() or judgement.reason,
            withheld=self.held_back(),
            timings_ms=self.clock.close(),
            made_by=made_by,
            created_at=now,
            computation=self.computed.computation if isinstance(self.computed, Computed) else None,
            by_person=_by_person(self.computed),
            short_answer=self.short if judgement.outcome is Outcome.ANSWERED else None,
            repairs=self.shown_repairs(),
        )
