"""Search and verification over HTTP, for those who bring their own model."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from domain.answers import Outcome, Reason, Support
from domain.documents import Policy
from domain.errors import TooLarge
from monitoring.claims.splitting import is_abstention, split_claims
from monitoring.verdict.judging import Case
from server.http.access import Chatter
from server.http.application import App
from server.http.wire.answers import Claim
from server.http.wire.documents import Body, Passage

router = APIRouter(prefix="/v1", tags=["search and verify"])

MOST_PASSAGE_CHARACTERS = 2_000_000
MOST_SAMPLE_CHARACTERS = 500_000
MOST_CLAIMS = 1_000

_Text = Annotated[str, Field(max_length=100_000)]


class Search(Body):
    """A query and how many passages to find."""

    query: str = Field(min_length=1, max_length=8_000)
    collection: str = "default"
    k: int = Field(5, ge=1, le=100)


class Found(BaseModel):
    """Passages, best first."""

    passages: list[Passage]


class Verification(Body):
    """An answer from anywhere, and what it should rest on.

    Passages may have 2,000,000 characters together, samples 500,000; an answer may have 1,000 claims.
    """

    answer: str = Field(pattern=r"\S", max_length=100_000)
    passages: list[_Text] = Field(default=[], max_length=200)
    question: str | None = Field(None, max_length=100_000)
    samples: list[_Text] = Field(default=[], max_length=50, description="Other answers to the same question.")


class Verified(BaseModel):
    """`risk` is that the answer is wrong or beside the point, `support` the worst claim's.

    Either can flag the `outcome`, and so can that no claim answers the question, or that an abstention is likely wrong:
    where all claims are supported, that is the `reason`.
    """

    risk: float | None
    support: Support | None
    outcome: Outcome
    reason: Reason | None
    claims: list[Claim]


@router.post("/search")
def search(body: Search, app: App, principal: Chatter) -> Found:
    """The passages of a collection for a query."""
    principal.require_collection(body.collection)
    collection = app.collections.get(body.collection)
    passages = app.retriever.retrieve(body.query, collections=[collection.name], k=body.k)
    return Found(passages=[Passage.of(passage) for passage in passages])


@router.post("/verify")
def verify(body: Verification, app: App, _: Chatter) -> Verified:
    """Checks each sentence of an answer against passages; what is late reads `unchecked`."""
    _bound("passages", sum(map(len, body.passages)), MOST_PASSAGE_CHARACTERS, "characters together")
    _bound("samples", sum(map(len, body.samples)), MOST_SAMPLE_CHARACTERS, "characters together")
    _bound("answer", len(split_claims(body.answer)), MOST_CLAIMS, "claims")
    samples = (lambda: body.samples) if body.samples else None
    case = Case(passages=body.passages, policy=Policy.ANNOTATE, question=body.question)
    found = app.judge.judge(body.answer, case, samples=samples)
    if body.question and is_abstention(body.answer):
        hearing = app.judge.hearing(case)
        if app.assistant.abstentions.contests(body.question, body.passages, hearing):
            hearing.contest()
            found = hearing.close()
    return Verified(
        risk=found.risk,
        support=found.support,
        outcome=found.outcome,
        reason=found.reason,
        claims=[Claim.of(claim) for claim in found.claims],
    )


def _bound(field: str, count: int, most: int, unit: str) -> None:
    if count > most:
        raise TooLarge(f"{field}: {count:,} {unit}; at most {most:,} are checked at once. Send it in parts.")
