"""What becomes of an answer's second look when it fails, is late or has no room."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.answers import Answer, CheckedClaim, Claim, Outcome, Reason, Support, Verdict
from domain.documents import Policy
from domain.errors import ModelUnavailable
from domain.generation import Sampling, Task
from domain.ports import Samples
from domain.stores import AnswerStore
from monitoring.verdict.escalating import Escalator
from monitoring.verdict.judging import Judge
from server.usecases.second_opinion import Delivered, DrawnOnce, Missed, Resampling, SecondLook
from storage.database.transactions import Database, open_database
from storage.stores import SqlAnswers, SqlConversations, SqlEscalations
from tests.storage import samples as kept

WORSE = Verdict(Support.UNSUPPORTED, 0.8, (), {"grounding": 0.3, "selfcheck": 0.9})
FAILED = Verdict(Support.UNCHECKED, None, (), {"grounding": 0.3})
TASK = Task("How many?", "How many?", (), (), Sampling())


class ScriptedVerifier:
    """Asks for samples once it may `go_on`, then gives `verdict` for every claim."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.asked: list[str] = []
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()

    def verify(
        self,
        claims: Sequence[Claim],
        passages: Sequence[str],
        *,
        question: str | None = None,
        samples: Samples | None = None,
        threshold: float | None = None,
        headings: Sequence[str] = (),
        written_by: str | None = None,
    ) -> Sequence[Verdict]:
        self.begun.set()
        self.go_on.wait(timeout=20)
        self.asked += [claim.text for claim in claims]
        return [self.verdict] * len(claims)

    def overall(self, claims: Sequence[CheckedClaim]) -> float | None:
        return max(claim.verdict.risk or 0 for claim in claims)

    def off_point(self, claims: Sequence[CheckedClaim]) -> bool:
        return any(claim.verdict.answers_question is False for claim in claims)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(f"sqlite:///{tmp_path}/candor.db")) as database:
        yield database


@pytest.fixture
def answer(database: Database) -> Answer:
    """A kept answer of two claims, the second in doubt."""
    conversation = SqlConversations(database).create(title="", collection="default", owner=None, metadata={})
    claims = tuple(
        CheckedClaim(Claim(text, 0, 2), Verdict(Support.SUPPORTED, risk, (), {"grounding": risk}))
        for text, risk in (("A.", 0.05), ("B.", 0.3))
    )
    answer = replace(
        kept.answer(conversation.id),
        policy=Policy.ANNOTATE,
        claims=claims,
        withheld=None,
        outcome=Outcome.ANSWERED,
        support=Support.SUPPORTED,
        risk=0.3,
        reason=None,
    )
    SqlAnswers(database).save(answer, None)
    return answer


class Look:
    """A second look with what it reports."""

    def __init__(self, answers: AnswerStore, verifier: ScriptedVerifier, *, most_waiting: int = 64) -> None:
        self.failures: list[Missed] = []
        self.revised: list[tuple[Answer, str | None]] = []
        self._look = SecondLook(
            answers=answers,
            judge=Judge(verifier, None),
            escalator=Escalator(timedelta(hours=4)),
            in_doubt=lambda risk, threshold: risk >= 0.2,
            revised=lambda answer, escalation_id: self.revised.append((answer, escalation_id)),
            on_failure=self.failures.append,
            most_waiting=most_waiting,
            closing_seconds=0.1,
        )
        self.close: Callable[[], None] = self._look.close

    def take(self, answer: Answer) -> None:
        self._look.take(Delivered(answer, None, list))

    def finish(self) -> None:
        """Lets everything that was taken come to its end."""
        self._look._executor.shutdown(wait=True)  # no other way to know that it came


def test_a_second_look_asks_about_what_is_in_doubt_and_calls_a_person(database: Database, answer: Answer) -> None:
    verifier = ScriptedVerifier(WORSE)
    look = Look(SqlAnswers(database), verifier)

    look.take(answer)
    look.finish()

    assert verifier.asked == ["B."]
    [(revised, escalation_id)] = look.revised
    assert revised == SqlAnswers(database).get(answer.id)
    assert (revised.outcome, revised.risk) == (Outcome.FLAGGED, 0.8)
    assert [claim.verdict for claim in revised.claims] == [answer.claims[0].verdict, WORSE]
    assert SqlEscalations(database).get(escalation_id or "").reason.startswith("Sentence 2 of 2 is not supported")
    assert look.failures == []


def test_a_second_look_may_find_that_an_answer_is_beside_the_point(database: Database, answer: Answer) -> None:
    beside = Verdict(Support.SUPPORTED, 0.3, (), {"grounding": 0.3, "selfcheck": 0.3}, 0.1)
    look = Look(SqlAnswers(database), ScriptedVerifier(beside))

    look.take(answer)
    look.finish()

    [(revised, escalation_id)] = look.revised
    kept = SqlAnswers(database).get(answer.id)
    assert revised == kept
    assert (kept.outcome, kept.support, kept.reason) == (Outcome.FLAGGED, Support.SUPPORTED, Reason.OFF_POINT)
    assert SqlEscalations(database).get(escalation_id or "").reason.startswith("off_point:")


def test_a_failed_second_look_changes_nothing(database: Database, answer: Answer) -> None:
    look = Look(SqlAnswers(database), ScriptedVerifier(FAILED))
    look.take(answer)
    look.finish()
    assert look.revised == []
    assert SqlAnswers(database).get(answer.id) == answer


def test_a_crash_is_counted_and_the_next_answer_is_looked_at(database: Database, answer: Answer) -> None:
    class Stumbling(SqlAnswers):
        stumbled = False

        def revise(self, answer: Answer, escalation: object) -> str | None:
            if not self.stumbled:
                self.stumbled = True
                raise OSError("disk full")
            return super().revise(answer, escalation)  # type: ignore[arg-type]

    look = Look(Stumbling(database), ScriptedVerifier(WORSE))
    look.take(answer)
    look.take(answer)
    look.finish()
    assert look.failures == [Missed.ERROR]
    assert len(look.revised) == 1


def test_an_answer_that_was_deleted_meanwhile_is_no_failure(database: Database, answer: Answer) -> None:
    look = Look(SqlAnswers(database), ScriptedVerifier(WORSE))
    SqlConversations(database).delete(answer.conversation_id)
    look.take(answer)
    look.finish()
    assert (look.failures, look.revised) == ([], [])


def test_where_too_many_wait_an_answer_is_left_as_it_is_and_that_is_counted(database: Database, answer: Answer) -> None:
    verifier = ScriptedVerifier(WORSE)
    verifier.go_on.clear()
    look = Look(SqlAnswers(database), verifier, most_waiting=3)
    for _ in range(5):
        look.take(answer)
    assert look.failures == [Missed.OVERLOADED] * 2
    verifier.go_on.set()
    look.finish()
    assert len(verifier.asked) == 3


def test_what_has_not_begun_is_dropped_when_the_server_stops(database: Database, answer: Answer) -> None:
    verifier = ScriptedVerifier(WORSE)
    verifier.go_on.clear()
    look = Look(SqlAnswers(database), verifier)
    for _ in range(5):
        look.take(answer)
    verifier.begun.wait(timeout=20)

    look.close()
    look.take(answer)
    verifier.go_on.set()
    look.finish()

    assert len(verifier.asked) <= 2
    assert look.revised == []
    assert SqlAnswers(database).get(answer.id) == answer
    assert look.failures == [Missed.OVERLOADED]


@pytest.mark.parametrize("failure", [ModelUnavailable("down"), RuntimeError("down")])
def test_samples_are_drawn_once_and_so_is_a_failure(failure: Exception) -> None:
    drawn: list[int] = []

    def fails() -> Sequence[str]:
        drawn.append(1)
        raise failure

    samples = DrawnOnce(fails)
    for _ in range(2):
        with pytest.raises(type(failure), match="down"):
            samples()
    assert drawn == [1]


class Echo:
    """A sampler that says the same again."""

    def sample(self, task: Task, *, count: int) -> Sequence[str]:
        return [task.question] * count


def test_there_are_samples_where_a_model_gives_them_and_they_are_wanted() -> None:
    samples = Resampling({"llama": Echo()}.get, 3)("llama", TASK)
    assert samples is not None
    assert samples() == ["How many?"] * 3
    assert Resampling({"llama": Echo()}.get, 3)("extractive", TASK) is None
    assert Resampling({"llama": Echo()}.get, 0)("llama", TASK) is None
