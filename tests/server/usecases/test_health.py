"""What the server rests on, as `/readyz` tells it."""

from collections.abc import Callable

from domain.errors import ModelUnavailable, Overloaded
from server.usecases.health import Component, Health


class Models:
    """Language models of providers in some state."""

    def __init__(self, **reasons: str | None) -> None:
        self._reasons = reasons

    def states(self) -> dict[str, str | None]:
        return self._reasons


class Vectors:
    """Vectors of which none is old."""

    def component(self) -> Component:
        return Component("embeddings", ok=True, needed=False, detail="by one encoder")


def fails(error: Exception) -> Callable[[], None]:
    def try_models() -> None:
        raise error

    return try_models


def states(
    *,
    language_model: Models | None = None,
    reading: bool = True,
    try_models: Callable[[], None] = lambda: None,
) -> dict[str, Component]:
    health = Health(
        language_model=lambda: language_model,
        reading=lambda: reading,
        embeddings=Vectors(),
        storage=lambda: [Component("disk", ok=True, needed=True, detail="can be written")],
        try_models=try_models,
    )
    return {component.name: component for component in health.components()}


def ups(components: dict[str, Component]) -> dict[str, bool]:
    return {name: component.ok for name, component in components.items() if name.startswith("language_model")}


def ready(components: dict[str, Component]) -> bool:
    return all(component.ok for component in components.values() if component.needed)


def test_every_dependency_is_told_of() -> None:
    assert list(states(language_model=Models(endpoint=None))) == [
        "disk",
        "models",
        "worker",
        "embeddings",
        "language_model",
    ]
    assert ready(states())


def test_a_language_model_that_is_down_does_not_stop_the_server() -> None:
    found = states(language_model=Models(endpoint="it cannot be reached"))
    assert not found["language_model"].ok
    assert found["language_model"].detail == "it cannot be reached"
    assert ready(found)


def test_of_several_providers_each_is_told_of_and_all_together() -> None:
    found = states(language_model=Models(endpoint="it cannot be reached", local=None))
    assert ups(found) == {"language_model": False, "language_model:endpoint": False, "language_model:local": True}


def test_without_a_language_model_nothing_is_said_of_one() -> None:
    assert ups(states()) == {}


def test_a_worker_that_stopped_does() -> None:
    assert not ready(states(reading=False))


def test_local_models_that_are_busy_are_well_and_those_that_fail_are_not() -> None:
    assert ready(states(try_models=fails(Overloaded("Too many wait."))))
    broken = states(try_models=fails(ModelUnavailable("It does not load.")))
    assert not ready(broken)
    assert broken["models"].detail == "It does not load."
