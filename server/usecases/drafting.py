"""An answer while it is written: what of it was checked, shown and withheld, and its text as it is delivered."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from domain.answers import (
    Answer,
    CheckedClaim,
    Claim,
    ClaimValue,
    Outcome,
    Provenance,
    Reason,
    ShortAnswer,
    Support,
    Withheld,
)
from domain.conversations import Conversation
from domain.documents import Policy
from domain.generation import Short, Task, Usage
from domain.ports import Samples
from domain.repairs import Repair
from monitoring.verdict.judging import Hearing, Judgement
from server.usecases.answer_turns import Turn
from server.usecases.answering import EXTRACTIVE, Ask
from server.usecases.computing import Computed, Declined
from server.usecases.stages import StageClock
from text.citations import mended, normalised
from text.marks import ends_sentence
from text.notices import Saying, said

MOVED, DROPPED = "moved", "dropped"
MOST_REPAIRS = 4


class Manuscript:
    """A text with marks in one form, each naming a passage that is there.

    It takes what a model writes, and gives each checked claim its place in `text`, which is what is delivered.

    `passages` is how many there are to cite. `changed` is told how a mark was changed, and how many were.
    """

    def __init__(self, *, passages: int, changed: Callable[[str, int], None]) -> None:
        self._passages = passages
        self._changed = changed
        self._written = ""
        self._placed_to = 0
        self._gap = ""  # blanks before what was left out
        self.text = ""

    def write(self, piece: str) -> None:
        """The next part, as it comes from the model."""
        self._written += piece

    def place(self, checked: CheckedClaim) -> CheckedClaim:
        """The next claim of what was written, as it stands in `text`; what stands before it comes along."""
        self._take_to(checked.claim.start)
        self._placed_to = checked.claim.end
        return self._put(checked)

    def replace(self, place: Claim, found: Sequence[CheckedClaim]) -> list[CheckedClaim]:
        """`found`, in a row, where `place` was to come next; without any, what leads up to it is left out too."""
        if found:
            self._take_to(place.start)
        else:
            before = self._written[self._placed_to : place.start]
            self._gap = max(self._gap, _blanks_before(before), key=_lines)
        self._placed_to = place.end
        placed: list[CheckedClaim] = []
        for checked in found:
            self.text += " " if placed else ""
            placed.append(self._put(checked))
        return placed

    def clear(self) -> None:
        """Drops all of it."""
        self._written = self.text = self._gap = ""
        self._placed_to = 0

    def _put(self, checked: CheckedClaim) -> CheckedClaim:
        claim, verdict = checked.claim, checked.verdict
        evidence = verdict.evidence if verdict.support is Support.SUPPORTED else ()
        moved = mended(claim.text, evidence)
        self._tell(MOVED, int(moved is not None))
        text = self._tidied(claim.text if moved is None else moved).strip()
        start = len(self.text)
        self.text += text
        values = tuple(_values_in(text, verdict.values))
        return CheckedClaim(Claim(text, start, len(self.text)), replace(verdict, values=values))

    def cut(self, start: int) -> None:
        """Drops what was written from `start` on, none of which was placed."""
        self._written = self._written[:start]

    def close(self) -> str:
        """All of it, with what stands behind the last claim, or is no claim."""
        self._take_to(len(self._written))
        self.text = self.text.rstrip()
        return self.text

    def _take_to(self, end: int) -> None:
        between = self._written[self._placed_to : end]
        if self._gap or not self.text:
            blanks = max(self._gap, _blanks_before(between), key=_lines) if self.text else ""
            between, self._gap = blanks + between.lstrip(), ""
        self.text += self._tidied(between)
        self._placed_to = end

    def _tidied(self, text: str) -> str:
        tidy = normalised(text, passages=self._passages)
        self._tell(DROPPED, tidy.dropped)
        return tidy.text

    def _tell(self, how: str, count: int) -> None:
        if count:
            self._changed(how, count)


def _blanks_before(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _lines(blanks: str) -> int:
    return blanks.count("\n")


def _values_in(text: str, values: Sequence[ClaimValue]) -> Iterator[ClaimValue]:
    """`values` of a claim, in order, where they stand in its text now that its marks were changed."""
    reached = 0
    for value in values:
        start = text.find(value.text, reached)
        if start >= 0:
            reached = start + len(value.text)
            yield replace(value, start=start, end=reached)


@dataclass(slots=True)
class Draft:
    """An answer while it is being written: what stands before `released_to` in the manuscript's text was shown.

    `samples` are other answers by the same model, null where it has none to give. `computed` takes the place of what a
    model would write. `is_talk`: nothing was asked. `waiting` is what was checked and may yet be written anew, as a
    whole; `repairs_left` is how often something may.
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
    computed: Computed | Declined | None = None
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
    notice: str | None = None
    usage: Usage | None = None
    cut_short: bool = False

    def restart(self, manuscript: Manuscript) -> None:
        """Drops what another model wrote, none of which was shown."""
        self.manuscript, self.model, self.usage, self.samples = manuscript, EXTRACTIVE, None, None
        self.repairs = [replace(one, text="", start=0, end=0) for one in self.repairs]

    def claims(self) -> list[CheckedClaim]:
        return [*self.released, *self.withheld, *self.waiting]

    def let_go(self) -> list[CheckedClaim]:
        """What was waiting, which waits no longer."""
        freed, self.waiting = self.waiting, []
        return freed

    def heard(self, claims: Sequence[Claim]) -> list[CheckedClaim]:
        """The next claims as the check finds them, other answers included where they are worth waiting for."""
        samples = self._samples_to_wait_for()
        turn = self.turn if samples is None else nullcontext
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
        """The last claims without one that the limit of tokens cut off: half a sentence may say the opposite."""
        if not (self.cut_short and rest) or ends_sentence(rest[-1].text):
            return rest
        self.manuscript.cut(rest[-1].start)
        if self.claims() or rest[1:]:
            self.say(Saying.CUT_SHORT)
        return rest[:-1]

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
            outcome=judgement.outcome,
            support=judgement.support,
            risk=judgement.risk,
            reason=self._reason() or judgement.reason,
            withheld=self.held_back(),
            timings_ms=self.clock.close(),
            made_by=made_by,
            created_at=now,
            computation=self.computed.computation if isinstance(self.computed, Computed) else None,
            short_answer=self.short if judgement.outcome is Outcome.ANSWERED else None,
            repairs=self.shown_repairs(),
        )
