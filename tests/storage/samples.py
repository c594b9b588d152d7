"""Values to keep, each different from the last."""

import hashlib
import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy.exc import OperationalError

from domain.answers import (
    Answer,
    CheckedClaim,
    Claim,
    ClaimValue,
    Evidence,
    Outcome,
    Provenance,
    Reason,
    Support,
    ValueState,
    Verdict,
    Withheld,
)
from domain.documents import Chunk, MediaType, ParsedDocument, Passage, Policy, Scores, StoredChunk, Upload
from domain.places import Mark, Page, Rows, Whole
from domain.reviews import EscalationKind, NewEscalation
from domain.stated import Fact, Stated

if TYPE_CHECKING:
    from domain.ports import Vectors

PROVENANCE = Provenance(
    model="extractive",
    prompt=None,
    encoder="encoder@1:00",
    reader="reader@1:00",
    judge="judge@1:00",
    consistency="judge@1:00",
    claim_threshold=0.5,
    answer_threshold=0.4,
)
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
_numbers = count(1)


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def advance(self, span: timedelta) -> None:
        self.time += span


STATED = Stated(dated=Fact("2024", "guide 2024.pdf", None), replaces=Fact("the guide of 2022", "It replaces…", 12))


def upload(name: str = "guide.pdf", *, content: str = "", collection: str = "default") -> Upload:
    content = content or f"bytes {next(_numbers)}"
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return Upload(name, collection, MediaType.PDF, sha256, len(content), owner=None)


def chunks(number: int, *, word: str = "word") -> list[Chunk]:
    return [Chunk(f"{word} {i}", i * 10, i * 10 + len(f"{word} {i}"), Page(i + 1)) for i in range(number)]


def vectors(number: int, *, dimensions: int = 8) -> "Vectors":
    made = np.random.default_rng(number).normal(size=(number, dimensions)).astype(np.float32)
    unit: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def parsed(*, pages: int | None = 2) -> ParsedDocument:
    marks = (Mark(0, Page(1)), Mark(50, Page(2)))
    return ParsedDocument("some text", MediaType.PDF, marks, pages)


def answer(conversation_id: str, *, risk: float = 0.7, model: str = "extractive", at: datetime = START) -> Answer:
    verdict = Verdict(Support.UNSUPPORTED, risk, (Evidence(0, 1, 4, "ome"),), {"grounding": risk})
    value = ClaimValue("Some", 0, 4, ValueState.SAME, (Evidence(0, 0, 4, "some"),))
    right = Verdict(Support.SUPPORTED, 0.1, (), {}, 0.75, (value,))
    number = next(_numbers)
    stored = StoredChunk(7, "doc_1", "guide.pdf", "default", Chunk("some words", 3, 13, Rows(2, 5)), STATED)
    whole = StoredChunk(8, "doc_2", "notes.txt", "default", Chunk("naïve 🙂", 0, 7, Whole()))
    return Answer(
        id=f"answer_{number}",
        conversation_id=conversation_id,
        question="How many?",
        query=f"How many widgets are in box {number}?",
        collection="default",
        model=model,
        policy=Policy.HOLD,
        content="Some. [1]",
        notice=None,
        claims=(CheckedClaim(Claim("Some. [1]", 0, 9), right),),
        passages=(Passage(stored, 0.9, Scores(0.5, None)), Passage(whole, 0.2, Scores(None, 3.5))),
        outcome=Outcome.ESCALATED,
        support=Support.UNSUPPORTED,
        risk=risk,
        reason=Reason.OFF_POINT,
        withheld=Withheld("All of them.", (CheckedClaim(Claim("All of them.", 0, 12), verdict),)),
        timings_ms={"retrieve": 3.5},
        made_by=PROVENANCE,
        created_at=at,
    )


def escalation(
    *, kind: EscalationKind = EscalationKind.FLAGGED, priority: int = 1, due_at: datetime = START + timedelta(hours=4)
) -> NewEscalation:
    return NewEscalation(kind, "a sentence is not supported", priority, due_at)


def failure(code: int) -> OperationalError:
    """What SQLAlchemy raises for an error of SQLite's."""
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, error)
