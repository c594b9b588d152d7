"""Prometheus series of what the server rests on, as it was seen last: a scrape looks at nothing itself."""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry


def export_components(registry: CollectorRegistry, states: Callable[[], Mapping[str, bool]]) -> None:
    """Adds whether each dependency can be used. `states` is called at each scrape, so it must not wait for anything;
    what it does not name has no series.
    """
    registry.register(_Components(states))


def export_disk(registry: CollectorRegistry, free_bytes: Callable[[], int | None], *, least_free_bytes: int) -> None:
    """Adds how much room the data folder's disk has, no sample while that is null, and below how much uploads are
    refused.
    """
    registry.register(_Disk(free_bytes, least_free_bytes))


class _Components(Collector):
    def __init__(self, states: Callable[[], Mapping[str, bool]]) -> None:
        self._states = states

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing, so that registering it asks nobody."""
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "candor_component_up", "Whether what the server rests on can be used (1) or not (0)", labels=["component"]
        )
        for name, ok in self._states().items():
            family.add_metric([name], float(ok))
        yield family


class _Disk(Collector):
    def __init__(self, free_bytes: Callable[[], int | None], least_free_bytes: int) -> None:
        self._free_bytes, self._least_free_bytes = free_bytes, least_free_bytes

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing, so that registering it asks nobody."""
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        free = GaugeMetricFamily("candor_disk_free_bytes", "Room on the disk of the data folder")
        if (free_bytes := self._free_bytes()) is not None:
            free.add_metric([], free_bytes)
        yield free
        yield GaugeMetricFamily(
            "candor_disk_least_free_bytes", "Room below which uploads are refused", value=self._least_free_bytes
        )
