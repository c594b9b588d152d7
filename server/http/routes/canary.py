"""A candidate on a share of the traffic, over HTTP."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from domain.canaries import Arm, ArmCounts, Worse
from domain.errors import Missing, no_such
from monitoring.quality.canary import arm_rates
from server.http.access import Overseer
from server.http.application import App
from server.http.routes.quality import Interval
from server.usecases.canary import CanaryState

router = APIRouter(prefix="/v1/quality/canary", tags=["quality"])


class ArmFigures(BaseModel):
    """Claiming answers of one arm, the share that was stopped, and of the audited the share that is wrong.

    `asked` is how often the arm was asked, with the share that it left without an answer of its own. Of a conversation
    each counts once. The intervals hold however often one looks.
    """

    answers: int
    asked: int
    stopped_rate: Interval
    wrong_rate: Interval
    unanswered_rate: Interval

    @classmethod
    def of(cls, counts: ArmCounts) -> "ArmFigures":
        """From the counts."""
        rates = arm_rates(counts)
        return cls(
            answers=rates.answers,
            asked=rates.asked,
            stopped_rate=Interval.of(rates.stopped),
            wrong_rate=Interval.of(rates.wrong),
            unanswered_rate=Interval.of(rates.unanswered),
        )


class Canary(BaseModel):
    """`returned_at` and `worse` are null while the candidate gets its share.

    `untried` are the collections that would be part of it but for a model of their own.
    """

    candidate: str
    share: float
    started_at: datetime
    returned_at: datetime | None
    worse: Worse | None
    arms: dict[Arm, ArmFigures]
    untried: list[str]

    @classmethod
    def of(cls, state: CanaryState) -> "Canary":
        """From the use case."""
        return cls(
            candidate=state.canary.candidate,
            share=state.share,
            started_at=state.canary.started_at,
            returned_at=state.canary.returned_at,
            worse=state.canary.worse,
            arms={arm: ArmFigures.of(counts) for arm, counts in state.counts.items()},
            untried=list(state.untried),
        )


class CanaryReport(BaseModel):
    """Null where no candidate is set."""

    canary: Canary | None


@router.get("")
def show_canary(app: App, _: Overseer) -> CanaryReport:
    """How the candidate stands beside the default."""
    return CanaryReport(canary=None if app.canary is None else Canary.of(app.canary.look()))


@router.post("/restart")
def restart_canary(app: App, _: Overseer) -> Canary:
    """Gives the candidate its share again, and counts from nothing."""
    if app.canary is None:
        raise no_such(Missing.CANARY)
    return Canary.of(app.canary.restart())
