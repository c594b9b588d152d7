"""What people decide reaches everyone who waits for it, in words that stand by themselves."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from domain.answers import Answer, Support, Withheld
from domain.errors import Conflict, Invalid
from domain.reviews import ClaimLabel, Escalation, EscalationKind, EscalationStatus, ResolutionKind, Resolved
from monitoring.verdict.escalating import Escalator
from server.usecases.reviewing import Decision, Reviewing
from tests.server.usecases.fakes import NOW, Escalations, escalation
from tests.storage import samples
from text.notices import Saying, said


@dataclass
class Room:
    """Reviewers at work."""

    queue: Escalations = field(default_factory=Escalations)
    changed: list[Escalation] = field(default_factory=list)
    resolved: list[Resolved] = field(default_factory=list)
    language: str = "en"

    def reviewing(self) -> Reviewing:
        return Reviewing(
            escalations=self.queue,  # type: ignore[arg-type]
            lease=timedelta(minutes=15),
            escalator=Escalator(timedelta(hours=4)),
            changed=self.changed.append,
            resolved=self.resolved.append,
            language_of=lambda _: self.language,
            now=lambda: NOW,
        )

    def decide(self, kind: ResolutionKind, text: str | None = None, answer: Answer | None = None) -> str:
        """What the user is told."""
        held = self.queue.hold(escalation(answer=answer))
        self.reviewing().resolve(held.id, Decision(kind=kind, text=text), reviewer="rita")
        [told] = self.resolved
        assert told.reply is not None
        return told.reply.text


def whole(answer: Answer) -> Answer:
    return replace(answer, content="It opens at nine.", notice=None, withheld=None)


def test_a_request_is_due_in_time_and_told_at_once() -> None:
    room = Room()
    made = room.reviewing().request(conversation_id="conv_7", answer_id=None, comment="Please")
    assert (made.kind, made.due_at) == (EscalationKind.REQUESTED, NOW + timedelta(hours=4))
    assert made.reason == "A person was asked for: Please"
    assert room.changed == [made]


def test_taking_keeping_and_giving_back_are_told() -> None:
    room = Room()
    held = room.queue.hold(escalation())
    room.reviewing().claim(held.id, reviewer="rita")
    room.reviewing().claim(held.id, reviewer="rita")
    with pytest.raises(Conflict):
        room.reviewing().claim(held.id, reviewer="sam")
    room.reviewing().release(held.id, reviewer="rita")
    statuses = [told.status for told in room.changed]
    assert statuses == [EscalationStatus.CLAIMED, EscalationStatus.CLAIMED, EscalationStatus.OPEN]
    assert room.changed[0].claim_expires_at == NOW + timedelta(minutes=15)


def test_an_edit_is_told_as_it_was_written() -> None:
    assert Room().decide(ResolutionKind.EDIT, "  It opens at ten. ") == "It opens at ten."


def test_an_edit_without_a_text_is_refused_and_decides_nothing() -> None:
    room = Room()
    with pytest.raises(Invalid):
        room.decide(ResolutionKind.EDIT, "  ")
    assert room.resolved == []


@pytest.mark.parametrize(
    ("kind", "saying"),
    [
        (ResolutionKind.REJECT, Saying.REJECTED),
        (ResolutionKind.NOT_IN_DOCUMENTS, Saying.NOT_IN_DOCUMENTS),
    ],
)
def test_a_decision_without_a_text_says_what_it_means_in_the_collections_language(
    kind: ResolutionKind, saying: Saying
) -> None:
    assert Room(language="hu").decide(kind) == said(saying, "hu")


def test_an_approval_says_the_whole_answer_without_the_notice() -> None:
    kept = samples.answer("conv_1")
    withheld = replace(
        kept,
        content="It opens at nine.\n\nThe rest was passed on.",
        notice="The rest was passed on.",
        withheld=Withheld("It shuts at five.", ()),
    )
    assert Room().decide(ResolutionKind.APPROVE, answer=withheld) == "It opens at nine. It shuts at five."
    assert Room().decide(ResolutionKind.APPROVE, answer=whole(kept)) == "It opens at nine."


def test_an_audit_is_never_given_again_and_judged_once() -> None:
    room = Room()
    held = room.queue.hold(replace(escalation(answer=samples.answer("conv_1")), kind=EscalationKind.AUDIT))
    with pytest.raises(Invalid, match="reaches nobody"):
        room.reviewing().resolve(held.id, Decision(kind=ResolutionKind.APPROVE, reuse=True), reviewer="rita")
    with pytest.raises(Conflict, match="judged once"):
        room.reviewing().reopen(held.id, reviewer="rita", comment=None)


def test_without_an_answer_there_is_nothing_to_approve() -> None:
    with pytest.raises(Invalid):
        Room().decide(ResolutionKind.APPROVE)


def test_a_label_of_a_claim_that_is_not_there_is_refused() -> None:
    room = Room()
    answer = whole(samples.answer("conv_1"))
    held = room.queue.hold(escalation(answer=answer))
    labels = [ClaimLabel(len(answer.claims), Support.SUPPORTED)]
    with pytest.raises(Invalid):
        room.reviewing().resolve(held.id, Decision(kind=ResolutionKind.APPROVE, labels=labels), reviewer="rita")
    assert room.queue.get(held.id).status is EscalationStatus.OPEN
