"""What people do with what was escalated, told to everyone who waits for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.answers import Answer
from domain.errors import Conflict, Invalid, NotFound
from domain.reviews import (
    ANY,
    Cause,
    ClaimLabel,
    Escalation,
    EscalationKind,
    Filters,
    NewEscalation,
    Resolution,
    ResolutionKind,
    Resolved,
)
from domain.stores import EscalationStore
from domain.verified import is_private
from monitoring.verdict.escalating import Escalator
from server.usecases.clock import utc_now
from text.languages import likely_language
from text.notices import Saying, said
from text.wording import Language, language_of

_REPLIES = {
    ResolutionKind.REJECT: Saying.REJECTED,
    ResolutionKind.NOT_IN_DOCUMENTS: Saying.NOT_IN_DOCUMENTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reviewer decides. `text` is what the user reads, null for what the decision says by itself."""

    kind: ResolutionKind
    text: str | None = None
    labels: Sequence[ClaimLabel] = ()
    reuse: bool = False
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """One of several that could not be decided, and why."""

    escalation_id: str
    reason: str


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

    def request(
        self, *, conversation_id: str, answer_id: str | None, comment: str | None, collection: str = ""
    ) -> Escalation:
        """Someone wants to talk to a person."""
        wanted = self.escalator.requested(comment, collection=collection, now=self.now())
        return self._told(
            self.escalations.request(conversation_id=conversation_id, answer_id=answer_id, escalation=wanted)
        )

    def claim(self, escalation_id: str, *, reviewer: str) -> Escalation:
        """Takes it, or keeps it for longer. Raises `Conflict` where another reviewer holds it."""
        return self._told(self.escalations.claim(escalation_id, reviewer=reviewer, lease=self.lease))

    def claim_next(
        self,
        *,
        reviewer: str,
        collections: frozenset[str] | None,
        filters: Filters = ANY,
        skipped: frozenset[str] = frozenset(),
    ) -> Escalation | None:
        """Takes the most urgent that waits for the reviewer or for anybody; null where none does."""
        taken = self.escalations.claim_next(
            reviewer=reviewer, lease=self.lease, collections=collections, filters=filters, skipped=skipped
        )
        return None if taken is None else self._told(taken)

    def release(self, escalation_id: str, *, reviewer: str) -> Escalation:
        """Gives it back to the queue."""
        return self._told(self.escalations.release(escalation_id, reviewer=reviewer))

    def assign(self, escalation_id: str, *, to: str | None, by: str) -> Escalation:
        """Leaves it to a reviewer, null for anybody."""
        return self._told(self.escalations.assign(escalation_id, to=to, by=by))

    def reopen(self, escalation_id: str, *, reviewer: str, comment: str | None) -> Escalation:
        """It waits again, due as one that comes in now. Raises `Conflict` unless it is resolved, and for an audit."""
        former, now = self.escalations.get(escalation_id), self.now()
        if former.kind is EscalationKind.AUDIT:
            raise Conflict("An audit is judged once: what the check says of it has been seen.")
        again = NewEscalation(former.kind, former.reason, former.priority, now + self.escalator.sla)
        anew = self.escalator.due(again, collection=former.collection, now=now)
        return self._told(self.escalations.reopen(escalation_id, reviewer=reviewer, comment=comment, anew=anew))

    def resolve(self, escalation_id: str, decision: Decision, *, reviewer: str) -> Escalation:
        """Decides, and sends the reply into the conversation. Raises `Invalid` where a text or a claim is missing."""
        waiting = self.escalations.get(escalation_id)
        answer, language = waiting.answer, self.reply_language(waiting)
        count = _claim_count(answer)
        if any(label.claim >= count for label in decision.labels):
            raise Invalid(f"labels: this answer has {count} claims, numbered from 0.")
        if decision.reuse and waiting.kind is EscalationKind.AUDIT:
            raise Invalid("reuse: what is said of an audit reaches nobody.")
        if decision.reuse and answer is not None and is_private(answer):
            raise Invalid("reuse: this answer rests on files of its conversation alone, which nobody else may see.")
        text = _reply(decision, waiting, language)
        resolution = Resolution(decision.kind, text, tuple(decision.labels), decision.reuse, reviewer, decision.cause)
        decided = self.escalations.resolve(escalation_id, resolution)
        for each in (decided, *decided.others):
            self.resolved(each)
        return decided.escalation

    def resolve_several(
        self, escalation_ids: Sequence[str], decision: Decision, *, reviewer: str
    ) -> tuple[list[Escalation], list[Refused]]:
        """Decides each alike; one that another decided along is no failure."""
        done, refused = list[Escalation](), list[Refused]()
        for escalation_id in dict.fromkeys(escalation_ids):
            try:
                done.append(self.resolve(escalation_id, decision, reviewer=reviewer))
            except (Conflict, Invalid, NotFound) as error:
                along = self._decided_along(escalation_id, done)
                done += along
                refused += [] if along else [Refused(escalation_id, str(error))]
        return done, refused

    def reply_language(self, escalation: Escalation) -> str:
        """That of the question where it shows one, else of its collection; ISO 639-1."""
        asked = escalation.answer.question if escalation.answer else ""
        spoken = language_of(asked)
        if spoken is not Language.ENGLISH or likely_language(asked) == Language.ENGLISH:
            return spoken.value
        return self.language_of(escalation.collection)

    def _decided_along(self, escalation_id: str, done: Sequence[Escalation]) -> list[Escalation]:
        try:
            found = self.escalations.get(escalation_id)
        except NotFound:
            return []
        decided = {(one.resolution.text, one.resolution.reviewer) for one in done if one.resolution}
        mine = found.resolution is not None and (found.resolution.text, found.resolution.reviewer) in decided
        return [found] if mine else []

    def _told(self, escalation: Escalation) -> Escalation:
        self.changed(escalation)
        return escalation


def _claim_count(answer: Answer | None) -> int:
    if answer is None:
        return 0
    return len(answer.claims) + (len(answer.withheld.claims) if answer.withheld else 0)


def _reply(decision: Decision, waiting: Escalation, language: str) -> str:
    """What the user is told: the reviewer's text, or what the decision says by itself."""
    text = decision.text.strip() if decision.text else ""
    if decision.kind is ResolutionKind.APPROVE:
        return _approved(text, waiting)
    if decision.kind is ResolutionKind.EDIT and not text:
        raise Invalid("An edit needs a text: it is what the user will read.")
    return text or said(_REPLIES[decision.kind], language)


def _approved(text: str, waiting: Escalation) -> str:
    """The answer as it was. A text beside it was meant for the user, so it is never dropped or sent as an approval."""
    answer = waiting.answer
    if answer is None and waiting.former_reply is None:
        raise Invalid("There is no answer to approve; write one with the resolution “edit”.")
    whole = waiting.former_reply or (answer.written.text if answer else "")
    if text not in {"", whole}:
        raise Invalid("An approval sends the answer as it was; send your own text with the resolution “edit”.")
    return whole
