"""What is behind the figures, over HTTP: questions, gaps, documents, times, and whether the check drifts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query

from domain.answers import Outcome, Rating
from domain.asked import Wanted
from monitoring.quality.anchors import REFERENCE_AGE, anchor_figures, frozen_claims
from server.http.access import Reviewer
from server.http.application import App
from server.http.routes.quality import require_scope, span_of
from server.http.wire.insights import Anchors, Citing, Gaps, Latency, Question, Questions, Stage, Topic

router = APIRouter(prefix="/v1/quality", tags=["quality"])

_MOST_ANSWERS = 5_000
_TOTAL = "total"
_Most = Annotated[int, Query(ge=1, le=200)]


@router.get("/questions")
def get_questions(
    app: App,
    principal: Reviewer,
    collection: str | None = None,
    outcome: Outcome | None = None,
    rating: Rating | None = None,
    text: Annotated[str | None, Query(max_length=200, description="Stands in the question.")] = None,
    window: str = "28d",
    cursor: str | None = None,
    limit: _Most = 50,
) -> Questions:
    """What was asked in the last `window`, newest first, with outcome, time and thumb."""
    require_scope(principal, collection)
    wanted = Wanted(
        collections=None if collection is None else frozenset({collection}),
        since=datetime.now(UTC) - span_of(window),
        outcomes=None if outcome is None else frozenset({outcome}),
        rating=rating,
        text=text,
    )
    found = app.asked.questions(wanted, cursor=cursor, limit=limit)
    return Questions(questions=[Question.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.get("/gaps")
def get_gaps(
    app: App, principal: Reviewer, collection: str | None = None, window: str = "28d", limit: _Most = 20
) -> Gaps:
    """Questions of the last `window` that got no answer, by topic, and why answers failed."""
    require_scope(principal, collection)
    since = datetime.now(UTC) - span_of(window)
    found = app.gaps.topics(None if collection is None else frozenset({collection}), since)
    causes = app.diagnoses.causes(collection=collection, since=since)
    return Gaps(topics=[Topic.of(topic) for topic in found[:limit]], causes=dict(causes))


@router.get("/documents")
def get_documents(
    app: App, principal: Reviewer, collection: str | None = None, window: str = "90d", limit: _Most = 20
) -> Citing:
    """Documents by how many wrong answers of the last `window` rest on them, and those on which none rests."""
    require_scope(principal, collection)
    since = datetime.now(UTC) - span_of(window)
    return Citing.of(app.citing.citing(collection=collection, since=since, most=_MOST_ANSWERS), most=limit)


@router.get("/latency")
def get_latency(app: App, principal: Reviewer, collection: str | None = None, window: str = "24h") -> Latency:
    """How long the stages of the newest answers of the last `window` took."""
    require_scope(principal, collection)
    since = datetime.now(UTC) - span_of(window)
    times = app.asked.stage_times(collection=collection, since=since, most=_MOST_ANSWERS)
    stages = [_stage(name, took) for name, took in times.items()]
    return Latency(stages=sorted(stages, key=lambda stage: (stage.stage != _TOTAL, -stage.p50, stage.stage)))


@router.get("/anchors")
def get_anchors(app: App, _: Reviewer) -> Anchors:
    """How the check judged the frozen claims last, and how it changed since four weeks before."""
    frozen = frozen_claims()
    runs = app.anchors.runs(frozen.name, since=datetime.now(UTC) - REFERENCE_AGE)
    return Anchors.of(anchor_figures(frozen.anchors, runs), claims=len(frozen.anchors))


def _stage(name: str, took: Sequence[float]) -> Stage:
    p50, p95 = np.percentile(took, [50, 95])
    return Stage(stage=name, answers=len(took), mean=float(np.mean(took)), p50=float(p50), p95=float(p95))
