"""A running server behind `POST /v1/verify` in place of the models in this process."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx
from pydantic import BaseModel, ValidationError

from domain.answers import Outcome, Support
from evaluation.answer_sets import Row
from evaluation.subjects import Checked, CheckedSentence, assembled

NOTE = "over HTTP: times hold the round trip, spans are whole flagged sentences"


class ServerFailed(Exception):
    """The server could not be asked, or replied something that is not in the contract."""


class ReplyClaim(BaseModel):
    """The part of a claim that is needed."""

    start: int
    end: int
    support: Support
    risk: float | None
    answers_question: bool | None = None


class Reply(BaseModel):
    """The part of the reply that is needed."""

    risk: float | None
    outcome: Outcome
    claims: list[ReplyClaim]

    @property
    def sentences(self) -> list[CheckedSentence]:
        """All claims."""
        return [CheckedSentence.of(claim.start, claim.end, claim.risk, claim.support) for claim in self.claims]


@dataclass(frozen=True, slots=True)
class Server:
    """A `Subject`; `http` knows the address and the key."""

    http: httpx.Client

    @property
    def notes(self) -> Sequence[str]:
        """See `Subject`."""
        return [NOTE]

    def check(self, row: Row) -> Checked:
        """See `Subject`. Raises `ServerFailed`."""
        if not row.answer.strip():
            return assembled([], None, risky=False, spans=[], milliseconds=0.0)
        begun = time.perf_counter()
        reply = self.ask({"answer": row.answer, "passages": row.passages, "question": row.question or None})
        milliseconds = 1000 * (time.perf_counter() - begun)
        spans = [(one.start, one.end) for one in reply.sentences if one.flagged]
        risky = reply.outcome is Outcome.FLAGGED
        return assembled(reply.sentences, reply.risk, risky=risky, spans=spans, milliseconds=milliseconds)

    def count_tokens(self, text: str) -> None:
        """See `Subject`. A server does not tell."""

    def ask(self, body: Mapping[str, object]) -> Reply:
        """What `/v1/verify` says. Raises `ServerFailed`."""
        try:
            response = self.http.post("/v1/verify", json=body)
        except httpx.TransportError as error:
            raise ServerFailed(f"No reply from {self.http.base_url} ({error}).") from error
        if response.is_error:
            raise ServerFailed(f"/v1/verify answered {response.status_code}: {response.text[:300]}")
        try:
            return Reply.model_validate_json(response.content)
        except ValidationError as error:
            raise ServerFailed(f"/v1/verify answered something outside the contract: {error}") from error
