"""Opens OpenTelemetry (extra `otel`) where an address is set; else nothing of it is imported."""

import os
from contextlib import ExitStack
from importlib.metadata import version

from domain.errors import Misconfigured
from server.usecases.tracing import Trace, trace_nothing
from server.wiring.settings import Settings

_STANDARD = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PATH = "/v1/traces"
_TIMEOUT_SECONDS = 5
OFF = "off"


def open_tracing(settings: Settings, stack: ExitStack) -> Trace:
    """What is traced is sent in the background, and what is left when the context ends. Raises `Misconfigured`."""
    asked_by = "CANDOR_OTEL_ENDPOINT" if settings.otel_endpoint else _standard_name()
    if settings.otel_endpoint == OFF or asked_by is None:
        return trace_nothing
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        from server.wiring.spans import SpanWriter
    except ImportError as error:
        raise Misconfigured(
            f"{asked_by} asks for traces, and OpenTelemetry is not installed ({error.name}). Install the extra: "
            "pip install 'candor[otel]'; or set CANDOR_OTEL_ENDPOINT=off."
        ) from error
    address = settings.otel_endpoint.rstrip("/") + _PATH if settings.otel_endpoint else None
    name, candor = os.environ.get("OTEL_SERVICE_NAME", "candor"), version("candor")
    provider = TracerProvider(resource=Resource.create({"service.name": name, "service.version": candor}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address, timeout=_TIMEOUT_SECONDS)))
    stack.callback(provider.shutdown)
    return SpanWriter(provider.get_tracer("candor", candor)).write


def _standard_name() -> str | None:
    """The variable of OpenTelemetry's own that names an address, null where none does."""
    return next((name for name in _STANDARD if os.environ.get(name)), None)
