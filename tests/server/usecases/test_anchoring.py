"""Frozen claims are judged every night, and whenever another judge judges."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from domain.anchors import Anchor, AnchorRun
from server.usecases.anchoring import Anchoring

EVENING = datetime(2026, 3, 1, 22, tzinfo=UTC)
ANCHORS = (Anchor("It is.", "It is.", "", is_supported=True), Anchor("It was.", "It is.", "", is_supported=False))


@dataclass
class Nights:
    """Runs in memory, and the clock."""

    now: datetime = EVENING
    kept: list[AnchorRun] = field(default_factory=list)

    def runs(self, claims: str, *, since: datetime) -> Sequence[AnchorRun]:
        return [run for run in self.kept if run.claims == claims and run.at >= since]

    def last(self, claims: str) -> AnchorRun | None:
        return next((run for run in reversed(self.kept) if run.claims == claims), None)

    def keep(self, run: AnchorRun) -> None:
        self.kept.append(run)


def anchoring(nights: Nights, *, judge: str = "judge@1") -> Anchoring:
    return Anchoring(
        anchors=ANCHORS,
        name="one",
        judge=judge,
        threshold=0.5,
        runs=nights,
        risk_of=lambda anchor: 0.1 if anchor.is_supported else None,
        now=lambda: nights.now,
    )


def count_after(nights: Nights, span: timedelta) -> int:
    nights.now += span
    assert anchoring(nights).step(lambda: True) is False
    return len(nights.kept)


def test_they_are_judged_at_the_first_start_and_then_after_two_in_the_morning() -> None:
    nights, hour = Nights(), timedelta(hours=1)
    assert count_after(nights, timedelta(0)) == 1
    assert nights.kept == [AnchorRun(EVENING, "one", "judge@1", 0.5, (0.1, None))]
    assert [count_after(nights, span) for span in (3 * hour, hour, hour, 22 * hour, hour)] == [1, 2, 2, 2, 3]


def test_they_are_judged_at_once_where_another_judge_judges_or_the_claims_are_others() -> None:
    nights = Nights()
    for one in (anchoring(nights), anchoring(nights, judge="judge@2"), replace(anchoring(nights), name="two")):
        one.step(lambda: True)
        one.step(lambda: True)
    assert [(run.judge, run.claims) for run in nights.kept] == [
        ("judge@1", "one"),
        ("judge@2", "one"),
        ("judge@1", "two"),
    ]


def test_a_run_that_was_broken_off_is_none() -> None:
    nights, turns = Nights(), iter([True, False])
    anchoring(nights).step(lambda: next(turns))
    assert nights.kept == []
