"""Escalations: who holds one, in which order they wait, and what reaches the user."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

import pytest

from domain.answers import Answer, Support
from domain.conversations import Author, Conversation
from domain.errors import Conflict, Invalid, NotFound
from domain.reviews import ClaimLabel, Escalation, EscalationKind, EscalationStatus, Resolution, ResolutionKind, Sla
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlConversations, SqlEscalations
from tests.storage import samples

Act: TypeAlias = Callable[[], object]

EDIT = Resolution(
    ResolutionKind.EDIT, "It was 1974.", (ClaimLabel(1, Support.CONTRADICTED),), reuse=True, reviewer="ann"
)


@pytest.fixture
def escalations(database: Database) -> SqlEscalations:
    return SqlEscalations(database)


@pytest.fixture
def conversation(database: Database) -> Conversation:
    return SqlConversations(database).create(title="", collection="default", owner=None, metadata={})


@pytest.fixture
def answer(database: Database, conversation: Conversation) -> Answer:
    answer = samples.answer(conversation.id)
    SqlAnswers(database).save(answer, None)
    return answer


@pytest.fixture
def waiting(database: Database, conversation: Conversation) -> str:
    """The id of an escalation that nobody holds."""
    escalation_id = SqlAnswers(database).save(samples.answer(conversation.id), samples.escalation())
    assert escalation_id is not None
    return escalation_id


def actions(escalations: SqlEscalations, escalation_id: str) -> list[str]:
    return [f"{entry.actor} {entry.action}" for entry in escalations.get(escalation_id).history]


def test_an_escalation_shows_its_answer_with_what_was_withheld(escalations: SqlEscalations, waiting: str) -> None:
    one = escalations.get(waiting)
    assert (one.status, one.kind, one.sla) == (EscalationStatus.OPEN, EscalationKind.FLAGGED, Sla.ACTIVE)
    assert one.answer is not None
    assert one.answer.withheld is not None
    assert one.answer.withheld.text == "All of them."
    assert actions(escalations, waiting) == ["candor created"]


def test_a_claim_keeps_others_out_until_it_is_released(escalations: SqlEscalations, waiting: str) -> None:
    claimed = escalations.claim(waiting, reviewer="ann", lease=samples.LEASE)
    assert (claimed.status, claimed.claimed_by) == (EscalationStatus.CLAIMED, "ann")
    assert claimed.claim_expires_at == samples.START + samples.LEASE
    acts: tuple[Act, ...] = (
        lambda: escalations.claim(waiting, reviewer="bob", lease=samples.LEASE),
        lambda: escalations.release(waiting, reviewer="bob"),
        lambda: escalations.resolve(
            waiting, Resolution(ResolutionKind.APPROVE, "Yes.", (), reuse=False, reviewer="bob")
        ),
    )
    for act in acts:
        with pytest.raises(Conflict, match="ann"):
            act()
    released = escalations.release(waiting, reviewer="ann")
    assert (released.status, released.claimed_by, released.claim_expires_at) == (EscalationStatus.OPEN, None, None)
    assert escalations.claim(waiting, reviewer="bob", lease=samples.LEASE).claimed_by == "bob"
    assert actions(escalations, waiting) == ["candor created", "ann claimed", "ann released", "bob claimed"]


def test_a_reviewer_renews_their_own_claim(escalations: SqlEscalations, waiting: str, clock: samples.Clock) -> None:
    escalations.claim(waiting, reviewer="ann", lease=samples.LEASE)
    clock.advance(samples.LEASE / 2)
    renewed = escalations.claim(waiting, reviewer="ann", lease=samples.LEASE)
    assert renewed.claim_expires_at == samples.START + samples.LEASE * 1.5
    assert actions(escalations, waiting)[1:] == ["ann claimed", "ann renewed"]


def test_a_claim_that_ran_out_reads_as_open_again(
    escalations: SqlEscalations, waiting: str, clock: samples.Clock
) -> None:
    escalations.claim(waiting, reviewer="ann", lease=samples.LEASE)
    clock.advance(samples.LEASE)
    lapsed = escalations.get(waiting)
    assert (lapsed.status, lapsed.claimed_by, lapsed.claim_expires_at) == (EscalationStatus.OPEN, None, None)
    assert escalations.counts()[EscalationStatus.OPEN] == 1
    assert [
        len(escalations.list(status=status, collections=None, cursor=None, limit=9).items)
        for status in (EscalationStatus.OPEN, EscalationStatus.CLAIMED, EscalationStatus.EXPIRED)
    ] == [1, 0, 0]
    with pytest.raises(Conflict, match="run out"):
        escalations.release(waiting, reviewer="ann")
    read_later = actions(escalations, waiting)
    escalations.claim(waiting, reviewer="bob", lease=samples.LEASE)
    assert actions(escalations, waiting) == [*read_later, "bob claimed"]
    assert read_later == ["candor created", "ann claimed", "ann expired"]


def test_of_reviewers_who_race_exactly_one_wins(escalations: SqlEscalations, waiting: str) -> None:
    start = threading.Barrier(8)
    winners: list[str] = []

    def race(reviewer: str) -> None:
        start.wait()
        try:
            escalations.claim(waiting, reviewer=reviewer, lease=samples.LEASE)
        except Conflict:
            return
        winners.append(reviewer)

    threads = [threading.Thread(target=race, args=(f"reviewer {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert winners == [escalations.get(waiting).claimed_by]


def test_a_resolution_reaches_the_conversation_and_is_kept_whole(
    escalations: SqlEscalations, waiting: str, conversation: Conversation, database: Database
) -> None:
    escalations.claim(waiting, reviewer="ann", lease=samples.LEASE)
    decided = escalations.resolve(waiting, EDIT)
    resolved = decided.escalation
    assert resolved == escalations.get(waiting)
    assert (resolved.status, resolved.resolution, resolved.sla) == (EscalationStatus.RESOLVED, EDIT, Sla.HIT)
    assert resolved.claimed_by is None
    assert resolved.answer is not None
    reply = SqlConversations(database).messages(conversation.id)[-1]
    assert (reply.author, reply.text, reply.answer_id) == (Author.REVIEWER, EDIT.text, resolved.answer.id)
    assert decided.reply == reply
    assert escalations.human_reply(resolved.answer.id) == EDIT.text
    assert resolved.history[-1].action == "resolved"
    with pytest.raises(Conflict, match="resolved"):
        escalations.resolve(waiting, EDIT)
    with pytest.raises(Conflict, match="resolved"):
        escalations.release(waiting, reviewer="ann")


def test_nobody_needs_a_claim_to_resolve_what_nobody_holds(escalations: SqlEscalations, waiting: str) -> None:
    assert escalations.resolve(waiting, EDIT).escalation.status is EscalationStatus.RESOLVED


def test_an_audit_does_not_speak_to_the_user(
    escalations: SqlEscalations, conversation: Conversation, database: Database
) -> None:
    answers = SqlAnswers(database)
    saved = samples.answer(conversation.id)
    escalation_id = answers.save(saved, samples.escalation(kind=EscalationKind.AUDIT)) or ""
    assert escalations.resolve(escalation_id, EDIT).reply is None
    assert len(SqlConversations(database).messages(conversation.id)) == 1
    assert escalations.human_reply(saved.id) is None


@pytest.mark.parametrize(
    "labels",
    [
        (ClaimLabel(2, Support.SUPPORTED),),
        (ClaimLabel(-1, Support.SUPPORTED),),
        (ClaimLabel(0, Support.SUPPORTED),) * 2,
    ],
)
def test_labels_that_fit_no_claim_change_nothing(
    escalations: SqlEscalations, waiting: str, labels: tuple[ClaimLabel, ...]
) -> None:
    before = escalations.get(waiting)
    with pytest.raises(Invalid, match="label"):
        escalations.resolve(waiting, Resolution(ResolutionKind.APPROVE, "Yes.", labels, reuse=False, reviewer="ann"))
    assert escalations.get(waiting) == before


def test_a_reply_that_comes_too_late_misses_its_level(
    escalations: SqlEscalations, waiting: str, clock: samples.Clock
) -> None:
    clock.advance(timedelta(hours=4))
    assert escalations.get(waiting).sla is Sla.ACTIVE
    clock.advance(timedelta(seconds=1))
    assert escalations.get(waiting).sla is Sla.MISSED
    assert escalations.resolve(waiting, EDIT).escalation.sla is Sla.MISSED


def test_asking_for_a_person_twice_gives_one_escalation(
    escalations: SqlEscalations, answer: Answer, conversation: Conversation
) -> None:
    wanted = samples.escalation(kind=EscalationKind.REQUESTED)
    first = escalations.request(conversation_id=conversation.id, answer_id=answer.id, escalation=wanted)
    again = escalations.request(conversation_id=conversation.id, answer_id=answer.id, escalation=wanted)
    assert again == first
    assert actions(escalations, first.id) == ["user created"]
    escalations.resolve(first.id, EDIT)
    third = escalations.request(conversation_id=conversation.id, answer_id=answer.id, escalation=wanted)
    assert third.id != first.id
    assert {one.id for one in escalations.of_conversation(conversation.id)} == {first.id, third.id}


def test_an_audit_is_no_answer_to_asking_for_a_person(
    escalations: SqlEscalations, conversation: Conversation, database: Database
) -> None:
    saved = samples.answer(conversation.id)
    audit = SqlAnswers(database).save(saved, samples.escalation(kind=EscalationKind.AUDIT))
    wanted = samples.escalation(kind=EscalationKind.REQUESTED)
    asked = escalations.request(conversation_id=conversation.id, answer_id=saved.id, escalation=wanted)
    assert asked.id != audit


def test_a_person_can_be_asked_for_before_any_answer(escalations: SqlEscalations, conversation: Conversation) -> None:
    wanted = samples.escalation(kind=EscalationKind.REQUESTED)
    first = escalations.request(conversation_id=conversation.id, answer_id=None, escalation=wanted)
    assert (first.answer, first.collection) == (None, "default")
    assert escalations.request(conversation_id=conversation.id, answer_id=None, escalation=wanted).id == first.id
    with pytest.raises(Invalid):
        escalations.resolve(first.id, EDIT)


def test_nobody_asks_about_what_is_not_there(
    escalations: SqlEscalations, answer: Answer, conversation: Conversation, database: Database
) -> None:
    other = SqlConversations(database).create(title="", collection="default", owner=None, metadata={})
    for conversation_id, answer_id in (("conv_0", None), (conversation.id, "answer_0"), (other.id, answer.id)):
        with pytest.raises(NotFound):
            escalations.request(conversation_id=conversation_id, answer_id=answer_id, escalation=samples.escalation())
    acts: tuple[Act, ...] = (
        lambda: escalations.get("esc_0"),
        lambda: escalations.claim("esc_0", reviewer="ann", lease=samples.LEASE),
        lambda: escalations.release("esc_0", reviewer="ann"),
        lambda: escalations.resolve("esc_0", EDIT),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act()


def test_the_most_urgent_come_first_in_slices_that_hold_each_once(
    escalations: SqlEscalations, conversation: Conversation, database: Database
) -> None:
    answers = SqlAnswers(database)
    for number in range(9):
        due = samples.START + timedelta(hours=number % 2)
        answers.save(samples.answer(conversation.id), samples.escalation(priority=number % 3, due_at=due))
    seen: list[Escalation] = []
    cursor = None
    while True:
        part = escalations.list(status=EscalationStatus.OPEN, collections=None, cursor=cursor, limit=2)
        seen += part.items
        cursor = part.next_cursor
        if cursor is None:
            break
    assert len({one.id for one in seen}) == len(seen) == 9
    urgency = [(-one.priority, one.due_at) for one in seen]
    assert urgency == sorted(urgency)
    with pytest.raises(Invalid, match="cursor"):
        escalations.list(status=None, collections=None, cursor="WzEsImEiXQ", limit=2)


def test_reviewers_see_only_their_collections(escalations: SqlEscalations, waiting: str) -> None:
    def ids(*collections: str) -> list[str]:
        listed = escalations.list(status=None, collections=frozenset(collections), cursor=None, limit=9)
        return [one.id for one in listed.items]

    assert ids("default", "other") == [waiting]
    assert ids("other") == ids() == []


def test_the_queue_is_counted_by_status(
    escalations: SqlEscalations, waiting: str, conversation: Conversation, database: Database, clock: samples.Clock
) -> None:
    assert escalations.oldest_open() == samples.START
    clock.advance(timedelta(seconds=5))
    second = SqlAnswers(database).save(samples.answer(conversation.id), samples.escalation())
    escalations.resolve(waiting, EDIT)
    escalations.claim(second or "", reviewer="ann", lease=samples.LEASE)
    counted = {status.value: number for status, number in escalations.counts().items()}
    assert counted == {"open": 0, "claimed": 1, "resolved": 1, "expired": 0, "reopened": 0}
    elsewhere = replace(samples.answer(conversation.id), collection="hr")
    third = SqlAnswers(database).save(elsewhere, samples.escalation())
    by_collection = escalations.counts_by_collection()
    assert {name: counts[EscalationStatus.OPEN] for name, counts in by_collection.items()} == {"default": 0, "hr": 1}
    assert by_collection["default"][EscalationStatus.RESOLVED] == 1
    escalations.resolve(third or "", EDIT)
    assert escalations.oldest_open() == samples.START + timedelta(seconds=5)
    escalations.resolve(second or "", EDIT)
    assert escalations.oldest_open() is None
