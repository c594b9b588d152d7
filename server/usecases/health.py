"""The state of each dependency, and what the stores hold, for `/readyz` and the metrics."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from domain.errors import CandorError, Overloaded
from domain.stores import DocumentStore, EscalationStore, QualityStore
from monitoring.metrics.gauges import StoreSnapshot
from monitoring.quality.rates import flagged_rate
from server.http.application import Component
from server.usecases.watching import Watch

_RATE_WINDOW = timedelta(hours=24)
_LEAST_FREE_BYTES = 64 * 2**20
_LOOK_SECONDS = 2.0
_COUNT_SECONDS = 5.0
_HUNG_SECONDS = 10.0


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
    says whether queued documents are read, `storage` looks at the disk and the database, `try_models` runs each local
    model once, or raises."""

    documents: DocumentStore
    escalations: EscalationStore
    quality: QualityStore
    index: Lagging
    language_model: Reachable | None
    reading: Callable[[], bool]
    embeddings: Renewing
    storage: Callable[[], list[Component]]
    try_models: Callable[[], None]

    def components(self) -> list[Component]:
        """Every dependency. A language model that is down does not stop the server: answers are quoted meanwhile."""
        reading = self.reading()
        found = [
            *self.storage(),
            self._models(),
            Component("worker", ok=reading, needed=True, detail="reads documents" if reading else "has stopped"),
            self.embeddings.component(),
        ]
        if self.language_model is not None:
            reason = self.language_model.state()
            found.append(Component("language_model", ok=reason is None, needed=False, detail=reason or "reachable"))
        return found

    def snapshot(self) -> StoreSnapshot:
        """What the metrics tell of the stores."""
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

    def _models(self) -> Component:
        try:
            self.try_models()
        except Overloaded:
            return Component("models", ok=True, needed=True, detail="busy")
        except CandorError as error:
            return Component("models", ok=False, needed=True, detail=str(error))
        return Component("models", ok=True, needed=True, detail="answer")


class HealthWatch:
    """Looks in the background; what it tells is what it saw last, so asking waits for no store, disk or model."""

    def __init__(
        self,
        components: Callable[[], list[Component]],
        snapshot: Callable[[], StoreSnapshot],
        *,
        look_seconds: float = _LOOK_SECONDS,
        hung_seconds: float = _HUNG_SECONDS,
    ) -> None:
        self._components = Watch(components, every_seconds=look_seconds, name="components")
        self._snapshot = Watch(snapshot, every_seconds=_COUNT_SECONDS, name="stores")
        self._hung_seconds = hung_seconds

    def start(self) -> None:
        """Returns once it has seen everything once, or could not in time."""
        self._components.start(patience_seconds=self._hung_seconds)
        self._snapshot.start(patience_seconds=self._hung_seconds)

    def stop(self) -> None:
        """Waits for no look that hangs."""
        self._components.stop()
        self._snapshot.stop()

    def components(self) -> list[Component]:
        """Every dependency as it was seen last, and the look itself, which is not there where it hangs."""
        late = self._components.overdue_seconds()
        seen = self._components.seen()
        if seen is not None and late < self._hung_seconds:
            return seen
        hung = Component("check", ok=False, needed=True, detail=f"the check has not come back for {late:.0f} s")
        return [*(seen or ()), hung]

    def snapshot(self) -> StoreSnapshot | None:
        """What the stores held a few seconds ago; null before it was seen."""
        return self._snapshot.seen()
