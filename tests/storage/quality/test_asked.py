"""The log of questions, and on which documents their answers rest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.answers import Answer, Outcome, Rating
from domain.asked import Asked, Wanted
from domain.audits import Draw
from domain.diagnoses import Diagnosis
from domain.errors import Invalid
from domain.reviews import Cause, EscalationKind, Resolution, ResolutionKind
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlAsked, SqlCiting, SqlConversations, SqlDiagnoses, SqlEscalations
from tests.storage import samples
from tests.storage.conftest import Library

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
EVERYTHING = Wanted(collections=None, since=samples.START)


class World:
    """A conversation in which questions are asked."""

    def __init__(self, database: Database, clock: samples.Clock) -> None:
        self.answers, self.escalations = SqlAnswers(database), SqlEscalations(database)
        self.asked, self.citing, self.diagnoses = SqlAsked(database), SqlCiting(database), SqlDiagnoses(database)
        self.clock = clock
        self.talk = SqlConversations(database).create(title="", collection="default", owner=None, metadata={}).id

    def answer(self, question: str = "How many?", *, drawn: bool = False, **changes: object) -> Answer:
        made = replace(samples.answer(self.talk, at=self.clock()), question=question, **changes)  # type: ignore[arg-type]
        audit = replace(samples.escalation(kind=EscalationKind.AUDIT), expires_at=self.clock() + DAY)
        self.answers.save(made, None, Draw(0.5, audit) if drawn else None)
        self.clock.advance(SECOND)
        return made

    def reject(self, answer: Answer) -> None:
        for case in self.escalations.of_conversation(self.talk):
            if case.answer is not None and case.answer.id == answer.id:
                self.escalations.resolve(
                    case.id, Resolution(ResolutionKind.REJECT, "", (), reuse=False, reviewer="ann")
                )

    def questions(self, wanted: Wanted = EVERYTHING) -> Sequence[Asked]:
        return self.asked.questions(wanted, cursor=None, limit=9).items


@pytest.fixture
def world(database: Database, clock: samples.Clock) -> World:
    return World(database, clock)


def test_questions_come_newest_first_page_by_page_with_what_became_of_them(world: World) -> None:
    kept = [world.answer(timings_ms={"total": 9.5, "retrieve": 3.0}) for _ in range(5)]
    world.answers.rate(kept[0].id, Rating.DOWN, "Beside the point.")
    world.diagnoses.keep(Diagnosis(kept[0].id, Cause.RETRIEVAL_MISS, None, None, None, world.clock()))
    found, cursor = list[Asked](), None
    while True:
        page = world.asked.questions(EVERYTHING, cursor=cursor, limit=2)
        found += page.items
        if (cursor := page.next_cursor) is None:
            break
    assert [one.answer_id for one in found] == [one.id for one in reversed(kept)]
    last = found[-1]
    assert (last.outcome, last.total_ms, last.cause) == (Outcome.ESCALATED, 9.5, Cause.RETRIEVAL_MISS)
    assert (last.rating, last.comment, found[0].rating) == (Rating.DOWN, "Beside the point.", None)
    with pytest.raises(Invalid):
        world.asked.questions(EVERYTHING, cursor="x", limit=2)


def test_some_can_be_asked_for(world: World) -> None:
    plain, abstained = world.answer("Where is it?"), world.answer("Is it 100% wool?", outcome=Outcome.ABSTAINED)
    world.answers.rate(plain.id, Rating.DOWN, None)

    def ids(**wanted: object) -> list[str]:
        return [one.answer_id for one in world.questions(replace(EVERYTHING, **wanted))]  # type: ignore[arg-type]

    assert ids(outcomes=frozenset({Outcome.ABSTAINED})) == ids(text="100%") == [abstained.id]
    assert ids(rating=Rating.DOWN) == ids(text="WHERE") == [plain.id]
    assert ids(collections=frozenset({"other"})) == ids(since=world.clock()) == []


def test_how_it_ended_is_not_told_while_an_audit_is_to_be_judged_blindly(world: World) -> None:
    answer = world.answer(drawn=True)
    [hidden] = world.questions()
    assert (hidden.outcome, hidden.reason, hidden.cause) == (None, None, None)
    by_outcome = replace(EVERYTHING, outcomes=frozenset({Outcome.ESCALATED}))
    assert world.questions(by_outcome) == ()
    world.reject(answer)
    assert [one.outcome for one in world.questions(by_outcome)] == [Outcome.ESCALATED]


def test_an_audit_that_expired_hides_nothing(world: World) -> None:
    world.answer(drawn=True)
    world.clock.advance(DAY)
    assert [one.outcome for one in world.questions()] == [Outcome.ESCALATED]


def test_stages_are_timed_by_the_newest_answers(world: World) -> None:
    for took in (1.0, 2.0, 3.0):
        world.answer(timings_ms={"retrieve": took})
    times = world.asked.stage_times(collection="default", since=samples.START, most=2)
    assert times == {"retrieve": [3.0, 2.0]}
    assert world.asked.stage_times(collection="other", since=samples.START, most=2) == {}


def test_documents_are_told_by_the_harm_they_do(world: World, library: Library) -> None:
    uncited = library.ready("never.pdf")
    library.add("not-ready.pdf")
    wrong = world.answer(drawn=True)  # cites doc_1; nothing of it rests on doc_2
    world.answer(content="Some. [2]", claims=(), withheld=None)
    disliked = world.answer()
    world.answers.rate(disliked.id, Rating.DOWN, None)
    world.reject(wrong)
    found = world.citing.citing(collection=None, since=samples.START, most=9)
    assert found.answers == 3
    told = [(one.document_id, one.answers, one.wrong, one.thumbs_down) for one in found.cited]
    assert told == [("doc_1", 2, 1, 1), ("doc_2", 1, 0, 0)]
    assert ([one.document_id for one in found.never_cited], found.uncited) == ([uncited.id], 1)
    assert world.citing.citing(collection=None, since=samples.START, most=1).answers == 1
    assert world.citing.citing(collection="other", since=samples.START, most=9).cited == ()
