"""What event streams are told of a decision is that decision's own reply, whatever else was said meanwhile."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from domain.conversations import Author, Message
from domain.reviews import Escalation, EscalationKind, EscalationStatus, Resolution, ResolutionKind, Resolved, Sla
from server.usecases.announcing import Announcer
from server.usecases.broker import QUEUE_TOPIC, Broker, conversation_topic

NOW = datetime(2026, 11, 26, tzinfo=UTC)


class Counted:
    """The queue's counts, and nothing else of the escalation store."""

    def counts(self) -> dict[EscalationStatus, int]:
        return dict.fromkeys(EscalationStatus, 0) | {EscalationStatus.OPEN: 2}


class Sums:
    """Counts how escalations were closed."""

    def __init__(self) -> None:
        self.closed: list[Sla] = []

    def escalation_closed(self, sla: Sla) -> None:
        self.closed.append(sla)


def decided(kind: EscalationKind = EscalationKind.FLAGGED) -> Escalation:
    return Escalation(
        id="esc_1",
        status=EscalationStatus.RESOLVED,
        kind=kind,
        reason="",
        priority=1,
        due_at=NOW,
        sla=Sla.HIT,
        created_at=NOW,
        conversation_id="conv_1",
        collection="default",
        claimed_by=None,
        claim_expires_at=None,
        resolution=Resolution(ResolutionKind.EDIT, "Six.", (), reuse=False, reviewer="ann"),
        answer=None,
        history=(),
    )


def heard(resolved: Resolved) -> tuple[list[Any], list[Any], list[Sla]]:
    """What the conversation's and the queue's listeners are told of a decision, and what is counted."""
    telemetry = Sums()

    async def listen() -> tuple[list[Any], list[Any]]:
        broker = Broker()
        announcer = Announcer(broker, Counted(), telemetry)  # type: ignore[arg-type] - it only counts
        with broker.subscribe(conversation_topic("conv_1")) as talk, broker.subscribe(QUEUE_TOPIC) as queue:
            announcer.resolved(resolved)
            broker.close()
            return [event async for event in talk], [event async for event in queue]

    return *asyncio.run(listen()), telemetry.closed


def test_the_reply_that_is_told_is_the_reviewers() -> None:
    reply = Message("msg_7", Author.REVIEWER, "Six.", None, NOW)
    talk, queue, closed = heard(Resolved(decided(), reply))
    assert [name for name, _ in talk] == ["escalation", "message"]
    assert (talk[1][1]["id"], talk[1][1]["role"], talk[1][1]["content"]) == ("msg_7", "reviewer", "Six.")
    assert queue == [("queue", {"open": 2, "claimed": 0})]
    assert closed == [Sla.HIT]


def test_an_audit_says_nothing_in_the_conversation() -> None:
    talk, _, closed = heard(Resolved(decided(EscalationKind.AUDIT), None))
    assert [name for name, _ in talk] == ["escalation"]
    assert closed == [Sla.HIT]
