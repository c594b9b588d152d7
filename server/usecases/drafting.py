"""An answer while it is written: what of it was checked, shown and withheld, and its text as it is delivered."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias
from uuid import uuid4

from domain.answers import (
    Answer,
    ByPerson,
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
from domain.verified import VERIFIED
from monitoring.verdict.judging import Hearing, Judgement
from server.usecases.answer_turns import Turn
from server.usecases.answering import EXTRACTIVE, Ask
from server.usecases.computing import Computed, Declined
from server.usecases.recalling import Recalled
from server.usecases.stages import StageClock
from text.citations import mended, normalised
from text.marks import ends_sentence
from text.notices import Saying, said

Told: TypeAlias = Computed | Declined | Recalled
"""What is told in place of what a model would write."""
MOVED, DROPPED = "moved", "dropped"


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
        self.text = ""

    def write(self, piece: str) -> None:
        """The next part, as it comes from the model."""
        self._written += piece

    def place(self, checked: CheckedClaim) -> CheckedClaim:
        """The next claim of what was written, as it stands in `text`; what stands before it comes along."""
        claim, verdict = checked.claim, checked.verdict
        self._take_to(claim.start)
        evidence = verdict.evidence if verdict.support is Support.SUPPORTED else ()
        moved = mended(claim.text, evidence)
        self._tell(MOVED, int(moved is not None))
        text = self._tidied(claim.text if moved is None else moved).strip()
        start = len(self.text)
        self.text += text
        self._placed_to = claim.end
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
        self.text += self._tidied(self._written[self._placed_to : end])
        self._placed_to = end

    def _tidied(self, text: str) -> str:
        tidy = normalised(text, passages=self._passages)
        self._tell(DROPPED, tidy.dropped)
        return tidy.text

    def _tell(self, how: str, count: int) -> None:
        if count:
            self._changed(how, count)


def author_of(told: Told | None) -> str | None:
    """Who is named in a model's place; null where a model writes."""
    if told is None:
        return None
    return VERIFIED if isinstance(told, Recalled) else EXTRACTIVE


def _by_person(told: Told | None) -> ByPerson | None:
    return ByPerson(told.verified.id, told.verified.answered_at) if isinstance(told, Recalled) else None


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
    model would write. `is_talk`: nothing was asked.
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
    short: ShortAnswer | None = None
    answer_id: str = field(default_factory=lambda: uuid4().hex)
    released_to: int = 0
    released: list[CheckedClaim] = field(default_factory=list)
    withheld: list[CheckedClaim] = field(default_factory=list)
    abstained: bool = False
    is_talk: bool = False
    notice: str | None = None
    usage: Usage | None = None
    cut_short: bool = False

    def restart(self, manuscript: Manuscript) -> None:
        """Drops what another model wrote, none of which was shown."""
        self.manuscript, self.model, self.usage, self.samples = manuscript, EXTRACTIVE, None, None

    def claims(self) -> list[CheckedClaim]:
        return [*self.released, *self.withheld]

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

    def samples_to_wait_for(self) -> Samples | None:
        """Only what could still be shown, and only under `hold`, is worth waiting for."""
        return self.samples if self.ask.policy is Policy.HOLD and not self.withheld else None

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
        )
