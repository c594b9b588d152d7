"""What is kept of models that are tried."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.answers import Outcome
from domain.audits import Draw
from domain.canaries import Arm, ArmCounts, Part, Worse
from domain.comparisons import Ballot, Choice, Compared
from domain.documents import Policy
from domain.errors import NotFound
from domain.reviews import EscalationKind, Resolution, ResolutionKind
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlCanaries, SqlCollections, SqlComparisons, SqlConversations, SqlEscalations
from tests.storage import samples

COMPARED = [Compared("When?", {"a": "At nine.", "b": "At ten."}), Compared("Who?", {"a": "Ann.", "b": "Bob."})]


def test_a_canary_goes_on_where_it_was_until_somebody_restarts_it(database: Database, clock: samples.Clock) -> None:
    canaries = SqlCanaries(database)
    begun = canaries.begin("new")
    assert canaries.begin("new") == begun
    assert canaries.begin("other").id != begun.id
    canaries.end(begun.id, Worse.WRONG)
    ended = canaries.begin("new")
    assert (ended.id, ended.worse, ended.returned_at) == (begun.id, Worse.WRONG, clock())
    clock.advance(timedelta(seconds=1))
    canaries.end(begun.id, Worse.STOPPED)
    assert canaries.begin("new") == ended
    again = canaries.restart("new")
    assert (canaries.begin("new"), again.worse) == (again, None)


def test_answers_and_their_audits_are_counted_by_arm(database: Database) -> None:
    canaries, talks = SqlCanaries(database), [_talk(database) for _ in range(4)]
    canary = canaries.begin("new").id
    ours, theirs = Part(canary, Arm.CANDIDATE), Part(canary, Arm.BASELINE)
    _answered(database, talks[0], ours, Outcome.ANSWERED, ResolutionKind.REJECT)
    _answered(database, talks[1], ours, Outcome.ANSWERED, None)
    _answered(database, talks[2], ours, Outcome.ESCALATED, ResolutionKind.REJECT)
    _answered(database, talks[3], theirs, Outcome.FLAGGED, ResolutionKind.APPROVE)
    assert canaries.counts(canary) == {
        Arm.CANDIDATE: ArmCounts(3, 1, 1, 1, asked=3),
        Arm.BASELINE: ArmCounts(1, 1, 1, 0, asked=1),
    }
    for talk in talks:
        SqlConversations(database).delete(talk)
    assert canaries.counts(canary) == {Arm.CANDIDATE: ArmCounts(), Arm.BASELINE: ArmCounts()}


def test_of_a_conversation_each_counts_once_what_was_first(database: Database, clock: samples.Clock) -> None:
    canaries, talk = SqlCanaries(database), _talk(database)
    ours = Part(canaries.begin("new").id, Arm.CANDIDATE)
    _answered(database, talk, ours, Outcome.ANSWERED, ResolutionKind.APPROVE, minutes=0, answered=False)
    _answered(database, talk, ours, Outcome.FLAGGED, ResolutionKind.APPROVE, minutes=1)
    clock.advance(timedelta(minutes=1))
    _answered(database, talk, ours, Outcome.ANSWERED, ResolutionKind.REJECT, minutes=2)
    counted = ArmCounts(1, 1, 1, 0, asked=1, unanswered=1)
    assert canaries.counts(ours.canary_id)[Arm.CANDIDATE] == counted


def test_an_answer_that_is_gone_counts_for_nothing(database: Database) -> None:
    canaries = SqlCanaries(database)
    part = Part(canaries.begin("new").id, Arm.BASELINE)
    canaries.count(part, "gone", answered=True)
    assert canaries.counts(part.canary_id)[Arm.BASELINE] == ArmCounts()


def _talk(database: Database) -> str:
    return SqlConversations(database).create(title="", collection="default", owner=None, metadata={}).id


def _answered(
    database: Database,
    talk: str,
    part: Part,
    outcome: Outcome,
    kind: ResolutionKind | None,
    *,
    minutes: int = 0,
    answered: bool = True,
) -> None:
    """Drawn for the audit, too, and reviewed as `kind` says."""
    asked = samples.answer(talk)
    answer = replace(asked, outcome=outcome, created_at=asked.created_at + timedelta(minutes=minutes))
    SqlAnswers(database).save(answer, None, Draw(0.5, samples.escalation(kind=EscalationKind.AUDIT)))
    SqlCanaries(database).count(part, answer.id, answered=answered)
    if kind is None:
        return
    escalations = SqlEscalations(database)
    waiting = escalations.list(status=None, collections=None, cursor=None, limit=50).items
    [audit] = [one.id for one in waiting if one.answer is not None and one.answer.id == answer.id]
    escalations.resolve(audit, Resolution(kind, "", (), reuse=False, reviewer="ann"))


def test_a_comparison_is_kept_with_its_questions_in_order(database: Database) -> None:
    comparisons = SqlComparisons(database)
    made = comparisons.create("Trial", "default", COMPARED)
    assert (made.models, made.questions, made.votes) == (("a", "b"), 2, 0)
    assert comparisons.list() == [made] == [comparisons.get(made.id)]
    assert comparisons.compared(made.id) == COMPARED


def test_each_comparison_has_a_secret_of_its_own_that_stays(database: Database) -> None:
    comparisons = SqlComparisons(database)
    first, second = (comparisons.create("Trial", "default", COMPARED).id for _ in range(2))
    assert len(comparisons.secret(first)) == 32
    assert comparisons.secret(first) == comparisons.secret(first) != comparisons.secret(second)
    with pytest.raises(NotFound):
        comparisons.secret("none")


def test_a_voter_has_one_vote_on_two_answers(database: Database, clock: samples.Clock) -> None:
    comparisons = SqlComparisons(database)
    made = comparisons.create("Trial", "default", COMPARED)
    votes = [
        Ballot(0, "a", "b", Choice.LEFT, "ann"),
        Ballot(0, "a", "b", Choice.TIE, "ann"),
        Ballot(1, "a", "b", Choice.RIGHT, "ann"),
        Ballot(0, "b", "a", Choice.LEFT, None),
        Ballot(0, "a", "b", Choice.LEFT, None),
    ]
    for vote in votes:
        clock.advance(timedelta(seconds=1))
        comparisons.vote(made.id, vote)
    assert comparisons.ballots(made.id) == [votes[1], votes[2], votes[4]]


def test_what_is_deleted_takes_its_votes_along(database: Database) -> None:
    comparisons = SqlComparisons(database)
    SqlCollections(database).create("legal", policy=Policy.HOLD, language="en")
    by_itself = comparisons.create("Trial", "default", COMPARED)
    with_its_collection = comparisons.create("Trial", "legal", COMPARED)
    comparisons.vote(by_itself.id, Ballot(0, "a", "b", Choice.LEFT, None))
    comparisons.delete(by_itself.id)
    SqlCollections(database).delete("legal")
    for gone in (by_itself, with_its_collection):
        with pytest.raises(NotFound):
            comparisons.get(gone.id)
    assert comparisons.ballots(by_itself.id) == []
