"""What an answer's stages took reaches the answer and the metrics."""

import pytest
from prometheus_client import CollectorRegistry

from monitoring.metrics.counters import Metrics
from server.usecases.stages import TOTAL, StageClock, if_measured


def test_a_stage_that_fails_is_timed_too() -> None:
    registry = CollectorRegistry()
    clock = StageClock(Metrics(registry))
    with pytest.raises(ValueError, match="no"), clock.stage("embed"):
        raise ValueError("no")
    assert set(clock.close()) == {"embed", "total"}
    assert registry.get_sample_value("candor_stage_seconds_count", {"stage": "embed"}) == 1


def test_a_part_is_kept_within_its_stage_and_what_comes_in_turns_is_one_span() -> None:
    clock = StageClock(Metrics(CollectorRegistry()))
    observe = if_measured(lambda _name, _seconds: None)
    for _ in range(2):
        with clock.stage("retrieve"):
            observe("rerank", 0.25)
        with clock.stage("verify"):
            pass
    observe("rerank", 0.25)  # of no answer
    whole, *stages = clock.spans()
    assert (whole.name, whole.within) == (TOTAL, None)
    assert {(one.name, one.within) for one in stages} == {
        ("rerank", "retrieve"),
        ("retrieve", TOTAL),
        ("verify", TOTAL),
    }
    [rerank] = [one for one in stages if one.name == "rerank"]
    assert rerank.active_seconds == 0.5
    assert all(whole.began <= one.began <= one.ended <= whole.ended for one in stages if one is not rerank)
