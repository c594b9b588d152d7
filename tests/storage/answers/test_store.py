"""Answers with their claims and verdicts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.answers import (
    Answer,
    CheckedClaim,
    Claim,
    ClaimValue,
    Evidence,
    Outcome,
    Provenance,
    Rating,
    Reason,
    ShortAnswer,
    Support,
    ValueState,
    Verdict,
    Withheld,
)
from domain.computations import Computation
from domain.conversations import Author, Conversation
from domain.documents import Chunk, Passage, Policy, Scores, StoredChunk
from domain.errors import Conflict, NotFound
from domain.places import Page, Place, Rows, Section, SheetRows, Slide, Spot, Whole
from domain.repairs import Repair, RepairReason
from domain.reviews import EscalationKind, Resolution, ResolutionKind
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlConversations, SqlEscalations
from tests.storage import samples


@pytest.fixture
def conversations(database: Database) -> SqlConversations:
    return SqlConversations(database)


@pytest.fixture
def conversation(conversations: SqlConversations) -> Conversation:
    return conversations.create(title="Widgets", collection="default", owner="key_1", metadata={"user": "ann"})


def test_an_answer_is_saved_with_its_message(
    conversations: SqlConversations, conversation: Conversation, database: Database
) -> None:
    answers = SqlAnswers(database)
    saved = samples.answer(conversation.id)
    assert answers.save(saved, None) is None
    assert answers.get(saved.id) == saved
    [kept] = conversations.messages(conversation.id)
    assert (kept.author, kept.text, kept.answer_id) == (Author.ASSISTANT, saved.content, saved.id)
    with pytest.raises(Conflict):
        answers.save(saved, None)
    assert len(conversations.messages(conversation.id)) == 1


def test_an_answer_to_a_deleted_conversation_is_not_kept(
    conversations: SqlConversations, conversation: Conversation, database: Database
) -> None:
    conversations.delete(conversation.id)
    saved = samples.answer(conversation.id)
    with pytest.raises(NotFound):
        SqlAnswers(database).save(saved, samples.escalation())
    with pytest.raises(NotFound):
        SqlAnswers(database).get(saved.id)


def test_the_last_rating_of_an_answer_stands(conversation: Conversation, database: Database) -> None:
    answers = SqlAnswers(database)
    saved = samples.answer(conversation.id)
    answers.save(saved, None)
    answers.rate(saved.id, Rating.UP, None)
    answers.rate(saved.id, Rating.DOWN, "wrong year")
    with database.read() as session:
        kept = session.connection().exec_driver_sql("SELECT rating, comment FROM feedback").all()
    assert kept == [("down", "wrong year")]
    with pytest.raises(NotFound):
        answers.rate("answer_0", Rating.UP, None)


def second_opinion_on(saved: Answer) -> Answer:
    values = (ClaimValue("Some", 0, 4, ValueState.OTHER, (Evidence(0, 5, 10, "words"),)),)
    detectors = {"grounding": 0.1, "selfcheck": 0.99}
    verdict = Verdict(Support.CONTRADICTED, 0.9, (Evidence(0, 0, 4, "some"),), detectors, 0.25, values)
    claims = tuple(CheckedClaim(checked.claim, verdict) for checked in saved.claims)
    return replace(saved, claims=claims, outcome=Outcome.FLAGGED, support=Support.CONTRADICTED, risk=0.95, reason=None)


def test_verdicts_are_replaced_and_nothing_else(
    conversations: SqlConversations, conversation: Conversation, database: Database
) -> None:
    answers = SqlAnswers(database)
    saved, other = samples.answer(conversation.id), samples.answer(conversation.id)
    answers.save(saved, None)
    answers.save(other, None)
    messages = conversations.messages(conversation.id)
    revised = second_opinion_on(saved)

    assert answers.revise(replace(revised, content="never said", question="never asked"), None) is None

    assert answers.get(saved.id) == revised
    assert answers.get(other.id) == other
    assert conversations.messages(conversation.id) == messages


def test_replaced_verdicts_call_a_person_unless_one_was_called(
    conversation: Conversation, database: Database, clock: samples.Clock
) -> None:
    answers, escalations = SqlAnswers(database), SqlEscalations(database)
    saved = samples.answer(conversation.id)
    answers.save(saved, samples.escalation(kind=EscalationKind.AUDIT))
    clock.advance(timedelta(minutes=1))

    first = answers.revise(second_opinion_on(saved), samples.escalation())
    again = answers.revise(second_opinion_on(saved), samples.escalation())

    assert first is not None
    assert again is None
    [_, called] = escalations.of_conversation(conversation.id)
    assert called.id == first
    assert called.created_at == clock.time
    assert called.answer is not None
    assert called.answer.risk == 0.95
    escalations.resolve(first, Resolution(ResolutionKind.APPROVE, "yes", (), reuse=False, reviewer="ann"))
    assert answers.revise(second_opinion_on(saved), samples.escalation()) is None


def test_verdicts_of_an_answer_that_is_gone_or_has_other_claims_are_not_replaced(
    conversations: SqlConversations, conversation: Conversation, database: Database
) -> None:
    answers = SqlAnswers(database)
    saved = samples.answer(conversation.id)
    answers.save(saved, None)
    with pytest.raises(ValueError, match="shorter"):
        answers.revise(replace(second_opinion_on(saved), withheld=None), samples.escalation())
    assert answers.get(saved.id) == saved
    with pytest.raises(NotFound):
        answers.revise(samples.answer(conversation.id), samples.escalation())
    conversations.delete(conversation.id)
    with pytest.raises(NotFound):
        answers.revise(second_opinion_on(saved), samples.escalation())


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
)  # of NUL see tests/storage/database/test_postgresql.py
RISK = st.floats(0, 1)
EVIDENCE = st.lists(st.builds(Evidence, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), TEXT), max_size=2).map(
    tuple
)
NUMBER = st.integers(1, 9)
SPOTS: st.SearchStrategy[Spot] = st.one_of(
    st.builds(Page, NUMBER),
    st.builds(Slide, NUMBER),
    st.builds(Rows, NUMBER, NUMBER),
    st.builds(SheetRows, TEXT, NUMBER, NUMBER),
    st.just(Whole()),
)
PLACES: st.SearchStrategy[Place] = SPOTS | st.builds(Section, TEXT, SPOTS)
CLAIMS = st.lists(
    st.builds(
        CheckedClaim,
        st.builds(Claim, TEXT, st.integers(0, 99), st.integers(0, 99)),
        st.builds(
            Verdict,
            st.sampled_from(Support),
            st.none() | RISK,
            EVIDENCE,
            st.dictionaries(TEXT, RISK, max_size=2),
            st.none() | RISK,
            st.lists(
                st.builds(
                    ClaimValue, TEXT, st.integers(0, 99), st.integers(0, 99), st.sampled_from(ValueState), EVIDENCE
                ),
                max_size=2,
            ).map(tuple),
        ),
    ),
    max_size=3,
).map(tuple)
PASSAGES = st.lists(
    st.builds(
        Passage,
        st.builds(
            StoredChunk,
            st.integers(1, 2**40),
            TEXT,
            TEXT,
            TEXT,
            st.builds(Chunk, TEXT, st.integers(0, 9), st.integers(0, 9), PLACES),
        ),
        RISK,
        st.builds(Scores, st.none() | st.floats(-1, 1), st.none() | st.floats(0, 1e6)),
    ),
    max_size=3,
).map(tuple)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_answer_was_saved_loads_back(
    database: Database, conversation: Conversation, clock: samples.Clock, data: st.DataObject
) -> None:
    clock.advance(timedelta(microseconds=1))
    saved = Answer(
        id=samples.answer("").id,
        conversation_id=conversation.id,
        question=data.draw(TEXT),
        query=data.draw(TEXT),
        collection=data.draw(TEXT),
        model=data.draw(TEXT),
        policy=data.draw(st.sampled_from(Policy)),
        content=data.draw(TEXT),
        notice=data.draw(st.none() | TEXT),
        claims=data.draw(CLAIMS),
        passages=data.draw(PASSAGES),
        outcome=data.draw(st.sampled_from(Outcome)),
        support=data.draw(st.none() | st.sampled_from(Support)),
        risk=data.draw(st.none() | RISK),
        reason=data.draw(st.none() | st.sampled_from(Reason)),
        withheld=data.draw(st.none() | st.builds(Withheld, TEXT, CLAIMS)),
        timings_ms=data.draw(st.dictionaries(TEXT, st.floats(0, 1e9), max_size=2)),
        made_by=data.draw(st.none() | st.builds(Provenance, claim_threshold=RISK, answer_threshold=st.none() | RISK)),
        created_at=clock(),
    )
    answers = SqlAnswers(database)
    answers.save(saved, None)
    assert answers.get(saved.id) == saved


def test_how_an_answer_was_computed_is_kept_with_it(conversation: Conversation, database: Database) -> None:
    computation = Computation(
        told="count of rows",
        query="SELECT count(*) FROM t_1",
        document_id="doc_1",
        document="orders.csv",
        table="orders",
        columns=("row", "City"),
        rows=((1, "Pécs"), (4, None)),
        source_rows=2,
    )
    saved = replace(samples.answer(conversation.id), computation=computation)
    answers = SqlAnswers(database)
    answers.save(saved, None)
    assert answers.get(saved.id) == saved


def test_the_words_that_answer_by_themselves_are_kept(conversation: Conversation, database: Database) -> None:
    saved = replace(samples.answer(conversation.id), short_answer=ShortAnswer("Some", 0, 4))
    SqlAnswers(database).save(saved, None)
    assert SqlAnswers(database).get(saved.id) == saved


def test_what_was_changed_before_it_was_shown_is_kept(conversation: Conversation, database: Database) -> None:
    repairs = (
        Repair("All of them.", RepairReason.CONTRADICTED, "Some. [1]", 0, 9),
        Repair("Naïve 🙂.", RepairReason.UNSUPPORTED, "", 9, 9),
    )
    saved = replace(samples.answer(conversation.id), outcome=Outcome.REPAIRED, repairs=repairs)
    SqlAnswers(database).save(saved, None)
    assert SqlAnswers(database).get(saved.id) == saved
