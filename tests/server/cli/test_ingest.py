"""What `candor ingest` says of a document."""

import io
import json
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress

from server.cli.commands.documents import _follow

READY: dict[str, Any] = {
    "id": "d1", "name": "names.csv", "status": "ready", "error": None, "chunks": 2,
    "progress": {"done": 2, "total": 2}, "stated": {"text": "valid from 1 March 2024"},
    "warnings": ["It was read as Windows-1250 [sic], which is a guess."],
}  # fmt: skip


def _events(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, text=f"event: document\ndata: {json.dumps(READY)}\n\n")


def test_what_a_document_states_and_its_warnings_are_listed_below_its_bar() -> None:
    shown = io.StringIO()
    client = httpx.Client(transport=httpx.MockTransport(_events), base_url="http://candor.test")
    with client, Progress(console=Console(file=shown, width=120)) as bars:
        _follow(client, Path("names.csv"), READY | {"status": "queued"}, None, bars)
    assert "names.csv: valid from 1 March 2024" in shown.getvalue()
    assert "names.csv: It was read as Windows-1250 [sic], which is a guess." in shown.getvalue()


def test_nothing_stands_beside_the_json_that_was_asked_for() -> None:
    shown = io.StringIO()
    client = httpx.Client(transport=httpx.MockTransport(_events), base_url="http://candor.test")
    with client, Progress(console=Console(file=shown, width=120), disable=True) as bars:
        assert _follow(client, Path("names.csv"), READY | {"status": "queued"}, None, bars) == READY
    assert shown.getvalue() == ""
