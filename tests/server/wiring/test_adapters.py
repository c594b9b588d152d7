"""The whole application runs on fakes: without model files, child processes or a network."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient

from domain.documents import MediaType, ParsedDocument
from domain.generation import ClaimReading, EvidencePair, Reading, Relation, TokenRisk
from domain.places import Mark, Whole
from monitoring.detectors.grounding import GroundingDetector
from monitoring.detectors.selfcheck import Scale, SelfCheck, not_entailed
from monitoring.verdict.risk import GreyBand
from server.http.app import create_app
from server.wiring.adapters import Adapters
from server.wiring.bootstrap import compose
from server.wiring.opening import LocalModels
from server.wiring.settings import Settings
from tests.monitoring.risk_models import risk_model
from tests.server.conftest import settings_for
from tests.server.usecases.fakes import NOW

if TYPE_CHECKING:
    from domain.ports import Vectors

OPENS = "The library opens at nine in the morning."


class Letters:
    """An encoder that counts letters."""

    identity = "letters"
    dimensions = 26

    def encode(self, texts: Sequence[str]) -> "Vectors":
        rows = [[text.lower().count(chr(97 + place)) + 0.01 for place in range(26)] for text in texts]
        found = np.asarray(rows, np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def encode_queries(self, queries: Sequence[str]) -> "Vectors":
        return self.encode(queries)

    def offsets(self, text: str) -> Sequence[tuple[int, int]]:
        return [(place, place + 1) for place, letter in enumerate(text) if not letter.isspace()]


class WholePassage:
    """A reader to whom each passage is the answer."""

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        return [Reading(0.99, 0.99, 0, len(passage)) for passage in passages]


class Believer:
    """Finds everything supported."""

    def read(self, claims: Sequence[str], passages: Sequence[Sequence[str]]) -> Sequence[ClaimReading]:
        return [ClaimReading((TokenRisk(0, len(claim), 0.0),), Relation(0.99, 0.01, 0.0)) for claim in claims]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def compare(self, pairs: Sequence[EvidencePair]) -> Sequence[Relation]:
        return [Relation(0.99, 0.01, 0.0) for _ in pairs]


class Plain:
    """Parses text in this process, and draws nothing."""

    def parse(self, path: Path, media_type: MediaType) -> ParsedDocument:
        return ParsedDocument(path.read_text(), media_type, (Mark(0, Whole()),), None)

    def render(self, path: Path, *, page: int, highlight: tuple[int, int] | None) -> bytes:
        return b"a picture"

    def close(self) -> None:
        """Holds nothing."""


@contextmanager
def fake_models(_: Settings) -> Iterator[LocalModels]:
    encoder, believer, risk = Letters(), Believer(), risk_model()
    yield LocalModels(
        encoder=encoder,
        tokenizer=encoder,
        reader=WholePassage(),
        grounding=GroundingDetector(believer, believer, risk.claim),
        consistency=SelfCheck(believer, Scale(1.0, 0.0), score=not_entailed),
        risk=risk,
        claim_threshold=0.9,
        answer_threshold=1.0,
        grey_band=GreyBand(0.9, 0.9),
        reader_identity="reader",
        judge_identity="judge",
        consistency_identity="judge",
    )


FAKES = Adapters(
    local_models=fake_models,
    former_encoders=lambda _, __, ___: nullcontext(()),
    parser=lambda _: Plain(),
    renderer=lambda _: Plain(),
    now=lambda: NOW,
)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    settings = settings_for(tmp_path / "data", models=tmp_path / "no models here")
    with compose(settings, FAKES) as application:
        app = create_app(application, page_api_url=None)
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield client


def test_a_document_is_read_and_a_question_answered_from_it(client: httpx.Client) -> None:
    sent = client.post("/v1/documents", files={"file": ("hours.txt", OPENS.encode())})
    _wait(client, sent.json()["id"])
    asked = {"messages": [{"role": "user", "content": "When does the library open?"}]}
    reply: Mapping[str, object] = client.post("/v1/chat/completions", json=asked).json()
    assert OPENS.rstrip(".") in str(reply["choices"])
    assert reply["created"] == int(NOW.timestamp())
    assert client.get("/readyz").json()["ready"], client.get("/readyz").json()


def _wait(client: httpx.Client, document_id: str) -> None:
    with client.stream("GET", f"/v1/documents/{document_id}/events") as events:
        last = [line for line in events.iter_lines() if line.startswith("data: ")][-1]
    assert '"status":"ready"' in last.replace(" ", "")
