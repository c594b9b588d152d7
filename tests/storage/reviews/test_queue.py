"""The queue for many: what comes next, who it is for, those that ask the same, and what is opened again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.answers import Support
from domain.errors import Conflict
from domain.reviews import (
    Cause,
    ClaimLabel,
    EscalationKind,
    EscalationStatus,
    Filters,
    NewEscalation,
    Resolution,
    ResolutionKind,
    Sla,
)
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlConversations, SqlEscalations, SqlVerified
from tests.storage import samples

DUE = samples.START + timedelta(hours=4)
EDIT = Resolution(ResolutionKind.EDIT, "It was 1974.", (), reuse=True, reviewer="ann")


class Queue:
    """Escalations of one collection, each of a conversation of its own unless it is said."""

    def __init__(self, database: Database) -> None:
        self.store, self.answers = SqlEscalations(database), SqlAnswers(database)
        self.conversations, self.verified = SqlConversations(database), SqlVerified(database)

    def add(self, query: str = "", *, conversation: str = "", kind: EscalationKind = EscalationKind.FLAGGED,
            priority: int = 1, first_due_at: object = None) -> str:  # fmt: skip
        made = samples.answer(conversation or self.talk())
        wanted = replace(samples.escalation(kind=kind, priority=priority), first_due_at=first_due_at)
        return self.answers.save(replace(made, query=query or made.query), wanted) or ""

    def talk(self) -> str:
        return self.conversations.create(title="", collection="default", owner=None, metadata={}).id

    def next(self, reviewer: str = "ann", **wanted: object) -> str | None:
        taken = self.store.claim_next(reviewer=reviewer, lease=samples.LEASE, collections=None, **wanted)
        return None if taken is None else taken.id

    def replies(self, escalation_id: str) -> int:
        case = self.store.get(escalation_id)
        return sum(m.author == "reviewer" for m in self.conversations.messages(case.conversation_id))


@pytest.fixture
def queue(database: Database) -> Queue:
    return Queue(database)


def test_the_next_is_the_most_urgent_that_nobody_holds(queue: Queue, clock: samples.Clock) -> None:
    low, high = queue.add(priority=1), queue.add(priority=9)
    assert (queue.next("ann"), queue.next("bob"), queue.next("cem")) == (high, low, None)
    clock.advance(samples.LEASE)
    assert queue.next("cem") == high
    assert [e.action for e in queue.store.get(high).history] == ["created", "claimed", "expired", "claimed"]


def test_the_next_is_of_what_is_wanted(queue: Queue, clock: samples.Clock) -> None:
    queue.add(priority=9)
    asked = queue.add("Is 100% of it refunded?", kind=EscalationKind.REQUESTED)
    clock.advance(timedelta(hours=1))
    queue.add(priority=9)
    old = Filters(created_before=clock())
    assert queue.next(filters=Filters(kind=EscalationKind.AUDIT)) is None
    assert queue.next(filters=Filters(text="nothing like it")) is None
    assert queue.next(filters=Filters(reason="NOT supported", kind=EscalationKind.REQUESTED)) == asked
    assert queue.store.list(
        status=None, collections=None, cursor=None, limit=9, filters=replace(old, text="all of THEM")
    ).items[0].priority == 9  # fmt: skip
    assert queue.next(filters=Filters(text="0%")) is None
    undecided = queue.store.list(status=None, collections=None, cursor=None, limit=9, filters=Filters(undecided=True))
    assert asked in {one.id for one in undecided.items}
    queue.store.resolve(asked, EDIT)
    undecided = queue.store.list(status=None, collections=None, cursor=None, limit=9, filters=Filters(undecided=True))
    assert asked not in {one.id for one in undecided.items}
    assert queue.store.claim_next(reviewer="ann", lease=samples.LEASE, collections=frozenset({"hr"})) is None


def test_what_is_assigned_to_another_or_skipped_is_not_next(queue: Queue) -> None:
    first, second, third = (queue.add(priority=priority) for priority in (3, 2, 1))
    assigned = queue.store.assign(first, to="bob", by="ann")
    assert (assigned.assigned_to, assigned.history[-1].comment) == ("bob", "bob")
    assert queue.next("ann", skipped=frozenset({second})) == third
    assert queue.next("bob") == first
    mine = queue.store.list(
        status=None, collections=None, cursor=None, limit=9, filters=Filters(assigned_to="bob")
    ).items
    nobodys = queue.store.list(status=None, collections=None, cursor=None, limit=9, filters=Filters(assigned_to=""))
    assert ([one.id for one in mine], len(nobodys.items)) == ([first], 2)


def test_one_reply_answers_all_who_asked_the_same(queue: Queue) -> None:
    talk = queue.talk()
    first, second = queue.add("When is it open?"), queue.add("when is it OPEN", conversation=talk)
    again = queue.add("When is it open?", conversation=talk)
    other = queue.add("When is it shut?", priority=0)
    assert set(queue.store.get(first).duplicates) == {second, again}
    assert queue.next("ann") in {first, second, again}
    decided = queue.store.resolve(first, EDIT)
    assert {one.escalation.id for one in decided.others} <= {second, again}
    assert {queue.store.get(one).status for one in (first, second, again)} == {EscalationStatus.RESOLVED}
    assert (queue.replies(first), queue.replies(second)) == (1, 1)
    assert queue.store.get(other).status is EscalationStatus.OPEN
    assert len(queue.verified.list(None)) == 1


def test_what_another_reviewer_is_at_is_neither_next_nor_decided_along(queue: Queue) -> None:
    first, second = queue.add("When is it open?", priority=9), queue.add("When is it open?")
    queue.store.claim(second, reviewer="bob", lease=samples.LEASE)
    assert queue.next("ann") is None
    assert queue.store.resolve(first, EDIT).others == ()
    assert queue.store.get(second).claimed_by == "bob"


def test_what_is_opened_again_waits_anew_and_is_not_given_again(queue: Queue, clock: samples.Clock) -> None:
    case = queue.add()
    labelled = replace(EDIT, labels=(ClaimLabel(0, Support.SUPPORTED, answers=False),), cause=Cause.SOURCES_CONFLICT)
    kept = queue.store.resolve(case, labelled).escalation.resolution
    assert kept == labelled
    anew = NewEscalation(EscalationKind.FLAGGED, "", 1, DUE + timedelta(hours=9), DUE)
    opened = queue.store.reopen(case, reviewer="bob", comment="It says 1975.", anew=anew)
    assert (opened.status, opened.due_at, opened.resolution) == (EscalationStatus.REOPENED, anew.due_at, None)
    assert (opened.history[-1].action, opened.history[-1].comment) == ("reopened", "It says 1975.")
    assert queue.verified.list(None) == []
    assert queue.store.counts()[EscalationStatus.REOPENED] == 1
    for status in (EscalationStatus.OPEN, EscalationStatus.REOPENED):
        assert [one.id for one in queue.store.list(status=status, collections=None, cursor=None, limit=9).items] == [
            case
        ]
    with pytest.raises(Conflict):
        queue.store.reopen(case, reviewer="bob", comment=None, anew=anew)
    assert queue.next() == case
    assert queue.store.resolve(case, EDIT).escalation.status is EscalationStatus.RESOLVED
    with pytest.raises(Conflict):
        queue.store.assign(case, to="bob", by="ann")


def test_the_first_reply_is_the_claim(queue: Queue, clock: samples.Clock) -> None:
    soon = samples.START + timedelta(minutes=30)
    taken, late = queue.add(first_due_at=soon, priority=9), queue.add(first_due_at=soon)
    assert queue.store.get(taken).first_sla is Sla.ACTIVE
    queue.next()
    clock.advance(timedelta(minutes=31))
    assert (queue.store.get(taken).first_sla, queue.store.get(late).first_sla) == (Sla.HIT, Sla.MISSED)


def test_a_conversation_knows_its_place_in_the_queue(queue: Queue) -> None:
    talk = queue.talk()
    cases = [queue.add(priority=9), queue.add(conversation=talk), queue.add(priority=5)]
    assert [one.position for one in queue.store.of_conversation(talk)] == [3]
    queue.store.resolve(cases[2], EDIT)
    assert [one.position for one in queue.store.of_conversation(talk)] == [2]
    queue.store.claim(cases[1], reviewer="ann", lease=samples.LEASE)
    assert [one.position for one in queue.store.of_conversation(talk)] == [None]


def test_of_renewals_in_a_row_the_last_is_kept(queue: Queue, clock: samples.Clock) -> None:
    case = queue.add()
    for _ in range(4):
        queue.store.claim(case, reviewer="ann", lease=samples.LEASE)
        clock.advance(samples.LEASE / 2)
    assert [e.action for e in queue.store.get(case).history] == ["created", "claimed", "renewed"]
