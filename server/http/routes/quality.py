"""How good the answers are, over HTTP."""

import re
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from domain.audits import AuditSpan
from domain.errors import Invalid
from domain.principals import Principal
from domain.stores import AnswerCounts
from monitoring.quality.auditing import audited_rate, detector_precision, detector_recall
from monitoring.quality.rates import Method, Rate, flagged_rate
from monitoring.quality.thresholds import Replayed, replay
from server.http.access import Admin, Reviewer
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
    """One window of time. While its random audits have no labels the audited figures are null, never a guess."""

    answers: int
    outcomes: dict[str, int]
    off_point: int
    flagged_rate: Interval
    hallucination_rate: Interval
    detector: Detector


class Point(Quality):
    """One step of a series."""

    start: datetime
    escalations_open: int


class Threshold(BaseModel):
    """What one threshold would have asked of people and found; `reviews_a_day` is a number, not a share."""

    threshold: float
    reviews_a_day: Interval
    precision: Interval
    recall: Interval

    @classmethod
    def of(cls, replayed: Replayed) -> "Threshold":
        """From the replay."""
        return cls(
            threshold=replayed.threshold,
            reviews_a_day=Interval.of(replayed.reviews_a_day),
            precision=Interval.of(replayed.precision),
            recall=Interval.of(replayed.recall),
        )


class Thresholds(BaseModel):
    """Stored risks replayed: `answers` of the window that an audit could have drawn, `labels` of those it did.

    `current` is the threshold in force; null for all collections at once.
    """

    current: float | None
    answers: int
    labels: int
    thresholds: list[Threshold]


class Series(BaseModel):
    """Steps, oldest first."""

    series: list[Point]


@router.get("")
def get_quality(
    app: App, principal: Reviewer, collection: str | None = None, model: str | None = None, window: str = "24h"
) -> Quality:
    """The last `window`, such as 30m, 24h or 7d."""
    span = span_of(window)
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
    span, width = span_of(window), span_of(step)
    if span / width > _MOST_STEPS:
        raise Invalid(f"That is more than {_MOST_STEPS} steps; take a longer step or a shorter window.")
    return Series(series=_points(app, principal, collection, model, span=span, step=width))


@router.get("/thresholds")
def get_thresholds(app: App, principal: Admin, collection: str | None = None, window: str = "28d") -> Thresholds:
    """What each threshold would have done in the last `window`, ascending."""
    span = span_of(window)
    require_scope(principal, collection)
    since = datetime.now(UTC) - span
    answers = app.audits.replayed(collection=collection, since=since)
    labels = app.audits.spans(collection=collection, model=None, since=since, step=span)[0].labels
    return Thresholds(
        current=None if collection is None else _threshold_of(app, collection),
        answers=answers.count,
        labels=len(labels),
        thresholds=[Threshold.of(each) for each in replay(answers, labels, days=_days_known(app, since))],
    )


def _days_known(app: Application, since: datetime) -> float:
    """For how long answers have been recorded since then; a first day counts as a whole one."""
    known = datetime.now(UTC) - (app.audits.volume(since).oldest or since)
    return max(known / timedelta(days=1), 1.0)


def _threshold_of(app: Application, collection: str) -> float:
    own = app.collections.get(collection).threshold
    return app.options.claim_threshold if own is None else own


def span_of(text: str) -> timedelta:
    """Such as 24h. Raises `Invalid`."""
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
    require_scope(principal, collection)
    since = datetime.now(UTC) - span
    counts = app.quality.series(collection=collection, model=model, since=since, step=step)
    audits = app.audits.spans(collection=collection, model=model, since=since, step=step)
    steps = ceil(span / step)  # what came while this request was on its way would begin another one
    return [_point(*each) for each in zip(counts[:steps], audits, strict=False)]


def require_scope(principal: Principal, collection: str | None) -> None:
    """Raises `NotFound` for a collection that the key does not see, `Invalid` for all where it sees some only."""
    if collection is not None:
        principal.require_collection(collection)
    elif principal.collections is not None:
        raise Invalid("Your key sees some collections only; say which one: ?collection=…")


def _point(counts: AnswerCounts, audits: AuditSpan) -> Point:
    return Point(
        start=counts.start,
        answers=counts.answers,
        outcomes=dict(counts.outcomes),
        off_point=counts.off_point,
        escalations_open=counts.escalations_open,
        flagged_rate=Interval.of(flagged_rate([counts])),
        hallucination_rate=Interval.of(audited_rate(audits)),
        detector=Detector(
            precision=Interval.of(detector_precision(audits.labels)),
            recall=Interval.of(detector_recall(audits.labels)),
        ),
    )
