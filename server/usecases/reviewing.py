"""What people do with what was escalated, told to everyone who waits for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.answers import Answer
from domain.errors import Invalid
from domain.reviews import ClaimLabel, Escalation, Resolution, ResolutionKind, Resolved
from domain.stores import EscalationStore
from domain.verified import is_private
from monitoring.verdict.escalating import Escalator
from server.usecases.clock import utc_now
from text.notices import Saying, said

_REPLIES = {
    ResolutionKind.REJECT: Saying.REJECTED,
    ResolutionKind.NOT_IN_DOCUMENTS: Saying.NOT_IN_DOCUMENTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """The loop with people. `changed` is told each escalation after it changed, `resolved` each that was decided.

    `language_of` gives the language of a collection, ISO 639-1.
    """

    escalations: EscalationStore
    lease: timedelta
    escalator: Escalator
    changed: Callable[[Escalation], None]
    resolved: Callable[[Resolved], None]
    language_of: Callable[[str], str]
    now: Callable[[], datetime] = utc_now

    def request(self, *, conversation_id: str, answer_id: str | None, comment: str | None) -> Escalation:
        """Someone wants to talk to a person."""
        wanted = self.escalator.requested(comment, now=self.now())
        return self._told(
            self.escalations.request(conversation_id=conversation_id, answer_id=answer_id, escalation=wanted)
        )

    def claim(self, escalation_id: str, *, reviewer: str) -> Escalation:
        """Takes it, or keeps it for longer. Raises `Conflict` where another reviewer holds it."""
        return self._told(self.escalations.claim(escalation_id, reviewer=reviewer, lease=self.lease))

    def release(self, escalation_id: str, *, reviewer: str) -> Escalation:
        """Gives it back to the queue."""
        return self._told(self.escalations.release(escalation_id, reviewer=reviewer))

    def resolve(
        self,
        escalation_id: str,
        *,
        kind: ResolutionKind,
        text: str | None,
        labels: Sequence[ClaimLabel],
        reuse: bool,
        reviewer: str,
    ) -> Escalation:
        """Decides, and sends the reply into the conversation. Raises `Invalid` where a text or a claim is missing."""
        waiting = self.escalations.get(escalation_id)
        answer, language = waiting.answer, self.language_of(waiting.collection)
        count = _claim_count(answer)
        if any(label.claim >= count for label in labels):
            raise Invalid(f"labels: this answer has {count} claims, numbered from 0.")
        if reuse and answer is not None and is_private(answer):
            raise Invalid("reuse: this answer rests on files of its conversation alone, which nobody else may see.")
        told = waiting.former_reply if kind is ResolutionKind.APPROVE else None
        resolution = Resolution(kind, told or _reply(kind, text, answer, language), tuple(labels), reuse, reviewer)
        decided = self.escalations.resolve(escalation_id, resolution)
        self.resolved(decided)
        return decided.escalation

    def _told(self, escalation: Escalation) -> Escalation:
        self.changed(escalation)
        return escalation


def _claim_count(answer: Answer | None) -> int:
    if answer is None:
        return 0
    return len(answer.claims) + (len(answer.withheld.claims) if answer.withheld else 0)


def _reply(kind: ResolutionKind, text: str | None, answer: Answer | None, language: str) -> str:
    """What the user is told: the reviewer's text, or what the decision says by itself."""
    text = text.strip() if text else ""
    if kind is ResolutionKind.EDIT and not text:
        raise Invalid("An edit needs a text: it is what the user will read.")
    if text:
        return text
    if kind is not ResolutionKind.APPROVE:
        return said(_REPLIES[kind], language)
    if answer is None:
        raise Invalid("There is no answer to approve; write one with the resolution “edit”.")
    return answer.content if answer.withheld is None else _whole(answer)


def _whole(answer: Answer) -> str:
    """The answer as it was written, before a part of it was withheld."""
    withheld = answer.withheld.text if answer.withheld else ""
    released = answer.content.removesuffix(answer.notice or "").rstrip()
    return " ".join(part for part in (released, withheld) if part)
