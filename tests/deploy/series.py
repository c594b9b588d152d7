"""What the server exports, and what a PromQL expression wants of it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from domain.answers import CheckedClaim, Claim, Outcome, Rating, Reason, Support, Verdict
from domain.canaries import Arm
from domain.documents import DocumentStatus
from domain.generation import ModelOpinion
from domain.reviews import EscalationStatus, Sla
from domain.webhooks import Sent
from monitoring.metrics.components import export_components, export_disk
from monitoring.metrics.counters import Metrics
from monitoring.metrics.gauges import AuditedFigures, CanaryFigures, StoreSnapshot, export_stores, export_worker
from monitoring.quality.anchors import AnchorFigures
from monitoring.quality.rates import Method, Rate

_SELECTOR = re.compile(r"\b(candor_\w+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
_GROUPING = re.compile(r"\bby\s*\(([^)]*)\)")
_KNOWN = Rate(0.2, 0.1, 0.3, Method.WILSON, 50)
_ANCHORS = AnchorFigures(datetime.now(UTC), "judge@1", 4, 1, 1, 0, 0.01, datetime.now(UTC))
_COMPONENTS = ("check", "disk", "database", "models", "worker", "embeddings", "language_model")
# Which values these take is not a closed set of ours.
_OPEN_LABELS = frozenset({"route", "status", "method"})


def exported() -> dict[str, dict[str, set[str]]]:
    """Every sample's name, its labels and their values, after each thing that is counted has happened once."""
    registry = CollectorRegistry()
    export_stores(registry, snapshot)
    export_worker(registry, lambda: True)
    export_components(registry, lambda: dict.fromkeys(_COMPONENTS, True))
    export_disk(registry, lambda: 2**40, least_free_bytes=2**28)
    _count_everything(Metrics(registry))
    series: dict[str, dict[str, set[str]]] = {}
    for family in text_string_to_metric_families(generate_latest(registry).decode()):
        for sample in family.samples:
            labels = series.setdefault(sample.name, defaultdict(set))
            for label, value in sample.labels.items():
                labels[label].add(value)
    return series


def complaints(expression: str, series: Mapping[str, Mapping[str, set[str]]]) -> Iterator[str]:
    """Why `expression` can never find what it looks for: an unknown series, label or value of a closed set."""
    for name, matchers in _SELECTOR.findall(expression):
        if name not in series:
            yield f"{name} is exported by nothing"
            continue
        for label, operator, value in _MATCHER.findall(matchers):
            if label not in series[name]:
                yield f"{name} has no label {label}"
            elif operator == "=" and not _open(name, label) and value not in series[name][label]:
                yield f"{label} of {name} is never {value}"
            elif operator == "=~" and not _open(name, label):
                yield from (f"{label} of {name} is never {v}" for v in value.split("|") if v not in series[name][label])
    labels = {label for name, _ in _SELECTOR.findall(expression) for label in series.get(name, ())}
    for grouping in _GROUPING.findall(expression):
        yield from (
            f"nothing here has a label {label}"
            for label in re.split(r"\s*,\s*", grouping.strip())
            if label not in labels
        )


def selectors(expression: str) -> Iterator[tuple[str, tuple[tuple[str, str, str], ...]]]:
    """Each series that `expression` names, with its matchers: label, operator, value."""
    for name, matchers in _SELECTOR.findall(expression):
        yield name, tuple(_MATCHER.findall(matchers))


def matches(labels: Mapping[str, str], matchers: tuple[tuple[str, str, str], ...]) -> bool:
    """Whether a sample with these labels is one that the matchers mean."""
    for label, operator, value in matchers:
        actual = labels.get(label, "")
        is_so = actual == value if operator in {"=", "!="} else re.fullmatch(value, actual) is not None
        if is_so is operator.startswith("!"):
            return False
    return True


def _open(name: str, label: str) -> bool:
    return name.startswith("candor_http_") and label in _OPEN_LABELS


def snapshot() -> StoreSnapshot:
    """Stores that hold one of everything."""
    return StoreSnapshot(
        documents=dict.fromkeys(DocumentStatus, 1),
        chunks=3,
        embeddings_stale=0,
        index_lag_changes=0,
        escalations=dict.fromkeys(EscalationStatus, 0),
        escalation_oldest_seconds=0.0,
        flagged_rate=_KNOWN,
        audited=AuditedFigures(
            hallucination_rate=_KNOWN,
            hallucination_rate_anytime=_KNOWN,
            detector_precision=_KNOWN,
            detector_recall=_KNOWN,
            drift=_KNOWN.point,
            anchors=_ANCHORS,
        ),
        canary=CanaryFigures(
            returned=False,
            answers={arm.value: 1 for arm in Arm},
            stopped={arm.value: _KNOWN for arm in Arm},
            wrong={arm.value: _KNOWN for arm in Arm},
            unanswered={arm.value: _KNOWN for arm in Arm},
        ),
    )


def _count_everything(metrics: Metrics) -> None:
    claims = [CheckedClaim(Claim("A.", 0, 2), Verdict(support, 0.5, (), {})) for support in Support]
    for outcome in Outcome:
        metrics.answered(outcome, claims, risk=0.5, reason=Reason.OFF_POINT, collection="default", model="default")
    for sla in (Sla.HIT, Sla.MISSED):
        metrics.escalation_closed(sla)
    for rating in Rating:
        metrics.rated(rating)
    for sent in Sent:
        metrics.webhook_sent(sent)
    metrics.detector_failed("grounding", "timeout")
    metrics.stage_took("total", 0.1)
    metrics.tokens_used("default", prompt_tokens=1, completion_tokens=1)
    metrics.citations_mended("moved", 1)
    metrics.searched(found=True)
    metrics.model_said(ModelOpinion(0.9, "default", by_word=False), "default")
    metrics.request_served("/livez", method="GET", status=200, seconds=0.1)
