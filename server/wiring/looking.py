"""Puts together what looks after the server: health, and the series of what the stores hold."""

from datetime import timedelta

from monitoring.metrics.gauges import StoreSnapshot, export_stores, export_worker
from monitoring.quality.rates import flagged_rate
from server.usecases.health import Component, Health, HealthWatch
from server.usecases.model_desk import LanguageModels
from server.usecases.storage_checks import check_database, check_disk
from server.wiring.parts import Parts
from server.wiring.reading import Reading

_RATE_WINDOW = timedelta(hours=24)


def watch_of(parts: Parts, reading: Reading, language_models: LanguageModels | None) -> HealthWatch[StoreSnapshot]:
    """Not started yet; what it sees goes to the registry."""
    health = Health(
        language_model=language_models,
        reading=reading.worker.alive,
        embeddings=reading.reembedder,
        storage=lambda: _storage(parts),
        try_models=parts.models.try_each,
    )
    watch = HealthWatch(health.components, lambda: _snapshot(parts, reading))
    export_stores(parts.registry, watch.snapshot)
    export_worker(parts.registry, reading.worker.alive)
    return watch


def _storage(parts: Parts) -> list[Component]:
    settings = parts.settings
    return [
        check_disk(settings.data, least_free_bytes=settings.least_free_bytes),
        check_database(parts.stores.probe),
    ]


def _snapshot(parts: Parts, reading: Reading) -> StoreSnapshot:
    stores, now = parts.stores, parts.now()
    oldest = stores.escalations.oldest_open()
    day = stores.quality.series(collection=None, model=None, since=now - _RATE_WINDOW, step=_RATE_WINDOW)
    return StoreSnapshot(
        documents=stores.documents.counts(),
        chunks=stores.documents.chunk_count(),
        embeddings_stale=reading.reembedder.stale(),
        index_lag_changes=parts.retriever.lag(),
        escalations=stores.escalations.counts(),
        escalation_oldest_seconds=(now - oldest).total_seconds() if oldest else 0.0,
        flagged_rate=flagged_rate(day),
    )
