"""A question that is refused leaves nothing behind, and what could not be done is said as it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.answers import CheckedClaim, Claim, Outcome, Provenance, Reason, Support, Verdict
from domain.documents import Collection, Passage, Policy
from domain.errors import ModelUnavailable, NotFound, Overloaded
from domain.generation import Generated, Piece, Readings, Sampling, Task, Turn
from domain.ports import Generator, Samples
from monitoring.claims.splitting import ClaimSplitter
from monitoring.verdict.escalating import Escalator
from monitoring.verdict.judging import Judge
from server.usecases.abstaining import AbstentionCheck
from server.usecases.answer_turns import AnswerTurns
from server.usecases.answering import Ask, Finished, NewConversation
from server.usecases.assistant import Assistant
from server.usecases.explaining import Explaining
from server.usecases.manners import Manners
from server.usecases.repairing import Repairing
from server.usecases.understanding import Understanding
from storage.database.transactions import open_database
from storage.stores import SqlAnswers, SqlCollections, SqlConversations
from tests.server.usecases.fakes import Choices, Documents
from text.notices import Saying, said


class Quiet:
    """Measures nothing."""

    def stage_took(self, name: str, seconds: float) -> None: ...

    def answered(
        self,
        outcome: Outcome,
        claims: Sequence[CheckedClaim],
        *,
        risk: float | None,
        reason: Reason | None,
        collection: str,
        model: str,
    ) -> None: ...

    def tokens_used(self, model: str, *, prompt_tokens: int, completion_tokens: int) -> None: ...

    def searched(self, *, found: bool) -> None: ...

    def citations_mended(self, change: str, count: int) -> None: ...


class Trusting:
    """A verifier that supports everything."""

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
        return [Verdict(Support.SUPPORTED, 0.0, (), {}) for _ in claims]

    def overall(self, claims: Sequence[CheckedClaim]) -> float | None:
        return 0.0 if claims else None

    def off_point(self, claims: Sequence[CheckedClaim]) -> bool:
        return False


class Finder:
    """Finds no passages, or fails."""

    def __init__(self, failure: Exception | None = None) -> None:
        self._failure = failure

    def retrieve(self, query: str, *, collections: Sequence[str], k: int) -> Sequence[Passage]:
        if self._failure:
            raise self._failure
        return ()

    def respelled(self, query: str, *, collections: Sequence[str]) -> str:
        return query


class AsItIs:
    """Rewrites nothing."""

    def readings(self, question: str, history: Sequence[Turn]) -> Readings:
        return Readings(question)


class Writer:
    """Writes a sentence after it failed so many times."""

    def __init__(self, text: str, *, failures: int = 0) -> None:
        self._text, self._failures = text, failures

    def generate(self, task: Task) -> Iterator[Generated]:
        if self._failures:
            self._failures -= 1
            raise ModelUnavailable("It is not there.")
        yield Piece(self._text)


Models = Callable[[str], tuple[str, Generator]]


def made_by(model: str, threshold: float | None, task: Task) -> Provenance:
    return Provenance(
        model=model,
        prompt=None,
        encoder="encoder",
        reader="reader",
        judge="judge",
        consistency="consistency",
        claim_threshold=threshold or 0.5,
        answer_threshold=None,
    )


class Desk:
    """An assistant over a real database."""

    def __init__(self, data: Path) -> None:
        self.database = open_database(f"sqlite:///{data}/candor.db")
        self.conversations = SqlConversations(self.database)
        self.collection = SqlCollections(self.database).create("default", policy=Policy.HOLD, language="de")

    def assistant(self, models: Models, *, extractive: Generator, finder: Finder | None = None) -> Assistant:
        return Assistant(
            conversations=self.conversations,
            answers=SqlAnswers(self.database),
            understanding=Understanding(AsItIs(), Finder(), finder or Finder(), lambda _: ()),
            manners=Manners(Documents(), Choices(())),  # type: ignore[arg-type]
            compute=lambda *_: None,
            generator_for=models,
            extractive=extractive,
            abstentions=AbstentionCheck(extractive, ClaimSplitter),
            repairing=Repairing(lambda _: None, ClaimSplitter, lambda *_: None),
            explaining=Explaining(Choices()),
            samples_for=lambda _, __: None,
            judge=Judge(Trusting(), None),
            made_by=made_by,
            claim_stream=ClaimSplitter,
            escalator=Escalator(timedelta(hours=1)),
            interrupted=lambda: False,
            turns=AnswerTurns(at_once=1),
            telemetry=Quiet(),
            escalated=lambda _: None,
            look_again=lambda _: None,
        )

    def kept(self) -> list[list[str]]:
        """The texts of the messages of all conversations."""
        found = self.conversations.list(owner=None, cursor=None, limit=99).items
        return [[message.text for message in self.conversations.messages(one.id)] for one in found]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.database.close()


def ask(collection: Collection) -> Ask:
    return Ask(
        question="Was gilt?",
        collection=collection,
        conversation=NewConversation("Was gilt?", None, {}),
        new_title=None,
        history=(),
        instructions="",
        policy=Policy.HOLD,
        model="default",
        k=5,
        sampling=Sampling(),
    )


def content(assistant: Assistant, asked: Ask) -> tuple[Outcome, str]:
    [finished] = [event for event in assistant.answer(asked) if isinstance(event, Finished)]
    return finished.answer.outcome, finished.answer.content


def no_such_model(name: str) -> tuple[str, Generator]:
    raise NotFound(f"There is no model {name}.")


@pytest.mark.parametrize("when", ["the model is unknown", "too many wait for retrieval"])
def test_a_refused_question_begins_no_conversation(desk: Desk, when: str) -> None:
    quoting = Writer("Es gilt.")
    if when == "the model is unknown":
        refusing = desk.assistant(no_such_model, extractive=quoting)
    else:
        refusing = desk.assistant(
            lambda _: ("extractive", quoting), extractive=quoting, finder=Finder(Overloaded("Too many wait."))
        )
    with pytest.raises((NotFound, Overloaded)):
        next(refusing.answer(ask(desk.collection)))
    assert desk.kept() == []


def test_a_question_that_is_answered_begins_its_conversation(desk: Desk) -> None:
    quoting = Writer("Es gilt.")
    assistant = desk.assistant(lambda _: ("extractive", quoting), extractive=quoting)
    assert content(assistant, ask(desk.collection)) == (Outcome.ANSWERED, "Es gilt.")
    assert desk.kept() == [["Was gilt?", "Es gilt."]]


def test_a_conversation_without_a_title_takes_that_of_its_first_question_and_keeps_its_own(desk: Desk) -> None:
    quoting = Writer("Es gilt.")
    assistant = desk.assistant(lambda _: ("extractive", quoting), extractive=quoting)
    held = desk.conversations.create(title="New conversation", collection="default", owner=None, metadata={})
    asked = replace(ask(desk.collection), conversation=held, new_title="Was gilt?")
    content(assistant, asked)
    assert desk.conversations.get(held.id).title == "Was gilt?"
    content(assistant, replace(asked, question="Und dann?", new_title=None))
    assert desk.conversations.get(held.id).title == "Was gilt?"
    assert len(desk.kept()) == 1


def test_a_language_model_that_is_down_is_blamed_where_it_was_asked(desk: Desk) -> None:
    down = Writer("", failures=9)
    assistant = desk.assistant(lambda _: ("large", down), extractive=Writer("Es gilt."))
    _, told = content(assistant, ask(desk.collection))
    assert told == f"Es gilt.\n\n{said(Saying.MODEL_DOWN, 'de')}"


def test_a_reader_that_fails_once_is_asked_again_and_no_language_model_is_blamed(desk: Desk) -> None:
    quoting = Writer("Es gilt.", failures=1)
    assistant = desk.assistant(lambda _: ("extractive", quoting), extractive=quoting)
    assert content(assistant, ask(desk.collection)) == (Outcome.ANSWERED, "Es gilt.")


@pytest.mark.parametrize("has_model", [True, False])
def test_a_reader_that_fails_says_that_there_is_no_answer(desk: Desk, *, has_model: bool) -> None:
    quoting = Writer("", failures=9)
    chosen = Writer("", failures=9) if has_model else quoting
    assistant = desk.assistant(lambda _: ("any", chosen), extractive=quoting)
    assert content(assistant, ask(desk.collection)) == (Outcome.ABSTAINED, said(Saying.UNREADABLE, "de"))
    assert desk.kept() == [["Was gilt?", said(Saying.UNREADABLE, "de")]]
