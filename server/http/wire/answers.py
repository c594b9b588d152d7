"""Claims and answers as they travel."""

from dataclasses import asdict
from datetime import datetime

from pydantic import BaseModel

from domain import answers
from domain.answers import Outcome, Rating, Support
from domain.documents import Policy
from server.http.wire.documents import Passage


class Evidence(BaseModel):
    """`passages[passage].text[start:end] == quote`."""

    passage: int
    start: int
    end: int
    quote: str


class Claim(BaseModel):
    """A sentence of an answer with its verdict; `start` and `end` are offsets into the answer's text."""

    text: str
    start: int
    end: int
    support: Support
    risk: float | None
    evidence: list[Evidence]
    detectors: dict[str, float]

    @classmethod
    def of(cls, checked: answers.CheckedClaim) -> "Claim":
        """From the domain."""
        claim, verdict = checked.claim, checked.verdict
        return cls(
            text=claim.text,
            start=claim.start,
            end=claim.end,
            support=verdict.support,
            risk=verdict.risk,
            evidence=[Evidence(passage=e.passage, start=e.start, end=e.end, quote=e.quote) for e in verdict.evidence],
            detectors=dict(verdict.detectors),
        )


class Withheld(BaseModel):
    """What was not released; its claims' offsets count from the start of `text`."""

    text: str
    claims: list[Claim]

    @classmethod
    def of(cls, withheld: answers.Withheld) -> "Withheld":
        """From the domain."""
        return cls(text=withheld.text, claims=[Claim.of(claim) for claim in withheld.claims])


class AnswerState(BaseModel):
    """What the check says of an answer by now."""

    id: str
    outcome: Outcome
    support: Support | None
    risk: float | None
    claims: list[Claim]

    @classmethod
    def of(cls, answer: answers.Answer) -> "AnswerState":
        """From the domain."""
        return cls(
            id=answer.id,
            outcome=answer.outcome,
            support=answer.support,
            risk=answer.risk,
            claims=[Claim.of(claim) for claim in answer.claims],
        )


class Provenance(BaseModel):
    """What made an answer: an identity each, which changes whenever what it names computes otherwise."""

    model: str
    prompt: str | None
    encoder: str
    reader: str
    judge: str
    consistency: str
    claim_threshold: float
    answer_threshold: float | None


class Answer(BaseModel):
    """An answer as it was delivered. `withheld` is for reviewers; for others it is null."""

    id: str
    conversation_id: str
    question: str
    query: str
    collection: str
    model: str
    policy: Policy
    text: str
    notice: str | None
    claims: list[Claim]
    passages: list[Passage]
    outcome: Outcome
    support: Support | None
    risk: float | None
    withheld: Withheld | None
    timings_ms: dict[str, float]
    made_by: Provenance | None
    human_reply: str | None
    feedback: Rating | None
    created_at: datetime

    @classmethod
    def of(
        cls, answer: answers.Answer, *, human_reply: str | None, feedback: Rating | None = None, for_reviewer: bool
    ) -> "Answer":
        """From the domain."""
        kept = answer.withheld if for_reviewer else None
        return cls(
            id=answer.id,
            conversation_id=answer.conversation_id,
            question=answer.question,
            query=answer.query,
            collection=answer.collection,
            model=answer.model,
            policy=answer.policy,
            text=answer.content,
            notice=answer.notice,
            claims=[Claim.of(claim) for claim in answer.claims],
            passages=[Passage.of(passage) for passage in answer.passages],
            outcome=answer.outcome,
            support=answer.support,
            risk=answer.risk,
            withheld=Withheld.of(kept) if kept else None,
            timings_ms=dict(answer.timings_ms),
            made_by=Provenance(**asdict(answer.made_by)) if answer.made_by else None,
            human_reply=human_reply,
            feedback=feedback,
            created_at=answer.created_at,
        )
