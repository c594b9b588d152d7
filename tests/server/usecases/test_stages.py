"""What an answer's stages took reaches the answer and the metrics."""

import pytest
from prometheus_client import CollectorRegistry

from monitoring.metrics.counters import Metrics
from server.usecases.stages import StageClock


def test_a_stage_that_fails_is_timed_too() -> None:
    registry = CollectorRegistry()
    clock = StageClock(Metrics(registry))
    with pytest.raises(ValueError, match="no"), clock.stage("embed"):
        raise ValueError("no")
    assert set(clock.close()) == {"embed", "total"}
    assert registry.get_sample_value("candor_stage_seconds_count", {"stage": "embed"}) == 1
