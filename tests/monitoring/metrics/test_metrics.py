"""Every series of the contract is exported, with labels that cannot grow without end."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from domain.answers import CheckedClaim, Claim, Outcome, Rating, Reason, Support, Verdict
from domain.documents import DocumentStatus
from domain.generation import ModelOpinion
from domain.repairs import RepairReason, RepairResult
from domain.reviews import EscalationStatus, Sla
from domain.stores import AnswerCounts
from monitoring.metrics.components import export_components, export_disk
from monitoring.metrics.counters import Metrics
from monitoring.metrics.gauges import AuditedFigures, StoreSnapshot, export_stores
from monitoring.quality.rates import UNKNOWN_RATE, Method, Rate, flagged_rate, wilson

CONTRACT = {
    "candor_answers_total", "candor_claims_total", "candor_answer_risk_bucket", "candor_hallucination_rate",
    "candor_answers_off_point_total",
    "candor_flagged_rate", "candor_detector_precision", "candor_detector_recall", "candor_detector_failures_total",
    "candor_escalations", "candor_escalation_oldest_seconds", "candor_escalation_sla_total",
    "candor_stage_seconds_bucket", "candor_llm_tokens_total", "candor_documents", "candor_chunks",
    "candor_index_lag_changes", "candor_feedback_total", "candor_http_requests_total",
    "candor_http_request_seconds_bucket", "candor_llm_opinions_total",
}  # fmt: skip
KNOWN = Rate(0.2, 0.1, 0.3, Method.WILSON, 50)


def snapshot(rate: Rate) -> StoreSnapshot:
    return StoreSnapshot(
        documents=dict.fromkeys(DocumentStatus, 1),
        chunks=3,
        embeddings_stale=0,
        index_lag_changes=0,
        escalations=dict.fromkeys(EscalationStatus, 0),
        escalation_oldest_seconds=0.0,
        flagged_rate=rate,
        audited=AuditedFigures(
            hallucination_rate=rate,
            hallucination_rate_anytime=rate,
            detector_precision=rate,
            detector_recall=rate,
            drift=rate.point,
        ),
    )


def checked(support: Support, risk: float | None) -> CheckedClaim:
    return CheckedClaim(Claim("A.", 0, 2), Verdict(support, risk, (), {}))


def exported(registry: CollectorRegistry) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def everything_happened(metrics: Metrics) -> None:
    claims = [checked(Support.SUPPORTED, 0.1), checked(Support.UNCHECKED, None)]
    metrics.answered(Outcome.FLAGGED, claims, risk=0.9, reason=None, collection="default", model="extractive")
    metrics.detector_failed("grounding", "timeout")
    metrics.escalation_closed(Sla.HIT)
    metrics.stage_took("retrieve", 0.01)
    metrics.tokens_used("m", prompt_tokens=5, completion_tokens=2)
    metrics.model_said(ModelOpinion(0.9, "m", by_word=False), "m")
    metrics.rated(Rating.UP)
    metrics.request_served("/v1/search", method="POST", status=200, seconds=0.01)


def test_every_series_of_the_contract_is_exported() -> None:
    registry = CollectorRegistry()
    everything_happened(Metrics(registry))
    export_stores(registry, lambda: snapshot(KNOWN))
    samples = exported(registry)
    assert {name for name, _ in samples} >= CONTRACT
    assert samples["candor_hallucination_rate", (("bound", "high"),)] == 0.3
    assert samples["candor_llm_tokens_total", (("kind", "prompt"), ("model", "m"))] == 5


def test_answers_beside_the_point_are_counted_apart_and_there_is_a_zero_from_the_first_answer_on() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    for reason in (None, Reason.OFF_POINT, Reason.OFF_POINT):
        metrics.answered(Outcome.FLAGGED, [], risk=0.1, reason=reason, collection="beside", model="m")
    metrics.answered(Outcome.ANSWERED, [], risk=0.1, reason=None, collection="straight", model="m")
    counted = {
        dict(labels)["collection"]: value
        for (name, labels), value in exported(registry).items()
        if name == "candor_answers_off_point_total"
    }
    assert counted == {"beside": 2, "straight": 0}


def test_abstentions_that_are_likely_wrong_are_counted_by_what_was_shown() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    for quoted in (True, False, True):
        metrics.abstention_contested("m", quoted=quoted)
    samples = exported(registry)
    counted = {
        shown: samples["candor_abstentions_contested_total", (("model", "m"), ("shown", shown))]
        for shown in ("quote", "abstention")
    }
    assert counted == {"quote": 2, "abstention": 1}


def test_repairs_are_counted_by_why_and_how_they_ended_from_the_start() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    for result in (RepairResult.REWRITTEN, RepairResult.FAILED, RepairResult.REWRITTEN):
        metrics.repaired(RepairReason.UNSUPPORTED, result)
    counted = {
        tuple(value for _, value in labels): count
        for (name, labels), count in exported(registry).items()
        if name == "candor_repairs_total"
    }
    assert {pair: count for pair, count in counted.items() if count} == {
        ("unsupported", "rewritten"): 2,
        ("unsupported", "failed"): 1,
    }
    assert len(counted) == 13


def test_what_a_model_says_of_what_it_wrote_itself_is_counted_apart() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    yes, no = ModelOpinion(0.9, "m", by_word=False), ModelOpinion(0.1, "m", by_word=True)
    for opinion, written_by in ((yes, "m"), (yes, "m"), (no, "m"), (no, "other"), (yes, None)):
        metrics.model_said(opinion, written_by)
    counted = {
        (dict(labels)["author"], dict(labels)["said"], dict(labels)["read"]): value
        for (name, labels), value in exported(registry).items()
        if name == "candor_llm_opinions_total"
    }
    assert counted == {
        ("itself", "yes", "probabilities"): 2,
        ("itself", "no", "word"): 1,
        ("another", "no", "word"): 1,
        ("unknown", "yes", "probabilities"): 1,
    }


def test_a_rate_that_is_not_known_has_no_sample_and_no_nan() -> None:
    registry = CollectorRegistry()
    export_stores(registry, lambda: snapshot(UNKNOWN_RATE))
    samples = exported(registry)
    assert not any("rate" in name or "detector" in name for name, _ in samples)
    assert not any(math.isnan(value) for value in samples.values())
    assert b"# TYPE candor_hallucination_rate gauge" in generate_latest(registry)


def test_registering_the_stores_reads_none_of_them() -> None:
    looks: list[StoreSnapshot] = []

    def look() -> StoreSnapshot:
        looks.append(snapshot(UNKNOWN_RATE))
        return looks[-1]

    export_stores(CollectorRegistry(), look)
    assert looks == []


def test_labels_are_capped_and_conversations_count_as_one() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    for number in range(150):
        metrics.answered(Outcome.ANSWERED, [], risk=None, reason=None, collection=f"conversation:{number}", model="m")
        metrics.answered(Outcome.ANSWERED, [], risk=None, reason=None, collection=f"c{number}", model="m")
    collections = {dict(labels)["collection"] for name, labels in exported(registry) if name == "candor_answers_total"}
    assert len(collections) == 101
    assert {"conversation", "other", "c0"} <= collections


def test_made_up_methods_make_no_series() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    for number in range(50):
        metrics.request_served("unknown", method=f"BREW{number}", status=405, seconds=0.01)
    metrics.request_served("unknown", method="DELETE", status=405, seconds=0.01)
    methods = {dict(labels)["method"] for name, labels in exported(registry) if name == "candor_http_requests_total"}
    assert methods == {"other", "DELETE"}


def test_before_the_stores_were_seen_a_scrape_tells_nothing_of_them() -> None:
    registry = CollectorRegistry()
    export_stores(registry, lambda: None)
    assert exported(registry) == {}


def test_what_the_server_rests_on_has_a_series_each_and_what_it_does_without_none() -> None:
    registry = CollectorRegistry()
    export_components(registry, lambda: {"disk": True, "language_model": False})
    assert exported(registry) == {
        ("candor_component_up", (("component", "disk"),)): 1,
        ("candor_component_up", (("component", "language_model"),)): 0,
    }


def test_a_disk_that_was_not_looked_at_yet_has_no_room_that_anybody_knows_of() -> None:
    registry = CollectorRegistry()
    export_disk(registry, lambda: None, least_free_bytes=5)
    assert exported(registry) == {("candor_disk_least_free_bytes", ()): 5}


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilsons_interval_holds_its_point(successes: int, failures: int) -> None:
    rate = wilson(successes, successes + failures)
    if successes + failures == 0:
        assert rate == UNKNOWN_RATE
        return
    assert rate.point is not None
    assert rate.low is not None
    assert rate.high is not None
    assert 0 <= rate.low <= rate.point <= rate.high <= 1


def test_wilsons_interval_is_the_published_one() -> None:
    rate = wilson(5, 50)
    assert [rate.low, rate.high] == pytest.approx([0.0434752, 0.2136022], abs=1e-6)


def test_the_flagged_rate_leaves_abstentions_out() -> None:
    def span(**outcomes: int) -> AnswerCounts:
        return AnswerCounts(datetime(2026, 1, 1, tzinfo=UTC), sum(outcomes.values()), outcomes, 0, 0)

    rate = flagged_rate([span(answered=6, abstained=10, flagged=1), span(escalated=1, repaired=2)])
    assert (rate.point, rate.labels) == (0.2, 10)
    assert flagged_rate([span(abstained=3)]) == UNKNOWN_RATE
