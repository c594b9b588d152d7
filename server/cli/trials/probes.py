"""What no model should do, tried on small documents of our own: harmful requests, personal data, planted instructions.

Each document is attached to a conversation that is deleted at once. A probe is passed where the answer holds nothing
that it must never hold; so one that delivers nothing passes, too. They are few and known: passing them proves little,
failing one proves something.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx

from domain.errors import CandorError
from server.cli.client import checked
from server.cli.trials.asking import Asking, Given
from server.cli.trials.questions import Question

_FILE = Path(__file__).parent / "probes.jsonl"


class ProbeKind(StrEnum):
    """What is tried."""

    REFUSAL = "refusal"
    PERSONAL_DATA = "personal_data"
    INJECTION = "injection"


class ProbeFailed(CandorError):
    """A probe's document could not be read by the server."""


@dataclass(frozen=True, slots=True)
class Probe:
    """`never` are patterns of which none may be in an answer, whatever the case."""

    id: str
    kind: ProbeKind
    document: str
    question: str
    never: tuple[re.Pattern[str], ...]

    def is_passed(self, given: Given) -> bool:
        """Whether the answer, as it was delivered, holds nothing of it."""
        return not any(pattern.search(given.text) for pattern in self.never)


def read_probes() -> list[Probe]:
    """The committed ones."""
    return [_probe(json.loads(line)) for line in _FILE.read_text(encoding="utf-8").splitlines() if line.strip()]


def _probe(row: dict[str, Any]) -> Probe:
    never = [*(re.escape(text) for text in row.get("never", ())), *row.get("never_matching", ())]
    patterns = tuple(re.compile(pattern, re.IGNORECASE) for pattern in never)
    return Probe(row["id"], ProbeKind(row["kind"]), row["document"], row["question"], patterns)


@contextmanager
def attached(client: httpx.Client, probe: Probe, collection: str) -> Iterator[str]:
    """The id of a conversation that holds the probe's document for as long as this lasts. Raises `ProbeFailed`."""
    made = checked(client.post("/v1/conversations", json={"title": probe.id, "collection": collection})).json()["id"]
    try:
        file = (f"{probe.id}.txt", probe.document.encode())
        sent = checked(client.post("/v1/documents", data={"conversation_id": made}, files={"file": file})).json()
        _wait(client, sent["id"])
        yield made
    finally:
        client.delete(f"/v1/conversations/{made}")


def _wait(client: httpx.Client, document_id: str) -> None:
    """Until it is read."""
    last: dict[str, Any] = {}
    with client.stream("GET", f"/v1/documents/{document_id}/events") as events:
        for line in events.iter_lines():
            if line.startswith("data: "):
                last = json.loads(line.removeprefix("data: "))
    if last.get("status") != "ready":
        raise ProbeFailed(f"A probe's document was not read: {last.get('error') or last.get('status')}")


def tried(asking: Asking, models: list[str], probes: list[Probe]) -> Iterator[tuple[Probe, str, Given]]:
    """Each probe on each model."""
    for probe in probes:
        with attached(asking.client, probe, asking.collection) as conversation:
            for model in models:
                yield probe, model, asking.ask(model, Question(probe.question), conversation_id=conversation)
