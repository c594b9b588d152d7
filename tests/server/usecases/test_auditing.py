"""About twenty answers a week are drawn, by chance, each with the probability that it had."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from domain.audits import Draw, Volume
from domain.reviews import EscalationKind
from monitoring.verdict.escalating import Escalator
from server.usecases.auditing import Auditing
from tests.server.usecases.fakes import NOW, collection
from tests.storage import samples

ANSWER = samples.answer("conv_1")
DAY = timedelta(days=1)


@dataclass
class Lottery:
    """Auditing with chance in the test's hand."""

    volume: Volume = field(default_factory=lambda: Volume(0, None))
    a_week: float = 20
    chance: Callable[[], float] = lambda: 0.5
    changed: list[str] = field(default_factory=list)

    def auditing(self) -> Auditing:
        return Auditing(
            a_week=self.a_week,
            volume=self._since,
            chance=self.chance,
            escalator=Escalator(timedelta(hours=4)),
            queue_changed=self.changed.append,
            now=lambda: NOW,
        )

    def _since(self, since: datetime) -> Volume:
        assert since == NOW - 7 * DAY
        return self.volume

    def probability(self, own: float | None = None) -> float | None:
        draw = self.auditing().draw(ANSWER, replace(collection(), audit_probability=own))
        return None if draw is None else draw.probability


@pytest.mark.parametrize(
    ("answers", "age", "probability"),
    [(200, 7 * DAY, 0.1), (10, 7 * DAY, 0.2), (100, 3.5 * DAY, 0.1), (20, timedelta(hours=1), 1 / 7)],
)
def test_the_probability_is_what_would_have_drawn_twenty_in_the_last_week(
    answers: int, age: timedelta, probability: float
) -> None:
    assert Lottery(Volume(answers, NOW - age)).probability() == pytest.approx(probability)


def test_where_few_are_given_every_fifth_is_drawn_from_the_first_on() -> None:
    assert Lottery().probability() == 0.2


def test_a_collection_may_have_a_probability_of_its_own() -> None:
    assert Lottery(Volume(1_000, NOW - 7 * DAY)).probability(own=0.4) == 0.4
    assert Lottery().probability(own=0) is None


def test_nothing_is_drawn_where_nothing_is_to_be_reviewed() -> None:
    assert Lottery(a_week=0).probability() is None


def test_an_answer_that_claims_nothing_is_left_out() -> None:
    silent = replace(ANSWER, claims=(), withheld=None)
    assert Lottery().auditing().draw(silent, collection()) is None


def test_chance_decides_and_what_is_not_drawn_has_its_probability_too() -> None:
    lottery = Lottery(Volume(200, NOW - 7 * DAY), chance=lambda: 0.1)
    missed = lottery.auditing().draw(ANSWER, collection())
    assert missed == Draw(0.1, None)
    lottery.chance = lambda: 0.099
    drawn = lottery.auditing().draw(ANSWER, collection())
    assert drawn is not None
    assert drawn.escalation is not None
    assert (drawn.escalation.kind, drawn.escalation.priority) == (EscalationKind.AUDIT, 0)
    assert drawn.escalation.due_at == NOW + 7 * DAY


def test_reviewers_are_told_of_what_was_drawn_alone() -> None:
    lottery = Lottery(chance=lambda: 0.1)
    auditing = lottery.auditing()
    for draw in (None, Draw(0.5, None), auditing.draw(ANSWER, collection())):
        auditing.kept(ANSWER, draw)
    assert lottery.changed == ["default"]
