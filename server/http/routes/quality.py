"""How good the answers are, over HTTP."""

import re
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from domain.errors import Invalid
from domain.principals import Principal
from domain.stores import AnswerCounts
from monitoring.quality.rates import UNKNOWN_RATE, Method, Rate, flagged_rate
from server.http.access import Reviewer
from server.http.application import App, Application

router = APIRouter(prefix="/v1/quality", tags=["quality"])

_SPAN = re.compile(r"(\d{1,5})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_MOST_STEPS = 2_000


class Interval(BaseModel):
    """A rate with its 95 % interval; null, with the method “none”, where nothing is known."""

    point: float | None
    low: float | None
    high: float | None
    method: Method
    labels: int

    @classmethod
    def of(cls, rate: Rate) -> "Interval":
        """From the estimate."""
        return cls(point=rate.point, low=rate.low, high=rate.high, method=rate.method, labels=rate.labels)


class Detector(BaseModel):
    """How right the detector is, from the audited answers."""

    precision: Interval
    recall: Interval


class Quality(BaseModel):
    """One window of time. Until random audits have labels the audited figures are null, never a guess."""

    answers: int
    outcomes: dict[str, int]
    flagged_rate: Interval
    hallucination_rate: Interval
    detector: Detector


class Point(Quality):
    """One step of a series."""

    start: datetime
    escalations_open: int


class Series(BaseModel):
    """Steps, oldest first."""

    series: list[Point]


@router.get("")
def get_quality(
    app: App, principal: Reviewer, collection: str | None = None, model: str | None = None, window: str = "24h"
) -> Quality:
    """The last `window`, such as 30m, 24h or 7d."""
    span = _span(window)
    points = _points(app, principal, collection, model, span=span, step=span)
    return Quality.model_validate(points[-1].model_dump())


@router.get("/series")
def get_series(
    app: App,
    principal: Reviewer,
    collection: str | None = None,
    model: str | None = None,
    window: str = "24h",
    step: Annotated[str, Query(description="Such as 1h.")] = "1h",
) -> Series:
    """The last `window` in steps."""
    span, width = _span(window), _span(step)
    if span / width > _MOST_STEPS:
        raise Invalid(f"That is more than {_MOST_STEPS} steps; take a longer step or a shorter window.")
    return Series(series=_points(app, principal, collection, model, span=span, step=width))


def _span(text: str) -> timedelta:
    match = _SPAN.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise Invalid(f"“{text}” is not a span of time; write a number and m, h or d, such as 24h.")
    return int(match[1]) * _UNITS[match[2]]


def _points(
    app: Application,
    principal: Principal,
    collection: str | None,
    model: str | None,
    *,
    span: timedelta,
    step: timedelta,
) -> list[Point]:
    if collection is not None:
        principal.require_collection(collection)
    elif principal.collections is not None:
        raise Invalid("Your key sees some collections only; say which one: ?collection=…")
    since = datetime.now(UTC) - span
    counts = app.quality.series(collection=collection, model=model, since=since, step=step)
    steps = ceil(span / step)  # what came while this request was on its way would begin another one
    return [_point(each) for each in counts[:steps]]


def _point(counts: AnswerCounts) -> Point:
    unknown = Interval.of(UNKNOWN_RATE)
    return Point(
        start=counts.start,
        answers=counts.answers,
        outcomes=dict(counts.outcomes),
        escalations_open=counts.escalations_open,
        flagged_rate=Interval.of(flagged_rate([counts])),
        hallucination_rate=unknown,
        detector=Detector(precision=unknown, recall=unknown),
    )
