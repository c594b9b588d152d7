"""Puts together what looks after the server: health, and the series of what the stores hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from domain.anchors import AnchorStore
from domain.audits import AuditSpan, AuditStore
from domain.reviews import EscalationStatus
from monitoring.metrics.components import export_components, export_disk
from monitoring.metrics.gauges import AuditedFigures, StoreSnapshot, export_stores, export_worker
from monitoring.quality.anchors import REFERENCE_AGE, anchor_figures, frozen_claims
from monitoring.quality.auditing import audited_rate, detector_precision, detector_recall
from monitoring.quality.drift import MOST_KNOWN, anytime_bounds, risk_drift
from monitoring.quality.rates import flagged_rate
from server.usecases.canary import CanaryRun
from server.usecases.health import Health, HealthWatch
from server.usecases.model_desk import LanguageModels
from server.usecases.storage_checks import DiskCheck, check_database, check_hold
from server.wiring.canarying import canary_figures
from server.wiring.parts import Parts
from server.wiring.reading import Reading
from storage.database.database_lock import DatabaseLock

_RATE_WINDOW = timedelta(hours=24)
_AUDIT_WINDOW = timedelta(days=28)
_AUDIT_EVERY = timedelta(minutes=1)
_WEEK, _WEEKS_A_YEAR = timedelta(days=7), 52


def watch_of(
    parts: Parts,
    reading: Reading,
    language_models: Callable[[], LanguageModels | None],
    canary: CanaryRun | None,
    hold: DatabaseLock | None,
) -> HealthWatch[StoreSnapshot]:
    """Not started yet; what it sees goes to the registry. `hold` is that on a PostgreSQL database."""
    disk = DiskCheck(parts.settings.data, least_free_bytes=parts.settings.least_free_bytes)
    health = Health(
        language_model=language_models,
        reading=reading.worker.alive,
        embeddings=reading.reembedder,
        storage=lambda: [disk.component(), check_database(parts.stores.probe), *check_hold(hold)],
        try_models=parts.models.try_each,
    )
    audited = _Audited(parts.stores.audits, parts.stores.anchors)
    watch = HealthWatch(health.components, lambda: _snapshot(parts, reading, audited, canary))
    export_stores(parts.registry, watch.snapshot)
    export_worker(parts.registry, reading.worker.alive)
    export_components(parts.registry, watch.states)
    export_disk(parts.registry, lambda: disk.free_bytes, least_free_bytes=disk.least_free_bytes)
    return watch


class _Audited:
    """The audited figures: counted anew when somebody reviewed something, else once a minute."""

    def __init__(self, audits: AuditStore, anchors: AnchorStore) -> None:
        self._audits, self._anchors, self._frozen = audits, anchors, frozen_claims()
        self._figures, self._reviewed = AuditedFigures(), -1
        self._due_at = datetime.min.replace(tzinfo=UTC)

    def figures(self, reviewed: int, *, now: datetime) -> AuditedFigures:
        """`reviewed` is how many reviews there are."""
        if reviewed != self._reviewed or now >= self._due_at:
            self._figures = self._counted(now)
            self._reviewed, self._due_at = reviewed, now + _AUDIT_EVERY
        return self._figures

    def _counted(self, now: datetime) -> AuditedFigures:
        spans = self._audits.spans(collection=None, model=None, since=now - _AUDIT_WINDOW, step=_AUDIT_WINDOW)
        span = spans[0] if spans else AuditSpan({}, ())
        runs = self._anchors.runs(self._frozen.name, since=now - REFERENCE_AGE)
        a_year = self._audits.volume(now - _WEEK).answers * _WEEKS_A_YEAR
        return AuditedFigures(
            hallucination_rate=audited_rate(span),
            hallucination_rate_anytime=anytime_bounds([label.is_wrong for label in span.labels if label.is_delivered]),
            detector_precision=detector_precision(span.labels),
            detector_recall=detector_recall(span.labels),
            drift=risk_drift(self._audits.recent_risks(most=MOST_KNOWN), answers_a_year=a_year),
            anchors=anchor_figures(self._frozen.anchors, runs),
        )


def _snapshot(parts: Parts, reading: Reading, audited: _Audited, canary: CanaryRun | None) -> StoreSnapshot:
    stores, now = parts.stores, parts.now()
    oldest, untaken = stores.escalations.oldest_open(), stores.webhooks.undelivered()
    day = stores.quality.series(collection=None, model=None, since=now - _RATE_WINDOW, step=_RATE_WINDOW)
    escalations = stores.escalations.counts()
    return StoreSnapshot(
        documents=stores.documents.counts(),
        chunks=stores.documents.chunk_count(),
        embeddings_stale=reading.reembedder.stale(),
        index_lag_changes=parts.retriever.lag(),
        escalations=escalations,
        escalation_oldest_seconds=(now - oldest).total_seconds() if oldest else 0.0,
        webhook_dead_letters=untaken.dead,
        webhook_oldest_seconds=(now - untaken.oldest).total_seconds() if untaken.oldest else 0.0,
        flagged_rate=flagged_rate(day),
        audited=audited.figures(escalations[EscalationStatus.RESOLVED], now=now),
        canary=canary_figures(canary),
    )
