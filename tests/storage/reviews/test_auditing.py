"""What could be drawn, with which probability, and what people said of what was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.answers import Answer, CheckedClaim, Claim, Outcome, Support, Verdict
from domain.audits import AuditLabel, Draw, Frame
from domain.reviews import ClaimLabel, EscalationKind, EscalationStatus, Resolution, ResolutionKind
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlAudits, SqlConversations, SqlEscalations
from tests.storage import samples

DAY = timedelta(days=1)


class World:
    """A conversation in which answers are given, drawn and reviewed."""

    def __init__(self, database: Database, clock: samples.Clock) -> None:
        self.answers, self.escalations, self.audits = (
            SqlAnswers(database),
            SqlEscalations(database),
            SqlAudits(database),
        )
        self.conversation = SqlConversations(database).create(title="", collection="default", owner=None, metadata={})
        self.clock = clock
        self.start = clock()

    def answered(
        self, *, risk: float | None = 0.3, outcome: Outcome = Outcome.ANSWERED, model: str = "m", drawn: bool = True
    ) -> str:
        """The id of its audit, empty where it was not drawn."""
        support = Support.UNCHECKED if risk is None else Support.SUPPORTED
        claim = CheckedClaim(Claim("Some. [1]", 0, 9), Verdict(support, risk, (), {}))
        answer = replace(
            samples.answer(self.conversation.id, at=self.clock(), model=model),
            claims=(claim,),
            withheld=None,
            outcome=outcome,
            support=support,
            risk=risk,
        )
        return self.kept(answer, drawn=drawn)

    def kept(self, answer: Answer, *, drawn: bool = True) -> str:
        audit = samples.escalation(kind=EscalationKind.AUDIT) if drawn else None
        self.answers.save(answer, None, Draw(0.25, audit))
        waiting = self.escalations.list(status=EscalationStatus.OPEN, collections=None, cursor=None, limit=200).items
        return next((one.id for one in waiting if one.answer is not None and one.answer.id == answer.id), "")

    def review(self, audit: str, kind: ResolutionKind = ResolutionKind.APPROVE, *labels: ClaimLabel) -> None:
        self.escalations.resolve(audit, Resolution(kind, "", labels, reuse=False, reviewer="ann"))

    def labels(self) -> Sequence[AuditLabel]:
        [span] = self.audits.spans(collection=None, model=None, since=self.start, step=365 * DAY)
        return span.labels


@pytest.fixture
def world(database: Database, clock: samples.Clock) -> World:
    found = World(database, clock)
    clock.advance(timedelta(seconds=1))
    return found


def test_all_that_could_be_drawn_is_counted_with_its_risks_and_only_what_was_reviewed_has_a_label(world: World) -> None:
    world.answered(drawn=False)
    world.answered(risk=None, drawn=False)
    world.answered(model="other")
    world.review(world.answered(risk=0.7))
    [span] = world.audits.spans(collection="default", model=None, since=world.start, step=DAY)
    assert span.frames == {("default", "m"): Frame(3, pytest.approx(1.5)), ("default", "other"): Frame(1, 0.3)}
    [label] = span.labels
    assert (label.stratum, label.risk, label.worst, label.probability) == (("default", "m"), 0.7, 0.7, 0.25)
    assert (label.is_wrong, label.is_flagged, label.is_delivered) == (False, False, True)


def test_one_collection_and_model_can_be_asked_for(world: World) -> None:
    world.review(world.answered())
    for collection, model in (("elsewhere", None), (None, "other")):
        [span] = world.audits.spans(collection=collection, model=model, since=world.start, step=DAY)
        assert (span.frames, span.labels) == ({}, ())


def test_labels_stand_in_the_step_of_their_answer_however_late_they_came(world: World) -> None:
    audit = world.answered()
    world.clock.advance(2 * DAY)
    world.review(audit)
    spans = world.audits.spans(collection=None, model=None, since=world.start, step=DAY)
    assert [len(span.labels) for span in spans] == [1, 0, 0]
    assert [len(span.frames) for span in spans] == [1, 0, 0]


def test_an_answer_of_which_a_part_was_withheld_was_not_delivered(world: World) -> None:
    answer = samples.answer(world.conversation.id, at=world.clock())
    world.review(world.kept(answer), ResolutionKind.APPROVE, ClaimLabel(1, Support.UNSUPPORTED))
    [span] = world.audits.spans(collection=None, model=None, since=world.start, step=DAY)
    assert span.frames == {}
    [label] = span.labels
    assert (label.is_delivered, label.is_flagged, label.flagged_anyway, label.is_wrong) == (False, True, False, True)
    assert label.worst == pytest.approx(0.7)


def test_a_supported_sentence_that_is_no_answer_makes_one_wrong(world: World) -> None:
    answer = samples.answer(world.conversation.id, at=world.clock())
    world.review(world.kept(answer), ResolutionKind.APPROVE, ClaimLabel(0, Support.SUPPORTED, answers=False))
    assert [label.is_wrong for label in world.labels()] == [True]


def test_what_was_reviewed_because_it_was_flagged_is_no_label(world: World) -> None:
    answer = samples.answer(world.conversation.id, at=world.clock())
    flagged = world.answers.save(answer, samples.escalation(), Draw(0.25, None))
    world.review(flagged or "", ResolutionKind.REJECT)
    assert world.labels() == ()


def test_the_volume_is_of_what_could_be_drawn_since_then(world: World) -> None:
    first = world.clock()
    world.answered(drawn=False)
    world.clock.advance(DAY)
    world.answered()
    world.answers.save(samples.answer(world.conversation.id, at=world.clock()), None)
    assert (world.audits.volume(first).answers, world.audits.volume(first).oldest) == (2, first)
    assert world.audits.volume(world.clock()).answers == 1
    assert world.audits.volume(world.clock() + DAY).oldest is None


def test_the_last_risks_come_oldest_first_without_what_was_not_checked(world: World) -> None:
    for risk in (0.1, 0.2, None, 0.4):
        world.clock.advance(DAY)
        world.answered(risk=risk, drawn=False)
    assert world.audits.recent_risks(most=2) == [0.2, 0.4]


def test_answers_are_replayed_by_their_worst_claim_and_what_else_flagged_them_stays(world: World) -> None:
    world.answered(risk=0.29, drawn=False)
    world.answered(risk=0.05, outcome=Outcome.FLAGGED, drawn=False)
    world.answered(risk=None, outcome=Outcome.FLAGGED, drawn=False)
    world.kept(samples.answer(world.conversation.id, at=world.clock()), drawn=False)
    found = world.audits.replayed(collection="default", since=world.start)
    assert (found.by_risk, found.always, found.count) == ({29: 1, 70: 1}, 2, 4)


def test_nobody_waits_for_an_audit(world: World) -> None:
    world.answered()
    assert world.escalations.oldest_open() is None


def test_a_deleted_conversation_takes_its_audits_along(world: World, database: Database) -> None:
    world.review(world.answered())
    SqlConversations(database).delete(world.conversation.id)
    assert world.labels() == ()
    assert world.audits.volume(world.start).answers == 0
