"""Who listens is told what the stores hold by now, and of a decision that decision's own reply."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from domain.answers import Answer
from domain.conversations import Author, Message
from domain.reviews import Escalation, EscalationKind, EscalationStatus, Resolved, Sla
from server.usecases.announcing import Announcer
from server.usecases.broker import QUEUE_TOPIC, Broker, Happening, QueueChanged, conversation_topic, document_topic
from tests.server.usecases.fakes import NOW, Escalations, Telemetry, document, escalation
from tests.storage import samples


class Hall:
    """An announcer with its queue, and what listeners hear."""

    def __init__(self) -> None:
        self.queue, self.telemetry = Escalations(), Telemetry()

    def heard(self, topic: str, happens: Callable[[Announcer], None]) -> list[Happening]:
        async def listen() -> list[Happening]:
            broker = Broker()
            announcer = Announcer(broker, self.queue, self.telemetry)  # type: ignore[arg-type]
            with broker.subscribe(topic) as changes:
                happens(announcer)
                broker.close()
                return [happening async for happening in changes]

        return asyncio.run(listen())


def decided(kind: EscalationKind = EscalationKind.FLAGGED) -> Escalation:
    return replace(escalation(status=EscalationStatus.RESOLVED), kind=kind, sla=Sla.HIT)


def test_a_document_is_told_to_who_follows_it() -> None:
    moved = document("a.txt")
    assert Hall().heard(document_topic(moved.id), lambda announcer: announcer.document(moved)) == [moved]


def test_the_reply_that_is_told_is_the_reviewers() -> None:
    hall, reply = Hall(), Message("msg_7", Author.REVIEWER, "Six.", None, NOW)
    end = decided()
    talk = hall.heard(conversation_topic("conv_1"), lambda announcer: announcer.resolved(Resolved(end, reply)))
    assert talk == [end, reply]
    assert hall.telemetry.closed == [Sla.HIT]


def test_an_audit_says_nothing_in_the_conversation() -> None:
    hall, end = Hall(), decided(EscalationKind.AUDIT)
    talk = hall.heard(conversation_topic("conv_1"), lambda announcer: announcer.resolved(Resolved(end, None)))
    assert talk == []
    assert hall.telemetry.closed == []


def test_a_conversation_whose_audit_waits_hears_nothing_of_its_place() -> None:
    hall = Hall()
    hall.queue.hold(replace(escalation(), kind=EscalationKind.AUDIT, position=2))
    waits = hall.queue.hold(replace(escalation(), id="esc_9", position=1))
    talk = hall.heard(conversation_topic("conv_1"), lambda announcer: announcer.escalation(waits))
    assert talk
    assert EscalationKind.AUDIT not in {told.kind for told in talk if isinstance(told, Escalation)}


def test_the_queue_is_told_which_collection_moved_and_how_many_wait_in_each() -> None:
    hall = Hall()
    waiting = hall.queue.hold(escalation(collection="hr"))
    hall.queue.hold(escalation(collection="spare", status=EscalationStatus.CLAIMED))
    [changed] = hall.heard(QUEUE_TOPIC, lambda announcer: announcer.escalation(waiting))
    assert isinstance(changed, QueueChanged)
    assert changed.collection == "hr"
    assert changed.counts["hr"][EscalationStatus.OPEN] == 1
    assert changed.counts["spare"][EscalationStatus.CLAIMED] == 1


def test_an_escalation_that_was_deleted_in_the_same_moment_is_told_to_nobody() -> None:
    assert Hall().heard(QUEUE_TOPIC, lambda announcer: announcer.new_escalation("esc_gone")) == []


def test_a_revised_answer_is_told_and_then_the_escalation_that_it_asks_for() -> None:
    hall = Hall()
    answer: Answer = replace(samples.answer("conv_1"), conversation_id="conv_1")
    asked = hall.queue.hold(escalation(answer=answer))
    topic = conversation_topic("conv_1")
    assert hall.heard(topic, lambda announcer: announcer.revised(answer, asked.id)) == [answer, asked]
    assert hall.heard(topic, lambda announcer: announcer.revised(answer, None)) == [answer]
