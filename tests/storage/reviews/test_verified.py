"""Verified answers: made when a case is resolved, given while what they rest on stands, suspended when it does not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from domain.answers import Answer, CheckedClaim, Claim, Evidence, Support, Verdict
from domain.documents import Chunk, Passage, Scores, StoredChunk, conversation_partition
from domain.errors import NotFound
from domain.places import Whole
from domain.reviews import Escalation, EscalationKind, NewEscalation, Resolution, ResolutionKind
from domain.verified import Verified
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlConversations, SqlEscalations, SqlVerified
from tests.storage import samples
from tests.storage.conftest import Library

OPENS, CLOSES, DOGS = "The desk opens at nine.", "The desk closes at five.", "Dogs are not allowed."


def reopening(_: str) -> NewEscalation:
    return NewEscalation(EscalationKind.SUSPENDED, "changed", 60, samples.START + timedelta(hours=4))


@dataclass
class Desk:
    """Documents that are answered from, and who answers."""

    database: Database
    library: Library

    def __post_init__(self) -> None:
        self.answers, self.escalations = SqlAnswers(self.database), SqlEscalations(self.database)
        self.verified = SqlVerified(self.database)
        self.document = self.write(OPENS, CLOSES)

    def write(self, *texts: str, name: str = "hours.txt") -> str:
        """A version of a document with these chunks; its id."""
        document = self.library.add(name)
        chunks = [Chunk(text, 100 * at, 100 * at + len(text), Whole()) for at, text in enumerate(texts)]
        job = self.library.claim()
        assert self.library.jobs.publish(job, samples.parsed(), chunks, samples.vectors(len(chunks)), encoder="one")
        return document.id

    def answer(self, *texts: str, evidence: Sequence[int] = (), partition: str = "default") -> Answer:
        """Passages of the document, and a withheld claim that names some of them."""
        conversation = SqlConversations(self.database).create(title="", collection="default", owner="ann", metadata={})
        stored = [StoredChunk(0, self.document, "hours.txt", partition, Chunk(t, 0, len(t), Whole())) for t in texts]
        found = tuple(Evidence(at, 0, 3, texts[at][:3]) for at in evidence)
        claim = CheckedClaim(Claim("Some. [1]", 0, 9), Verdict(Support.SUPPORTED, 0.1, found, {}))
        return replace(
            samples.answer(conversation.id),
            query="When does the desk open?",
            passages=tuple(Passage(one, 0.9, Scores(0.5, None)) for one in stored),
            claims=(claim,),
            withheld=None,
        )

    def resolve(self, answer: Answer, text: str, **changes: object) -> Escalation:
        escalation_id = self.answers.save(answer, samples.escalation()) or ""
        decided = Resolution(ResolutionKind.EDIT, text, (), reuse=True, reviewer="rita")
        return self.escalations.resolve(escalation_id, replace(decided, **changes)).escalation

    def only(self) -> Verified:
        [one] = self.verified.list(None)
        return one

    def suspend(self) -> Escalation:
        [escalation_id] = self.verified.suspend_changed(reopening)
        return self.escalations.get(escalation_id)


@pytest.fixture
def desk(database: Database, library: Library) -> Desk:
    return Desk(database, library)


def test_an_answer_that_may_be_reused_rests_on_what_its_evidence_names(desk: Desk, clock: samples.Clock) -> None:
    desk.resolve(desk.answer(CLOSES, OPENS, evidence=[1]), "At nine [2], they say [1].")
    kept = desk.only()
    assert (kept.text, [passage.text for passage in kept.passages]) == ("At nine [1], they say.", [OPENS])
    assert (kept.question, kept.reviewer, kept.hits) == ("When does the desk open?", "rita", 0)
    assert [one.question for one in desk.verified.asked("default")] == [kept.question]
    assert desk.verified.asked("other") == []
    clock.advance(timedelta(hours=1))
    given = desk.verified.give(kept.id)
    assert given is not None
    assert (given.hits, given.last_used) == (1, clock())
    assert [passage.stored.document_id for passage in given.passages] == [desk.document]


def test_without_evidence_it_rests_on_all_of_its_passages(desk: Desk) -> None:
    desk.resolve(desk.answer(OPENS, CLOSES), "At nine.")
    assert [passage.text for passage in desk.only().passages] == [OPENS, CLOSES]


@pytest.mark.parametrize(
    "changes",
    [
        {"reuse": False},
        {"kind": ResolutionKind.NOT_IN_DOCUMENTS},
        {"kind": ResolutionKind.REJECT},
    ],
)
def test_what_answers_nothing_is_not_kept(desk: Desk, changes: dict[str, object]) -> None:
    desk.resolve(desk.answer(OPENS), "At nine.", **changes)
    assert desk.verified.list(None) == []


def test_what_rests_on_a_conversations_own_files_is_for_nobody_else(desk: Desk) -> None:
    desk.resolve(desk.answer(OPENS, partition=conversation_partition("conv_1")), "At nine.")
    assert desk.verified.list(None) == []


def test_a_newer_answer_to_the_same_question_takes_the_place_of_the_former(desk: Desk) -> None:
    desk.resolve(desk.answer(OPENS), "At nine.")
    desk.resolve(replace(desk.answer(OPENS), query="when does the desk open"), "Nine sharp.")
    assert desk.only().text == "Nine sharp."


def test_a_new_version_that_says_the_same_leaves_it_standing(desk: Desk) -> None:
    desk.resolve(desk.answer(OPENS), "At nine.")
    desk.write(DOGS, OPENS)
    assert desk.verified.suspend_changed(reopening) == []
    given = desk.verified.give(desk.only().id)
    assert given is not None
    assert given.passages[0].stored.chunk.start == 100


def test_a_changed_passage_suspends_it_and_its_question_reopens_with_the_change(desk: Desk) -> None:
    answer = desk.answer(OPENS, evidence=[0])
    desk.resolve(answer, "At nine.")
    desk.write("The desk opens at ten.", CLOSES)
    assert desk.verified.give(desk.only().id) is None
    reopened = desk.suspend()
    assert (reopened.kind, reopened.conversation_id) == (EscalationKind.SUSPENDED, answer.conversation_id)
    assert reopened.former_reply == "At nine."
    [change] = reopened.changes
    assert (change.document, change.before, change.after) == ("hours.txt", OPENS, "The desk opens at ten.")
    assert desk.only().suspended_at is not None
    assert desk.verified.asked("default") == []
    assert desk.verified.suspend_changed(reopening) == []


def test_a_deleted_document_suspends_it_and_nothing_stands_in_its_place(desk: Desk) -> None:
    desk.resolve(desk.answer(OPENS), "At nine.")
    desk.library.documents.delete(desk.document)
    assert desk.verified.suspend_changed(reopening, collection="other") == []
    assert [change.after for change in desk.suspend().changes] == [None]


def test_approving_a_suspended_answer_gives_it_again_on_what_stands_there_now_and_tells_nobody(desk: Desk) -> None:
    desk.resolve(desk.answer(OPENS, DOGS, evidence=[0, 1]), "At nine [1], no dogs [2].")
    desk.write("The desk opens at nine sharp.", CLOSES)
    reopened = desk.suspend()
    approved = Resolution(ResolutionKind.APPROVE, "At nine [1], no dogs [2].", (), reuse=True, reviewer="sam")
    assert desk.escalations.resolve(reopened.id, approved).reply is None
    kept = desk.only()
    assert (kept.suspended_at, kept.text, kept.reviewer) == (None, "At nine [1], no dogs.", "sam")
    assert [passage.text for passage in kept.passages] == ["The desk opens at nine sharp."]
    assert desk.verified.give(kept.id) is not None


def test_a_suspended_answer_that_is_not_to_be_reused_is_gone(desk: Desk) -> None:
    desk.resolve(desk.answer(OPENS), "At nine.")
    desk.write("The desk opens at ten.")
    edited = Resolution(ResolutionKind.EDIT, "At ten.", (), reuse=False, reviewer="sam")
    assert desk.escalations.resolve(desk.suspend().id, edited).reply is not None
    assert desk.verified.list(None) == []


def test_the_question_reopens_where_its_conversation_is_gone(desk: Desk, database: Database) -> None:
    answer = desk.answer(OPENS)
    desk.resolve(answer, "At nine.")
    conversations = SqlConversations(database)
    conversations.delete(answer.conversation_id)
    assert desk.only().escalation_id is None
    desk.write("The desk opens at ten.")
    reopened = desk.suspend()
    assert reopened.answer is None
    assert [message.text for message in conversations.messages(reopened.conversation_id)] == [answer.query]
    assert conversations.list(owner=None, cursor=None, limit=9).items == ()
    edited = Resolution(ResolutionKind.EDIT, "At ten.", (), reuse=True, reviewer="sam")
    desk.escalations.resolve(reopened.id, edited)
    assert (desk.only().text, desk.only().suspended_at) == ("At ten.", None)


def test_one_whose_case_goes_with_its_conversation_gets_another(desk: Desk, database: Database) -> None:
    answer = desk.answer(OPENS)
    desk.resolve(answer, "At nine.")
    desk.write("The desk opens at ten.")
    desk.suspend()
    SqlConversations(database).delete(answer.conversation_id)
    again = desk.suspend()
    assert (again.former_reply, again.answer) == ("At nine.", None)
    assert desk.verified.suspend_changed(reopening) == []


@pytest.mark.parametrize("kind", [ResolutionKind.REJECT, ResolutionKind.APPROVE])
def test_a_suspended_one_that_is_decided_along_is_told_and_stays_only_if_it_answers(
    desk: Desk, kind: ResolutionKind
) -> None:
    former = desk.answer(OPENS)
    desk.resolve(former, "At nine.")
    desk.write("The desk opens at ten.")
    desk.suspend()
    desk.resolve(desk.answer(DOGS), "At ten.", kind=kind)
    [told] = [one.text for one in SqlConversations(desk.database).messages(former.conversation_id)][-1:]
    assert told == "At ten."
    assert [one.text for one in desk.verified.list(None)] == (["At ten."] if kind is ResolutionKind.APPROVE else [])


def test_a_deleted_one_is_given_no_more(desk: Desk) -> None:
    desk.resolve(desk.answer(OPENS), "At nine.")
    kept = desk.only()
    assert desk.verified.get(kept.id) == kept
    assert desk.verified.list(frozenset({"other"})) == []
    desk.verified.delete(kept.id)
    assert desk.verified.give(kept.id) is None
    for act in (desk.verified.get, desk.verified.delete):
        with pytest.raises(NotFound):
            act(kept.id)
