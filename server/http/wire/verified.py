"""Verified answers as they travel."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from domain import verified
from server.http.wire.documents import Passage


class VerifiedAnswer(BaseModel):
    """A reviewer's answer that is given again to the same question, unless it is `suspended`.

    It rests on `passages`: where one of them changes or goes, it is suspended and its question waits for a person.
    `escalation_id` is the case that it came from, null once that was deleted.
    """

    id: str
    collection: str
    question: str
    text: str
    role: Literal["reviewer"] = "reviewer"
    reviewer: str
    answered_at: datetime
    hits: int
    last_used: datetime | None
    suspended: bool
    suspended_at: datetime | None
    escalation_id: str | None
    passages: list[Passage]

    @classmethod
    def of(cls, kept: verified.Verified) -> "VerifiedAnswer":
        """From the domain."""
        return cls(
            id=kept.id,
            collection=kept.collection,
            question=kept.question,
            text=kept.text,
            reviewer=kept.reviewer,
            answered_at=kept.answered_at,
            hits=kept.hits,
            last_used=kept.last_used,
            suspended=kept.suspended_at is not None,
            suspended_at=kept.suspended_at,
            escalation_id=kept.escalation_id,
            passages=[Passage.of(passage) for passage in kept.passages],
        )


class VerifiedAnswerList(BaseModel):
    """The newest first."""

    verified_answers: list[VerifiedAnswer]
