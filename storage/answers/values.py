"""Answers and their claims as they are kept, and back."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from domain.answers import (
    Answer,
    ByPerson,
    CheckedClaim,
    Claim,
    ClaimValue,
    Evidence,
    Provenance,
    ShortAnswer,
    ValueState,
    Verdict,
    Withheld,
)
from domain.computations import Computation
from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.repairs import Repair, RepairReason
from storage.answers.rows import AnswerRow, ClaimRow
from storage.documents.stated_values import stated_as_json, stated_from_json
from storage.documents.values import place_columns, place_of


def answer_row(answer: Answer) -> AnswerRow:
    """The answer without its claims."""
    return AnswerRow(
        id=answer.id,
        conversation_id=answer.conversation_id,
        question=answer.question,
        query=answer.query,
        collection=answer.collection,
        model=answer.model,
        policy=answer.policy,
        content=answer.content,
        notice=answer.notice,
        outcome=answer.outcome,
        support=answer.support,
        risk=answer.risk,
        reason=answer.reason,
        withheld=None if answer.withheld is None else answer.withheld.text,
        timings_ms=dict(answer.timings_ms),
        made_by=None if answer.made_by is None else asdict(answer.made_by),
        created_at=answer.created_at,
        passages=[passage_as_json(passage) for passage in answer.passages],
        computation=None if answer.computation is None else asdict(answer.computation),
        short_answer=None if answer.short_answer is None else asdict(answer.short_answer),
        repairs=[asdict(repair) for repair in answer.repairs],
        by_person=None if answer.by_person is None else _by_person_as_json(answer.by_person),
    )


def claim_rows(answer: Answer) -> Iterator[ClaimRow]:
    """All claims, the withheld ones after the released."""
    withheld = () if answer.withheld is None else answer.withheld.claims
    for position, checked in enumerate((*answer.claims, *withheld)):
        yield _claim_row(answer.id, position, checked, withheld=position >= len(answer.claims))


def replace_verdicts(row: AnswerRow, claims: Sequence[ClaimRow], answer: Answer) -> None:
    """What the check says becomes what it says of `answer`; `claims` are the row's own, by position."""
    row.outcome, row.support, row.risk, row.reason = answer.outcome, answer.support, answer.risk, answer.reason
    for kept, new in zip(claims, claim_rows(answer), strict=True):
        kept.support, kept.risk = new.support, new.risk
        kept.evidence, kept.detectors = new.evidence, new.detectors
        kept.answers, kept.values = new.answers, new.values


def answer_of(row: AnswerRow, claims: Sequence[ClaimRow]) -> Answer:
    """The answer; `claims` are its own, by position."""
    kept_back = tuple(_checked(claim) for claim in claims if claim.withheld)
    return Answer(
        id=row.id,
        conversation_id=row.conversation_id,
        question=row.question,
        query=row.query,
        collection=row.collection,
        model=row.model,
        policy=row.policy,
        content=row.content,
        notice=row.notice,
        claims=tuple(_checked(claim) for claim in claims if not claim.withheld),
        passages=tuple(passage_of(kept) for kept in row.passages),
        outcome=row.outcome,
        support=row.support,
        risk=row.risk,
        reason=row.reason,
        withheld=None if row.withheld is None else Withheld(row.withheld, kept_back),
        timings_ms=row.timings_ms,
        made_by=None if row.made_by is None else Provenance(**row.made_by),
        created_at=row.created_at,
        computation=None if row.computation is None else _computation(row.computation),
        short_answer=None if row.short_answer is None else ShortAnswer(**row.short_answer),
        repairs=tuple(Repair(**{**kept, "reason": RepairReason(kept["reason"])}) for kept in row.repairs),
        by_person=None if row.by_person is None else _by_person(row.by_person),
    )


def _by_person_as_json(by_person: ByPerson) -> dict[str, Any]:
    return {"verified_id": by_person.verified_id, "answered_at": by_person.answered_at.isoformat()}


def _by_person(kept: dict[str, Any]) -> ByPerson:
    return ByPerson(kept["verified_id"], datetime.fromisoformat(kept["answered_at"]))


def _computation(kept: dict[str, Any]) -> Computation:
    return Computation(**{**kept, "columns": tuple(kept["columns"]), "rows": tuple(map(tuple, kept["rows"]))})


def _claim_row(answer_id: str, position: int, checked: CheckedClaim, *, withheld: bool) -> ClaimRow:
    claim, verdict = checked.claim, checked.verdict
    return ClaimRow(
        answer_id=answer_id,
        position=position,
        withheld=withheld,
        text=claim.text,
        start=claim.start,
        end=claim.end,
        support=verdict.support,
        risk=verdict.risk,
        evidence=[asdict(evidence) for evidence in verdict.evidence],
        detectors=dict(verdict.detectors),
        answers=verdict.answers,
        values=[asdict(value) for value in verdict.values],
    )


def _checked(row: ClaimRow) -> CheckedClaim:
    values = tuple(_value(**kept) for kept in row.values)
    verdict = Verdict(row.support, row.risk, _evidence(row.evidence), row.detectors, row.answers, values)
    return CheckedClaim(Claim(row.text, row.start, row.end), verdict)


def _value(*, text: str, start: int, end: int, state: str, evidence: Sequence[dict[str, Any]]) -> ClaimValue:
    return ClaimValue(text, start, end, ValueState(state), _evidence(evidence))


def _evidence(kept: Sequence[dict[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**one) for one in kept)


def passage_as_json(passage: Passage) -> dict[str, Any]:
    """A passage as a snapshot."""
    stored = passage.stored
    return {
        "id": stored.id,
        "document_id": stored.document_id,
        "document": stored.document,
        "collection": stored.collection,
        "text": stored.chunk.text,
        "start": stored.chunk.start,
        "end": stored.chunk.end,
        "place": place_columns(stored.chunk.place),
        "stated": stated_as_json(stored.stated),
        "relevance": passage.relevance,
        "scores": asdict(passage.scores),
    }


def passage_of(kept: dict[str, Any]) -> Passage:
    """The passage of a snapshot."""
    chunk = Chunk(kept["text"], kept["start"], kept["end"], place_of(**kept["place"]))
    stated = stated_from_json(kept.get("stated", {}))
    stored = StoredChunk(kept["id"], kept["document_id"], kept["document"], kept["collection"], chunk, stated)
    return Passage(stored, kept["relevance"], Scores(**kept["scores"]))
