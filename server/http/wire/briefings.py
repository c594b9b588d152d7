"""What a reviewer is shown beside a case, and what they ask of the queue, as it travels."""

from pydantic import BaseModel, Field

from domain.reviews import EscalationKind
from server.http.wire.documents import Body, Passage
from server.http.wire.insights import Diagnosis
from server.http.wire.reviews import Decision, Escalation, Message
from server.http.wire.verified import VerifiedAnswer
from server.usecases import briefing


class CannedReply(BaseModel):
    """A reply to choose, with the case's own words filled in."""

    name: str
    text: str


class Briefing(BaseModel):
    """Beside a case. `passages` are what a wider search finds where no answer was, `language` that of the question.

    `verified_answers` are to questions like this one, `canned_replies` in that language. `diagnosis` is why the answer
    failed, null where it did not or that was not looked into yet.
    """

    messages: list[Message]
    passages: list[Passage]
    verified_answers: list[VerifiedAnswer]
    canned_replies: list[CannedReply]
    language: str
    diagnosis: Diagnosis | None

    @classmethod
    def of(cls, gathered: briefing.Briefing) -> "Briefing":
        """From the use case."""
        return cls(
            messages=[Message.of(message) for message in gathered.messages],
            passages=[Passage.of(passage) for passage in gathered.passages],
            verified_answers=[VerifiedAnswer.of(one) for one in gathered.alike],
            canned_replies=[CannedReply(name=one.name, text=one.text) for one in gathered.replies],
            language=gathered.language,
            diagnosis=Diagnosis.of(gathered.diagnosis),
        )


class Next(Body):
    """Which case is wanted next; what is left out may be any. `skip` are ids that are not wanted now."""

    collection: str | None = None
    kind: EscalationKind | None = None
    reason: str | None = Field(None, max_length=200)
    text: str | None = Field(None, max_length=200)
    older_than_minutes: int | None = Field(None, ge=0, le=5_000_000)
    skip: list[str] = Field(default=[], max_length=200)


class Assignment(Body):
    """Who is to work on it, null for anybody."""

    reviewer: str | None = Field(None, min_length=1, max_length=200)


class Reopening(Body):
    """Why it waits again."""

    comment: str | None = Field(None, max_length=4_000)


class SeveralDecisions(Decision):
    """One decision for several cases."""

    ids: list[str] = Field(min_length=1, max_length=100)


class NotDecided(BaseModel):
    """One that was not decided, and why."""

    id: str
    detail: str


class Several(BaseModel):
    """What became of each."""

    resolved: list[Escalation]
    refused: list[NotDecided]
