"""The state of each dependency, for `/readyz`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from domain.errors import CandorError, Overloaded
from server.usecases.watching import Watch

T = TypeVar("T")
_LANGUAGE_MODEL = "language_model"
_CHECK = "check"
_LOOK_SECONDS = 2.0
_COUNT_SECONDS = 5.0
_HUNG_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Component:
    """A dependency's state for `/readyz`; without one that is `needed` the server is not ready."""

    name: str
    ok: bool
    needed: bool
    detail: str


class Renewing(Protocol):
    """The vectors, as far as health goes."""

    def component(self) -> Component:
        """How far the others are."""


class Reachable(Protocol):
    """The language model, as far as health goes."""

    def states(self) -> Mapping[str, str | None]:
        """Why it cannot be used now, by who has models; null for those that can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Looks at what is running. `language_model` gives null while answers are only quoted; `reading`
    says whether queued documents are read, `storage` looks at the disk and the database, `try_models` runs each local
    model once, or raises."""

    language_model: Callable[[], Reachable | None]
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
        language_model = self.language_model()
        if language_model is not None:
            found.extend(_of_models(language_model.states()))
        return found

    def _models(self) -> Component:
        try:
            self.try_models()
        except Overloaded:
            return Component("models", ok=True, needed=True, detail="busy")
        except CandorError as error:
            return Component("models", ok=False, needed=True, detail=str(error))
        return Component("models", ok=True, needed=True, detail="answer")


def _of_models(states: Mapping[str, str | None]) -> Iterator[Component]:
    """All of them together and, where several have models, each."""
    reasons = {_LANGUAGE_MODEL: "; ".join(filter(None, states.values())) or None}
    if len(states) > 1:
        reasons |= {f"{_LANGUAGE_MODEL}:{name}": reason for name, reason in states.items()}
    for name, reason in reasons.items():
        yield Component(name, ok=reason is None, needed=False, detail=reason or "reachable")


class HealthWatch(Generic[T]):
    """Looks in the background; what it tells is what it saw last, so asking waits for no store, disk or model.

    `snapshot` says what the stores hold, for the metrics.
    """

    def __init__(
        self,
        components: Callable[[], list[Component]],
        snapshot: Callable[[], T],
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
        hung = Component(_CHECK, ok=False, needed=True, detail=f"the check has not come back for {late:.0f} s")
        return [*(seen or ()), hung]

    def states(self) -> Mapping[str, bool]:
        """Whether each dependency is there, for the metrics; the look itself always among them."""
        return {_CHECK: True} | {component.name: component.ok for component in self.components()}

    def snapshot(self) -> T | None:
        """What the stores held a few seconds ago; null before it was seen."""
        return self._snapshot.seen()
