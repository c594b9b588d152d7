"""A rehearsed answer is what anybody would get, and nothing of it stays."""

from dataclasses import replace

import pytest

from domain.answers import Outcome
from domain.documents import Policy
from server.usecases.rehearsing import quoting_rehearsal, rehearsal
from tests.server.usecases.fakes import Mender, Writer
from tests.server.usecases.test_assistant import Desk, finished


def nothing_stays(desk: Desk) -> bool:
    kept = (desk.answers.kept, desk.conversations.held, desk.escalated, desk.looked_at, desk.repairs)
    return not any(kept) and desk.telemetry.outcomes == [] and desk.lottery.kept_answers == []


def test_a_rehearsal_quotes_and_leaves_nothing_behind() -> None:
    desk = Desk(Writer(["A model was asked [1]."]), extractive=Writer(["The library opens at nine [1]."]))
    events = list(quoting_rehearsal(desk._assistant()).answer(replace(desk.asked(), model="default")))
    assert finished(events).answer.content == "The library opens at nine [1]."
    assert nothing_stays(desk)


def test_a_rehearsal_that_goes_wrong_calls_nobody() -> None:
    desk = Desk(Writer([]), extractive=Writer(["This is wrong [1]."]))
    events = list(quoting_rehearsal(desk._assistant()).answer(desk.asked()))
    assert finished(events).answer.outcome is not Outcome.ANSWERED
    assert (finished(events).escalation_id, desk.escalated, desk.conversations.held) == (None, [], {})


@pytest.mark.parametrize("policy", Policy)
def test_a_model_that_is_rehearsed_answers_as_ever(policy: Policy) -> None:
    desk = Desk(
        Writer(["It opens at nine [1]. This is wrong [1]."]), mender=Mender(["Members get in at eight [1]."] * 2)
    )
    rehearsed = finished(list(rehearsal(desk._assistant()).answer(desk.asked(policy)))).answer
    assert nothing_stays(desk)
    asked = finished(list(desk.answer(policy))).answer
    assert (rehearsed.content, rehearsed.outcome, rehearsed.model) == (asked.content, asked.outcome, asked.model)
