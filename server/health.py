"""The state of each dependency, and what the stores hold, for `/readyz` and the metrics."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from domain.stores import DocumentStore, EscalationStore, QualityStore
from monitoring.metrics.gauges import StoreSnapshot
from monitoring.quality.rates import flagged_rate
from server.application import Component

_RATE_WINDOW = timedelta(hours=24)


class Lagging(Protocol):
    """The indexes, as far as health goes."""

    def lag(self) -> int:
        """Changes that are not applied yet."""


class Renewing(Protocol):
    """The vectors, as far as health goes."""

    def stale(self) -> int:
        """Chunks whose vector is not by the encoder that is set."""

    def component(self) -> Component:
        """How far the others are."""


class Reachable(Protocol):
    """The language model, as far as health goes."""

    def state(self) -> str | None:
        """Why it cannot be used now; null while it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Looks at what is running. `language_model` is null where answers are only quoted; `reading`
    says whether queued documents are read, `storage` looks at the disk and the database."""

    documents: DocumentStore
    escalations: EscalationStore
    quality: QualityStore
    index: Lagging
    language_model: Reachable | None
    reading: Callable[[], bool]
    embeddings: Renewing
    storage: Callable[[], list[Component]]

    def components(self) -> list[Component]:
        """Every dependency. A language model that is down does not stop the server: answers are quoted meanwhile."""
        reading = self.reading()
        found = [
            *self.storage(),
            Component("models", ok=True, needed=True, detail="loaded"),
            Component("worker", ok=reading, needed=True, detail="reads documents" if reading else "has stopped"),
            self.embeddings.component(),
        ]
        if self.language_model is not None:
            reason = self.language_model.state()
            found.append(Component("language_model", ok=reason is None, needed=False, detail=reason or "reachable"))
        return found

    def snapshot(self) -> StoreSnapshot:
        """What is counted at each scrape."""
        now = datetime.now(UTC)
        oldest = self.escalations.oldest_open()
        day = self.quality.series(collection=None, model=None, since=now - _RATE_WINDOW, step=_RATE_WINDOW)
        return StoreSnapshot(
            documents=self.documents.counts(),
            chunks=self.documents.chunk_count(),
            embeddings_stale=self.embeddings.stale(),
            index_lag_changes=self.index.lag(),
            escalations=self.escalations.counts(),
            escalation_oldest_seconds=(now - oldest).total_seconds() if oldest else 0.0,
            flagged_rate=flagged_rate(day),
        )
