"""Claims and answers as they travel."""

from dataclasses import asdict
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from domain import answers, repairs
from domain.answers import Outcome, Rating, Reason, Support, ValueState
from domain.documents import Policy
from domain.repairs import RepairReason
from server.http.wire.documents import Passage


class Evidence(BaseModel):
    """`passages[passage].text[start:end] == quote`."""

    passage: int
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, evidence: answers.Evidence) -> "Evidence":
        """From the domain."""
        return cls(passage=evidence.passage, start=evidence.start, end=evidence.end, quote=evidence.quote)


class ClaimValue(BaseModel):
    """A number, date or amount of a claim, with offsets into the answer's text, and how the passages have it.

    `evidence` is where it stands there, the other one where the state is `other`, what it is computed from where that
    is `computed`.
    """

    text: str
    start: int
    end: int
    state: ValueState
    evidence: list[Evidence]

    @classmethod
    def of(cls, value: answers.ClaimValue, *, claim_start: int) -> "ClaimValue":
        """From the domain."""
        return cls(
            text=value.text,
            start=claim_start + value.start,
            end=claim_start + value.end,
            state=value.state,
            evidence=[Evidence.of(evidence) for evidence in value.evidence],
        )


class Claim(BaseModel):
    """A sentence of an answer with its verdict; `start` and `end` are offsets into the answer's text.

    `answers_question` is null without a question, and where the check does not read questions.
    """

    text: str
    start: int
    end: int
    support: Support
    risk: float | None
    evidence: list[Evidence]
    detectors: dict[str, float]
    answers_question: bool | None
    values: list[ClaimValue]

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
            evidence=[Evidence.of(evidence) for evidence in verdict.evidence],
            detectors=dict(verdict.detectors),
            answers_question=verdict.answers_question,
            values=[ClaimValue.of(value, claim_start=claim.start) for value in verdict.values],
        )


class Withheld(BaseModel):
    """What was not released; its claims' offsets count from the start of `text`."""

    text: str
    claims: list[Claim]

    @classmethod
    def of(cls, withheld: answers.Withheld) -> "Withheld":
        """From the domain."""
        return cls(text=withheld.text, claims=[Claim.of(claim) for claim in withheld.claims])


class Repair(BaseModel):
    """What of an answer was changed before it was shown, and why.

    `start` and `end` are offsets into the answer's text, where `text` stands in place of `original`; a null `text`: it
    was left out there. A null `original`: it is shown to reviewers only.
    """

    original: str | None
    reason: RepairReason
    text: str | None
    start: int
    end: int

    @classmethod
    def of(cls, repair: repairs.Repair, *, is_told: bool) -> "Repair":
        """From the domain."""
        original = repair.original if is_told else None
        return cls(
            original=original, reason=repair.reason, text=repair.text or None, start=repair.start, end=repair.end
        )

    @classmethod
    def all_of(cls, answer: answers.Answer, *, for_reviewer: bool) -> "list[Repair]":
        """Under `hold` nobody but a reviewer sees what is not supported."""
        is_told = for_reviewer or answer.policy is not Policy.HOLD
        return [cls.of(repair, is_told=is_told) for repair in answer.repairs]


class AnswerState(BaseModel):
    """What the check says of an answer by now."""

    id: str
    outcome: Outcome
    support: Support | None
    risk: float | None
    reason: Reason | None
    claims: list[Claim]

    @classmethod
    def of(cls, answer: answers.Answer) -> "AnswerState":
        """From the domain."""
        return cls(
            id=answer.id,
            outcome=answer.outcome,
            support=answer.support,
            risk=answer.risk,
            reason=answer.reason,
            claims=[Claim.of(claim) for claim in answer.claims],
        )


class Computation(BaseModel):
    """How an answer was computed: `told` is the query in words, `query` the query itself.

    `columns` and `rows` are the first rows of the document behind it, each with its number in the file; `source_rows`
    counts all of them.
    """

    told: str
    query: str
    document_id: str
    document: str
    table: str
    columns: list[str]
    rows: list[list[str | int | float | bool | None]]
    source_rows: int

    @classmethod
    def of(cls, answer: answers.Answer) -> "Computation | None":
        """From the domain; null where nothing was computed."""
        return None if answer.computation is None else cls.model_validate(asdict(answer.computation))


class ShortAnswer(BaseModel):
    """The words of an answer that answer by themselves; `start` and `end` are offsets into the answer's text."""

    text: str
    start: int
    end: int

    @classmethod
    def of(cls, answer: answers.Answer) -> "ShortAnswer | None":
        """From the domain; null where none is sure."""
        return None if answer.short_answer is None else cls.model_validate(asdict(answer.short_answer))


class ByPerson(BaseModel):
    """That the answer is a reviewer's, given again, and when it was given first."""

    verified_id: str
    role: Literal["reviewer"] = "reviewer"
    answered_at: datetime

    @classmethod
    def of(cls, answer: answers.Answer) -> "ByPerson | None":
        """From the domain; null where no person's answer was given."""
        return None if answer.by_person is None else cls.model_validate(asdict(answer.by_person))


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
    """An answer as it was delivered. `withheld` is for reviewers; for others it is null.

    `reason` is `off_point` where each claim is supported and none answers the question, `wrong_abstention` where a
    model found no answer and the passages likely hold one, `not_computable` where a figure was asked for that the
    tables do not give, `no_question` where nothing was asked of the documents, else null. `rewritten_question` is what
    was looked for in the question's place, null where it stood by itself. `short_answer` is null where none is sure,
    and for every outcome but `answered`. `by_person` is null unless a reviewer's answer to the same question was given
    again; it has no claims, since nothing was written that could be checked.
    """

    id: str
    conversation_id: str
    question: str
    query: str
    rewritten_question: str | None
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
    reason: Reason | None
    withheld: Withheld | None
    timings_ms: dict[str, float]
    made_by: Provenance | None
    computation: Computation | None
    short_answer: ShortAnswer | None
    repairs: list[Repair]
    by_person: ByPerson | None
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
            rewritten_question=answer.rewritten_question,
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
            reason=answer.reason,
            withheld=Withheld.of(kept) if kept else None,
            timings_ms=dict(answer.timings_ms),
            made_by=Provenance(**asdict(answer.made_by)) if answer.made_by else None,
            computation=Computation.of(answer),
            short_answer=ShortAnswer.of(answer),
            repairs=Repair.all_of(answer, for_reviewer=for_reviewer),
            by_person=ByPerson.of(answer),
            human_reply=human_reply,
            feedback=feedback,
            created_at=answer.created_at,
        )
