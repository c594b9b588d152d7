"""A question is suggested only if its answer is right, and asking it leaves nothing behind."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from domain.answers import Answer, CheckedClaim, Claim, Evidence, Outcome, Reason, Support, Verdict
from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.errors import NotFound, Overloaded
from domain.places import Whole
from domain.suggestions import Proposed, QuestionKind, Questions, Unasked
from server.usecases.answering import Ask, Event, Finished
from server.usecases.suggesting import Suggester, Suggesting, answers_from
from tests.server.usecases.fakes import Collections, Conversations
from tests.storage import samples

PATIENCE_SECONDS = 20
TEXT = "The deposit is 50 euros. The library opens at nine."
DEPOSIT = Proposed("How much is the deposit?", QuestionKind.FACT, 100, 124, "")
OPENING = Proposed("When does the library open?", QuestionKind.FACT, 125, 151, "")


def answer(*spans: tuple[int, int], document_id: str = "doc_1", **changes: object) -> Answer:
    """Claims, each resting on a span of a passage that begins at 100 of its document."""
    stored = StoredChunk(1, document_id, "guide.txt", "default", Chunk(TEXT, 100, 100 + len(TEXT), Whole()))
    claims = [
        CheckedClaim(
            Claim(TEXT[start:end], 0, end - start),
            Verdict(Support.SUPPORTED, 0.01, (Evidence(0, start, end, TEXT[start:end]),), {}),
        )
        for start, end in spans
    ]
    made = replace(
        samples.answer("c1"),
        claims=tuple(claims),
        passages=(Passage(stored, 0.9, Scores(0.5, None)),),
        outcome=Outcome.ANSWERED,
        support=Support.SUPPORTED,
        reason=None,
        notice=None,
        withheld=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_an_answer_that_rests_on_what_the_question_was_made_from_is_right() -> None:
    assert answers_from(answer((0, 24)), "doc_1", DEPOSIT)
    assert answers_from(answer((4, 24)), "doc_1", DEPOSIT)


@pytest.mark.parametrize(
    "wrong",
    [
        answer((25, 51)),
        answer((0, 24), (25, 51)),
        answer((20, 51)),
        answer((0, 24), document_id="doc_2"),
        answer((0, 24), outcome=Outcome.FLAGGED),
        answer((0, 24), outcome=Outcome.ESCALATED),
        answer((0, 24), support=Support.UNCHECKED),
        answer((0, 24), reason=Reason.OFF_POINT),
        answer((0, 24), notice="In the rules of 2022 it is otherwise."),
        answer(outcome=Outcome.ABSTAINED, support=None),
    ],
    ids=[
        "another sentence", "one more sentence", "the end of it", "another document", "flagged", "escalated",
        "unchecked", "off the point", "with a notice", "none",
    ],
)  # fmt: skip
def test_any_other_answer_is_not(wrong: Answer) -> None:
    assert not answers_from(wrong, "doc_1", DEPOSIT)


@dataclass
class Suggestions:
    """What waits and what was kept."""

    waiting: list[Unasked] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)
    settled: threading.Condition = field(default_factory=threading.Condition)

    def unasked(self) -> Unasked | None:
        return next((one for one in self.waiting if one.document_id not in self.kept), None)

    def chunks(self, document_id: str, *, limit: int) -> Sequence[Chunk]:
        return [Chunk(TEXT, 100, 100 + len(TEXT), Whole())]

    def keep(self, made_of: Unasked, questions: Sequence[str]) -> None:
        with self.settled:
            self.kept[made_of.document_id] = list(questions)
            self.settled.notify_all()

    def questions(self, collection: str, *, limit: int) -> Sequence[Questions]:
        return []

    def holds(self, count: int) -> bool:
        with self.settled:
            return self.settled.wait_for(lambda: len(self.kept) >= count, PATIENCE_SECONDS)


@dataclass
class Making:
    """`Suggesting` whose answers are given by question."""

    answers: dict[str, Answer]
    most: int = 3
    conversations: Conversations = field(default_factory=Conversations)
    store: Suggestions = field(default_factory=Suggestions)
    asked: list[Ask] = field(default_factory=list)

    def make(self, unasked: Unasked, *, may_go_on: Callable[[], bool] = lambda: True) -> None:
        made = Suggesting(
            suggestions=self.store,
            collections=Collections(),  # type: ignore[arg-type]
            conversations=self.conversations,  # type: ignore[arg-type]
            propose=lambda _: [OPENING, DEPOSIT],
            answer=self._answer,
            passages=5,
            most=self.most,
        )
        made.make(unasked, may_go_on=may_go_on)

    def _answer(self, ask: Ask) -> Iterator[Event]:
        self.asked.append(ask)
        yield Finished(self.answers[ask.question], None, None)


RIGHT = {DEPOSIT.question: answer((0, 24)), OPENING.question: answer((25, 51))}
UNASKED = Unasked("doc_1", 1, "default")


def test_questions_are_kept_whose_answers_are_right() -> None:
    making = Making({**RIGHT, OPENING.question: answer((0, 24))})
    making.make(UNASKED)
    assert making.store.kept == {"doc_1": [DEPOSIT.question]}
    assert [ask.partitions for ask in making.asked] == [("default",), ("default",)]


def test_no_more_are_asked_than_are_kept() -> None:
    making = Making(RIGHT, most=1)
    making.make(UNASKED)
    assert making.store.kept == {"doc_1": [OPENING.question]}
    assert len(making.asked) == 1


def test_a_file_of_a_conversation_is_asked_where_the_conversation_asks() -> None:
    making = Making(RIGHT)
    held = making.conversations.create(title="", collection="default", owner=None, metadata={})
    making.make(Unasked("doc_1", 1, f"conversation:{held.id}"))
    assert making.asked[0].partitions == ("default", f"conversation:{held.id}")


def test_nothing_is_kept_where_the_server_ends_meanwhile() -> None:
    making = Making(RIGHT)
    going_on = iter([True, False])
    making.make(UNASKED, may_go_on=lambda: next(going_on))
    assert making.store.kept == {}


def test_the_thread_makes_what_waits_and_what_comes_once_it_is_told() -> None:
    store = Suggestions([UNASKED])

    def make(unasked: Unasked, *, may_go_on: Callable[[], bool]) -> None:
        assert may_go_on()
        store.keep(unasked, ["When?"])

    suggester = Suggester(store, make, is_busy=lambda: False)
    suggester.start()
    assert store.holds(1)
    store.waiting.append(Unasked("doc_2", 1, "default"))
    suggester.wake()
    assert store.holds(2)
    suggester.stop()


def test_the_thread_waits_while_others_need_the_machine() -> None:
    store, looked, busy = Suggestions([UNASKED]), threading.Event(), threading.Event()
    busy.set()

    def is_busy() -> bool:
        looked.set()
        return busy.is_set()

    suggester = Suggester(store, lambda unasked, *, may_go_on: store.keep(unasked, []), is_busy=is_busy)
    suggester.start()
    assert looked.wait(PATIENCE_SECONDS)
    assert store.kept == {}
    busy.clear()
    assert store.holds(1)
    suggester.stop()


@pytest.mark.parametrize("failure", [NotFound("It is gone."), ValueError("broken")])
def test_one_document_that_fails_keeps_no_other_from_its_questions(failure: Exception) -> None:
    store = Suggestions([UNASKED, Unasked("doc_2", 1, "default")])

    def make(unasked: Unasked, *, may_go_on: Callable[[], bool]) -> None:
        if unasked == UNASKED:
            raise failure
        store.keep(unasked, ["When?"])

    suggester = Suggester(store, make, is_busy=lambda: False)
    suggester.start()
    assert store.holds(2)
    suggester.stop()
    assert store.kept == {"doc_1": [], "doc_2": ["When?"]}


def test_what_is_too_busy_is_left_for_later() -> None:
    store, tried = Suggestions([UNASKED]), threading.Event()

    def make(unasked: Unasked, *, may_go_on: Callable[[], bool]) -> None:
        tried.set()
        raise Overloaded("Not now.")

    suggester = Suggester(store, make, is_busy=lambda: False)
    suggester.start()
    assert tried.wait(PATIENCE_SECONDS)
    suggester.stop()
    assert store.kept == {}
