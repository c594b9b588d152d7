"""Prometheus series of what the stores hold, as it was seen last: a scrape reads no store."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import Gauge
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

from domain.documents import DocumentStatus
from domain.reviews import EscalationStatus
from monitoring.quality.anchors import AnchorFigures
from monitoring.quality.rates import UNKNOWN_RATE, Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedFigures:
    """What the random audit says of the last weeks, and `drift`, how near the risks of all answers are to an alarm.

    `hallucination_rate_anytime` holds however often one looks. `anchors` is what the frozen claims say of the check,
    null before they were judged.
    """

    hallucination_rate: Rate = UNKNOWN_RATE
    hallucination_rate_anytime: Rate = UNKNOWN_RATE
    detector_precision: Rate = UNKNOWN_RATE
    detector_recall: Rate = UNKNOWN_RATE
    drift: float | None = None
    anchors: AnchorFigures | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryFigures:
    """How the candidate and the baseline stand, by arm; `returned`: the baseline answers alone again."""

    returned: bool
    answers: Mapping[str, int]
    stopped: Mapping[str, Rate]
    wrong: Mapping[str, Rate]
    unanswered: Mapping[str, Rate]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSnapshot:
    """What the stores hold now.

    `escalation_oldest_seconds` is the age of the oldest one that is not resolved, `webhook_oldest_seconds` that of the
    oldest message to another system that was not taken and is tried again; 0 where none waits. What is not known
    yet exports no sample: its series is there with its help text, and neither NaN nor a made-up 0. Of `audited` see
    `AuditedFigures`; `canary` is null where no candidate is tried.
    """

    documents: Mapping[DocumentStatus, int]
    chunks: int
    embeddings_stale: int
    index_lag_changes: int
    escalations: Mapping[EscalationStatus, int]
    escalation_oldest_seconds: float
    webhook_dead_letters: int = 0
    webhook_oldest_seconds: float = 0.0
    flagged_rate: Rate = UNKNOWN_RATE
    audited: AuditedFigures = AuditedFigures()
    canary: CanaryFigures | None = None


def export_stores(registry: CollectorRegistry, snapshot: Callable[[], StoreSnapshot | None]) -> None:
    """Adds the stores' series to `registry`. `snapshot` is called at each scrape, so it must not wait for anything;
    while it gives null the series are not there.
    """
    registry.register(_StoreCollector(snapshot))


def export_worker(registry: CollectorRegistry, alive: Callable[[], bool]) -> None:
    """Adds whether documents are being read; apart from the stores, since it has to tell when these fail."""
    Gauge(
        "candor_worker_alive", "Whether the reading worker gets anywhere (1) or not (0)", registry=registry
    ).set_function(lambda: float(alive()))


class _StoreCollector(Collector):
    def __init__(self, snapshot: Callable[[], StoreSnapshot | None]) -> None:
        self._snapshot = snapshot

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing, so that registering it reads no store."""
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        now = self._snapshot()
        if now is None:
            return
        yield _by_status("candor_documents", "Documents by status", now.documents)
        yield GaugeMetricFamily("candor_chunks", "Chunks that can be found", value=now.chunks)
        yield GaugeMetricFamily(
            "candor_embeddings_stale",
            "Chunks that wait for a vector by the encoder that is set",
            value=now.embeddings_stale,
        )
        yield GaugeMetricFamily(
            "candor_index_lag_changes", "Changes that the indexes have not applied", value=now.index_lag_changes
        )
        yield _by_status("candor_escalations", "Escalations by status", now.escalations)
        yield GaugeMetricFamily(
            "candor_escalation_oldest_seconds",
            "Age of the oldest escalation that is not resolved",
            value=now.escalation_oldest_seconds,
        )
        yield from _webhooks(now)
        yield _single(
            "candor_flagged_rate", "Share of claiming answers that were flagged or escalated", now.flagged_rate.point
        )
        yield from _audited(now.audited)
        yield from _canary(now.canary)


def _webhooks(now: StoreSnapshot) -> Iterable[GaugeMetricFamily]:
    yield GaugeMetricFamily(
        "candor_webhook_dead_letters", "Messages that are tried no more", value=now.webhook_dead_letters
    )
    yield GaugeMetricFamily(
        "candor_webhook_oldest_seconds",
        "Age of the oldest message that was not taken and is tried again",
        value=now.webhook_oldest_seconds,
    )


def _audited(figures: AuditedFigures) -> Iterable[GaugeMetricFamily]:
    yield _bounds("candor_hallucination_rate", "Share of answers that are wrong, audited", figures.hallucination_rate)
    yield _bounds(
        "candor_hallucination_rate_anytime",
        "The same by an interval that holds however often one looks",
        figures.hallucination_rate_anytime,
    )
    yield _bounds("candor_detector_precision", "Precision of the detectors, audited", figures.detector_precision)
    yield _bounds("candor_detector_recall", "Recall of the detectors, audited", figures.detector_recall)
    yield _single(
        "candor_drift", "How near the risks of answers are to an alarm of drift, which is at 1", figures.drift
    )
    anchors = figures.anchors
    yield _single(
        "candor_anchor_wrong_ratio",
        "Share of the frozen claims that the check finds wrongly supported or not",
        anchors.wrong_ratio if anchors else None,
    )
    yield _single(
        "candor_anchor_change",
        "By how much the risks of the frozen claims differ from those of four weeks before, on average",
        anchors.change if anchors else None,
    )


def _canary(figures: CanaryFigures | None) -> Iterable[GaugeMetricFamily]:
    returned = GaugeMetricFamily(
        "candor_canary_returned", "Whether the candidate was surely worse, so that the default answers alone again"
    )
    answers = GaugeMetricFamily("candor_canary_answers", "Claiming answers by arm of the canary", labels=["arm"])
    rates = GaugeMetricFamily(
        "candor_canary_rate",
        "Share of an arm's answers stopped, of its audited ones wrong, of what it was asked unanswered, at all times",
        labels=["rate", "arm", "bound"],
    )
    if figures is not None:
        returned.add_metric([], float(figures.returned))
        for arm, count in figures.answers.items():
            answers.add_metric([arm], count)
        named = (("stopped", figures.stopped), ("wrong", figures.wrong), ("unanswered", figures.unanswered))
        for name, by_arm in named:
            for arm, rate in by_arm.items():
                _add_bounds(rates, [name, arm], rate)
    yield from (returned, answers, rates)


def _single(name: str, text: str, value: float | None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text)
    if value is not None:
        family.add_metric([], value)
    return family


def _by_status(
    name: str, text: str, counts: Mapping[DocumentStatus, int] | Mapping[EscalationStatus, int]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=["status"])
    for status, count in counts.items():
        family.add_metric([status.value], count)
    return family


def _bounds(name: str, text: str, rate: Rate) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=["bound"])
    _add_bounds(family, [], rate)
    return family


def _add_bounds(family: GaugeMetricFamily, labels: Sequence[str], rate: Rate) -> None:
    for bound, value in (("low", rate.low), ("point", rate.point), ("high", rate.high)):
        if value is not None:
            family.add_metric([*labels, bound], value)
