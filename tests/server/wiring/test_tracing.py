"""Traces are off unless an address is set, ask for the extra by its name, and reach a collector."""

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from domain.errors import Misconfigured
from server.usecases.tracing import Traced, trace_nothing
from server.wiring.settings import Settings
from server.wiring.tracing import open_tracing
from tests.server.wiring.test_spans import STAGES
from tests.storage.samples import answer

STANDARD = "OTEL_EXPORTER_OTLP_ENDPOINT"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (STANDARD, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """The address of one that keeps what it is sent, and that."""
    sent: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", sent
    server.shutdown()
    server.server_close()
    thread.join()


def settings(tmp_path: Path, **changes: str) -> Settings:
    return Settings(_env_file=None, data=tmp_path, **changes)  # type: ignore[arg-type]  # of these settings all are texts


def test_nothing_is_traced_unless_an_address_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        assert open_tracing(settings(tmp_path), stack) is trace_nothing
        monkeypatch.setenv(STANDARD, "http://127.0.0.1:9")
        assert open_tracing(settings(tmp_path, otel_endpoint="off"), stack) is trace_nothing


@pytest.mark.parametrize("by", ["CANDOR_OTEL_ENDPOINT", STANDARD])
def test_without_the_extra_the_error_names_it_and_who_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    monkeypatch.setenv(by, "http://127.0.0.1:9")
    with ExitStack() as stack, pytest.raises(Misconfigured, match=rf"{by} asks .*candor\[otel\]"):
        open_tracing(settings(tmp_path), stack)


@pytest.mark.parametrize("by", ["CANDOR_OTEL_ENDPOINT", STANDARD])
def test_an_answer_reaches_the_collector_before_the_server_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collector: tuple[str, list[tuple[str, bytes]]], by: str
) -> None:
    pytest.importorskip("opentelemetry.sdk.trace", reason="left out: the extra otel is not installed (make setup-dev)")
    url, sent = collector
    monkeypatch.setenv(by, url)
    with ExitStack() as stack:
        trace = open_tracing(settings(tmp_path), stack)
        trace(Traced(answer=answer("conv_1"), stages=STAGES, usage=None, k=5, escalation_id=None))
    [(path, body)] = sent
    assert path == "/v1/traces"
    for name in (b"invoke_workflow candor", b"retrieval default", b"rerank", b"gen_ai.evaluation.result", b"candor"):
        assert name in body
