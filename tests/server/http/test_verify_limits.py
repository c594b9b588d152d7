"""`/v1/verify` answers in its time whatever it is sent, and says what is too much."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from domain.principals import ApiKey
from monitoring.detectors.detection import Assessment, Inspection
from monitoring.verdict.judging import Judge
from monitoring.verdict.risk import GreyBand
from monitoring.verdict.verifier import ClaimVerifier
from server.http import problems
from server.http.access import Gatekeeper
from server.http.keys_first import KeysFirst, Recogniser
from server.http.routes import search
from tests.monitoring.risk_models import risk_model


class Blocked:
    """A detector that does not end before it is let go."""

    name = "grounding"
    reads_question = False

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
        self.let_go.wait()
        return [Assessment(0.0) for _ in inspection.claims]


class NoKeys:
    """A key store in which no key was ever made."""

    def find(self, sha256: str) -> ApiKey | None:
        return None

    def any_made(self) -> bool:
        return False


@dataclass
class Parts:
    """As much of the application as verification asks of it."""

    judge: Judge


@pytest.fixture
def blocked() -> Iterator[Blocked]:
    detector = Blocked()
    yield detector
    detector.let_go.set()


@pytest.fixture
def http(blocked: Blocked) -> Iterator[httpx.Client]:
    verifier = ClaimVerifier(
        blocked,
        blocked,
        risk_model(),
        threshold=0.5,
        grey_band=GreyBand(0.3, 0.6),
        deadline_seconds=0.2,
        on_failure=lambda _, __: None,
    )
    app = FastAPI()
    app.state.application = Parts(Judge(verifier, None))
    app.state.gatekeeper = Gatekeeper(NoKeys(), open_locally=True)  # type: ignore[arg-type] - it only looks keys up
    problems.install(app)
    app.include_router(search.router)
    app.add_middleware(KeysFirst, recogniser=Recogniser())
    with TestClient(app) as client:
        yield client
    verifier.close()


def test_four_megabytes_are_answered_while_the_check_is_still_at_work(http: httpx.Client, blocked: Blocked) -> None:
    passages = ["ő" * 99_900 + " nem. Igen." for _ in range(19)]
    body = {"answer": "Ez így van. Az nem. Igen.", "passages": passages}
    assert len(httpx.Request("POST", "http://x", json=body).content) > 3_700_000

    found = http.post("/v1/verify", json=body).json()

    assert not blocked.let_go.is_set()
    assert [claim["support"] for claim in found["claims"]] == ["unchecked"] * len(found["claims"])
    assert (found["support"], found["risk"]) == ("unchecked", None)


def test_a_short_check_is_late_in_the_same_way(http: httpx.Client, blocked: Blocked) -> None:
    found = http.post("/v1/verify", json={"answer": "It opens at ten.", "passages": ["It opens at nine."]}).json()
    assert not blocked.let_go.is_set()
    assert found["support"] == "unchecked"


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ({"answer": "Yes.", "passages": ["x" * 99_000] * 21}, "passages: 2,079,000 characters together; at most 2,000"),
        ({"answer": "Yes.", "samples": ["x" * 99_000] * 6}, "samples: 594,000 characters together; at most 500,000"),
        ({"answer": "No way.\n\n" * 1_001}, "answer: 1,001 claims; at most 1,000"),
    ],
)
def test_too_much_is_refused_with_the_limit(http: httpx.Client, body: dict[str, Any], limit: str) -> None:
    reply = http.post("/v1/verify", json=body)
    assert reply.status_code == 413
    assert limit in reply.json()["detail"]
