"""What failed is looked into once, and again when a person decides on it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.answers import Answer, ByPerson, Outcome, Reason, Support
from domain.diagnoses import Diagnosis
from domain.reviews import Cause, ClaimLabel, EscalationKind, Resolution, ResolutionKind
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlConversations, SqlDiagnoses, SqlEscalations
from tests.storage import samples

SECOND = timedelta(seconds=1)


class World:
    """A conversation in which answers fail and are decided on."""

    def __init__(self, database: Database, clock: samples.Clock) -> None:
        self.answers, self.escalations = SqlAnswers(database), SqlEscalations(database)
        self.diagnoses, self.conversations, self.clock = SqlDiagnoses(database), SqlConversations(database), clock
        self.talk = self.conversations.create(title="", collection="default", owner=None, metadata={}).id

    def answered(self, outcome: Outcome = Outcome.ESCALATED, reason: Reason | None = None, **changes: object) -> Answer:
        made = replace(samples.answer(self.talk, at=self.clock()), outcome=outcome, reason=reason, **changes)  # type: ignore[arg-type]
        self.answers.save(made, None)
        self.clock.advance(SECOND)
        return made

    def decided(self, answer: Answer, *labels: ClaimLabel, cause: Cause | None = None, kind: str = "requested") -> None:
        wanted = samples.escalation(kind=EscalationKind(kind))
        case = self.escalations.request(conversation_id=self.talk, answer_id=answer.id, escalation=wanted)
        said = Resolution(ResolutionKind.REJECT, "", labels, reuse=False, reviewer="ann", cause=cause)
        self.escalations.resolve(case.id, said)
        self.clock.advance(SECOND)

    def waiting(self) -> Sequence[str]:
        return [one.answer.id for one in self.diagnoses.undiagnosed(since=samples.START, limit=9)]

    def found(self, answer: Answer, cause: Cause | None) -> Diagnosis:
        made = Diagnosis(answer.id, cause, 1, "doc_1", "guide.pdf", self.clock())
        self.diagnoses.keep(made)
        self.clock.advance(SECOND)
        return made


@pytest.fixture
def world(database: Database, clock: samples.Clock) -> World:
    return World(database, clock)


def test_what_failed_waits_newest_first_and_what_is_no_failure_does_not(world: World) -> None:
    first = world.answered()
    world.answered(Outcome.ANSWERED)
    world.answered(Outcome.ABSTAINED, Reason.NO_QUESTION)
    world.answered(by_person=ByPerson("ver_1", samples.START))
    second = world.answered(Outcome.ABSTAINED)
    assert world.waiting() == [second.id, first.id]


def test_what_was_looked_into_waits_no_more_until_a_person_decides(world: World) -> None:
    answer = world.answered()
    made = world.found(answer, Cause.RETRIEVAL_MISS)
    assert world.diagnoses.of(answer.id) == made
    assert world.waiting() == []
    world.decided(answer, ClaimLabel(1, Support.UNSUPPORTED))
    [failed] = world.diagnoses.undiagnosed(since=samples.START, limit=9)
    assert failed.answer == answer
    assert failed.resolution is not None
    assert failed.resolution.labels == (ClaimLabel(1, Support.UNSUPPORTED),)
    again = world.found(answer, Cause.DETECTOR_WRONG)
    assert (world.waiting(), world.diagnoses.of(answer.id)) == ([], again)


def test_an_answer_that_was_delivered_waits_once_it_is_decided_on(world: World) -> None:
    answer = world.answered(Outcome.ANSWERED)
    assert world.waiting() == []
    world.decided(answer)
    assert world.waiting() == [answer.id]


def test_what_is_said_of_a_suspended_reply_is_not_said_of_the_answer(world: World) -> None:
    answer = world.answered(Outcome.ANSWERED)
    world.decided(answer, kind="suspended")
    assert world.waiting() == []


def test_reasons_are_counted_and_a_persons_word_goes_first(world: World) -> None:
    for cause in (Cause.RETRIEVAL_MISS, Cause.RETRIEVAL_MISS, None):
        world.found(world.answered(), cause)
    corrected = world.answered()
    world.decided(corrected, cause=Cause.QUESTION_UNCLEAR)
    world.found(corrected, Cause.OUTSIDE_DOCUMENTS)
    found = world.diagnoses.causes(collection="default", since=samples.START)
    assert found == {Cause.RETRIEVAL_MISS: 2, Cause.QUESTION_UNCLEAR: 1}
    assert world.diagnoses.causes(collection="other", since=samples.START) == {}


def test_a_deleted_answer_has_no_reason_and_gets_none(world: World) -> None:
    answer = world.answered()
    made = world.found(answer, Cause.RETRIEVAL_MISS)
    world.conversations.delete(world.talk)
    assert world.diagnoses.of(answer.id) is None
    world.diagnoses.keep(made)
    assert world.diagnoses.of(answer.id) is None
