"""What operators count."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Invalid
from domain.reviews import Resolution, ResolutionKind
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlConversations, SqlEscalations, SqlQuality
from tests.storage import samples

HOUR = timedelta(hours=1)
APPROVE = Resolution(ResolutionKind.APPROVE, "Yes.", (), reuse=False, reviewer="ann")


def test_answers_are_counted_step_by_step_with_what_waited_at_the_end_of_each(
    database: Database, clock: samples.Clock
) -> None:
    answers, escalations = SqlAnswers(database), SqlEscalations(database)
    conversation = SqlConversations(database).create(title="", collection="default", owner=None, metadata={})
    before = answers.save(samples.answer(conversation.id, at=clock()), samples.escalation())
    clock.advance(HOUR)
    since = clock()
    answers.save(samples.answer(conversation.id, at=clock()), samples.escalation())
    on_point = replace(samples.answer(conversation.id, at=clock(), model="other"), reason=None)
    answers.save(on_point, samples.escalation())
    clock.advance(2 * HOUR)
    answers.save(samples.answer(conversation.id, at=clock()), None)
    escalations.resolve(before or "", APPROVE)
    clock.advance(HOUR / 2)

    quality = SqlQuality(database)
    series = quality.series(collection=None, model=None, since=since, step=HOUR)
    assert [one.start for one in series] == [since, since + HOUR, since + 2 * HOUR]
    assert [one.answers for one in series] == [2, 0, 1]
    assert [one.off_point for one in series] == [1, 0, 1]
    assert series[0].outcomes == {"answered": 0, "repaired": 0, "flagged": 0, "abstained": 0, "escalated": 2}
    assert [one.escalations_open for one in series] == [3, 3, 2]

    other = quality.series(collection="default", model="other", since=since, step=HOUR)
    assert [(one.answers, one.escalations_open) for one in other] == [(1, 1), (0, 1), (0, 1)]
    nothing = quality.series(collection="elsewhere", model=None, since=since, step=HOUR)
    assert [(one.answers, one.escalations_open) for one in nothing] == [(0, 0)] * 3


def test_a_window_that_lies_ahead_is_empty(database: Database, clock: samples.Clock) -> None:
    assert SqlQuality(database).series(collection=None, model=None, since=clock() + HOUR, step=HOUR) == []


@pytest.mark.parametrize("step", [timedelta(0), -HOUR, timedelta(microseconds=1)])
def test_steps_that_cannot_be_counted_are_refused(database: Database, clock: samples.Clock, step: timedelta) -> None:
    with pytest.raises(Invalid, match="step"):
        SqlQuality(database).series(collection=None, model=None, since=clock() - HOUR, step=step)
