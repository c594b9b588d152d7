"""A model found no answer: the documents' own sentences stand in its place where they answer, else it stands."""

from dataclasses import dataclass

import pytest

from domain.answers import Claim, Outcome, Reason, Support, Verdict
from domain.documents import Policy
from domain.errors import ModelUnavailable
from domain.generation import Usage
from domain.language_models import Handling
from domain.ports import Samples
from domain.reviews import EscalationKind
from monitoring.verdict.judging import Judge
from server.usecases.answering import EXTRACTIVE
from tests.server.usecases.fakes import WordVerifier, Writer
from tests.server.usecases.test_assistant import Desk, finished, text_of
from text.notices import Saying, said

NOT_FOUND = "I could not find this in the documents."
QUOTE = "The library opens at nine [1]."


def notice(saying: Saying) -> str:
    return said(saying, "en")


@pytest.mark.parametrize("writer", [Writer(["I could not ", "find this in the documents."]), Writer(abstains=True)])
@pytest.mark.parametrize(
    ("policy", "outcome", "saying"),
    [
        (Policy.HOLD, Outcome.ESCALATED, Saying.ASKED_AFTER_ALL),
        (Policy.ANNOTATE, Outcome.FLAGGED, Saying.MISSED),
        (Policy.MONITOR, Outcome.FLAGGED, Saying.MISSED),
    ],
)
def test_what_the_documents_say_stands_in_place_of_a_wrong_abstention(
    writer: Writer, policy: Policy, outcome: Outcome, saying: Saying
) -> None:
    desk = Desk(writer, extractive=Writer([QUOTE]))
    events = list(desk.answer(policy))
    answer = desk.kept()
    assert text_of(events) == answer.content == f"{QUOTE}\n\n{notice(saying)}"
    assert (answer.outcome, answer.reason, answer.support) == (outcome, Reason.WRONG_ABSTENTION, Support.SUPPORTED)
    assert answer.model == EXTRACTIVE
    assert desk.telemetry.contested == [("large", True)]
    _, escalation = desk.answers.kept[0]
    assert (escalation is None) is (policy is Policy.MONITOR)
    if escalation is not None:
        assert (escalation.kind, escalation.reason[:17]) == (EscalationKind.FLAGGED, "wrong_abstention:")


@pytest.mark.parametrize("policy", Policy)
def test_no_person_is_asked_where_the_model_often_overlooks_what_is_there(policy: Policy) -> None:
    desk = Desk(Writer(abstains=True), extractive=Writer([QUOTE]), handling=Handling(overlooks=True))
    list(desk.answer(policy))
    answer = desk.kept()
    assert answer.content == f"{QUOTE}\n\n{notice(Saying.MODEL_SILENT)}"
    assert (answer.outcome, answer.reason, answer.support) == (Outcome.ANSWERED, None, Support.SUPPORTED)
    assert desk.answers.kept[0][1] is None
    assert (answer.model, desk.telemetry.contested) == (EXTRACTIVE, [("large", True)])


def test_a_person_is_asked_all_the_same_where_the_quote_does_not_pass_the_check() -> None:
    doubtful = Writer(["The wrong hour is nine [1]."])
    desk = Desk(Writer([NOT_FOUND]), extractive=doubtful, handling=Handling(overlooks=True))
    list(desk.answer())
    assert (desk.kept().outcome, desk.kept().reason) == (Outcome.ESCALATED, Reason.WRONG_ABSTENTION)


def test_an_abstention_stands_where_the_documents_quote_nothing() -> None:
    desk = Desk(Writer([NOT_FOUND]), extractive=Writer(abstains=True))
    list(desk.answer())
    answer = desk.kept()
    assert (answer.content, answer.outcome, answer.reason) == (NOT_FOUND, Outcome.ABSTAINED, None)
    assert (answer.model, desk.telemetry.contested) == ("large", [])


def test_an_abstention_stands_where_what_can_be_quoted_answers_nothing() -> None:
    desk = Desk(Writer([NOT_FOUND]), extractive=Writer(["This is beside the question [1]."]))
    list(desk.answer())
    assert (desk.kept().content, desk.kept().outcome) == (NOT_FOUND, Outcome.ABSTAINED)


def test_an_abstention_stands_where_the_documents_cannot_be_read() -> None:
    desk = Desk(Writer([NOT_FOUND]), extractive=Writer(failure=ModelUnavailable("It is down.")))
    list(desk.answer())
    assert (desk.kept().content, desk.kept().outcome) == (NOT_FOUND, Outcome.ABSTAINED)


@pytest.mark.parametrize(
    ("policy", "outcome", "saying"),
    [
        (Policy.HOLD, Outcome.ESCALATED, Saying.ASKED_AFTER_ALL),
        (Policy.ANNOTATE, Outcome.FLAGGED, Saying.CONTESTED),
    ],
)
def test_an_abstention_is_flagged_where_the_answer_of_the_documents_does_not_pass_the_check(
    policy: Policy, outcome: Outcome, saying: Saying
) -> None:
    desk = Desk(Writer([NOT_FOUND]), extractive=Writer(["The wrong hour is nine [1]."]))
    events = list(desk.answer(policy))
    answer = desk.kept()
    assert text_of(events) == answer.content == f"{NOT_FOUND}\n\n{notice(saying)}"
    assert (answer.outcome, answer.reason) == (outcome, Reason.WRONG_ABSTENTION)
    assert (answer.support, answer.risk, answer.claims) == (None, None, ())
    assert desk.telemetry.contested == [("large", False)]
    assert finished(events).escalation_id is not None


def test_the_tokens_of_an_abstention_that_was_wrong_count_for_its_model() -> None:
    desk = Desk(Writer([NOT_FOUND], usage=Usage(90, 9)), extractive=Writer([QUOTE]))
    events = list(desk.answer())
    assert desk.telemetry.tokens == [("large", 90, 9)]
    assert finished(events).usage is None


def test_what_was_quoted_from_the_documents_is_held_against_nothing_more() -> None:
    desk = Desk(Writer(abstains=True), extractive=Writer([QUOTE]))
    desk.writer = desk.extractive
    list(desk.answer())
    assert (desk.kept().outcome, desk.telemetry.contested) == (Outcome.ANSWERED, [])


@dataclass
class BlindVerifier(WordVerifier):
    """It cannot tell what answers, as the small model."""

    def verify(
        self,
        claims: list[Claim],  # type: ignore[override]
        passages: list[str],  # type: ignore[override]
        *,
        question: str | None = None,
        samples: Samples | None = None,
        threshold: float | None = None,
        headings: object = (),
        written_by: str | None = None,
    ) -> list[Verdict]:
        return [Verdict(Support.SUPPORTED, 0.1, (), {}) for _ in claims]


def test_an_abstention_stands_where_nobody_can_tell_what_answers() -> None:
    desk = Desk(Writer([NOT_FOUND]), extractive=Writer([QUOTE]), judge=Judge(BlindVerifier(), None))
    list(desk.answer())
    assert (desk.kept().content, desk.kept().outcome) == (NOT_FOUND, Outcome.ABSTAINED)
