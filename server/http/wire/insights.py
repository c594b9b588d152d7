"""What operators read beside counts, as it travels."""

from datetime import datetime

from pydantic import BaseModel

from domain import asked, diagnoses
from domain.answers import Outcome, Rating, Reason
from domain.reviews import Cause
from monitoring.quality.anchors import AnchorFigures
from server.usecases import gaps

_MOST_EXAMPLES = 5


class Question(BaseModel):
    """A question that was asked, and what became of it.

    `outcome`, `reason` and `cause` are null while an audit of its answer is to be judged blindly; `cause`, why it
    failed, also where nobody knows. `latency_ms` is null for answers that were not timed.
    """

    answer_id: str
    created_at: datetime
    collection: str
    model: str
    question: str
    outcome: Outcome | None
    reason: Reason | None
    latency_ms: float | None
    rating: Rating | None
    comment: str | None
    cause: Cause | None

    @classmethod
    def of(cls, one: asked.Asked) -> "Question":
        """From the domain."""
        return cls(
            answer_id=one.answer_id,
            created_at=one.at,
            collection=one.collection,
            model=one.model,
            question=one.question,
            outcome=one.outcome,
            reason=one.reason,
            latency_ms=one.total_ms,
            rating=one.rating,
            comment=one.comment,
            cause=one.cause,
        )


class Questions(BaseModel):
    """Newest first."""

    questions: list[Question]
    next_cursor: str | None


class Topic(BaseModel):
    """Questions about one thing that got no answer: `count` of them, and some that are typical."""

    topic: str
    collection: str
    count: int
    abstained: int
    escalated: int
    last_at: datetime
    examples: list[Question]

    @classmethod
    def of(cls, topic: gaps.Topic) -> "Topic":
        """From the use case."""
        return cls(
            topic=topic.questions[0].question,
            collection=topic.collection,
            count=topic.count,
            abstained=topic.abstained,
            escalated=topic.escalated,
            last_at=topic.last_at,
            examples=[Question.of(one) for one in topic.questions[:_MOST_EXAMPLES]],
        )


class Gaps(BaseModel):
    """What is asked in vain, by topic, most first; and why answers failed, by how many."""

    topics: list[Topic]
    causes: dict[Cause, int]


class CitedDocument(BaseModel):
    """A document, on how many answers it bears, how many of these people found wrong, how many users disliked."""

    document_id: str
    document: str
    collection: str
    answers: int
    wrong: int
    thumbs_down: int


class UncitedDocument(BaseModel):
    """A document on which none of these answers rests."""

    document_id: str
    document: str
    collection: str
    created_at: datetime


class Citing(BaseModel):
    """By the newest `answers`: documents by the harm they do, most first; some that none rests on, of `uncited`."""

    answers: int
    documents: list[CitedDocument]
    never_cited: list[UncitedDocument]
    uncited: int

    @classmethod
    def of(cls, citing: asked.Citing, *, most: int) -> "Citing":
        """From the domain, `most` documents of it."""
        return cls(
            answers=citing.answers,
            documents=[
                CitedDocument(
                    document_id=one.document_id,
                    document=one.document,
                    collection=one.collection,
                    answers=one.answers,
                    wrong=one.wrong,
                    thumbs_down=one.thumbs_down,
                )
                for one in citing.cited[:most]
            ],
            never_cited=[
                UncitedDocument(
                    document_id=one.document_id,
                    document=one.document,
                    collection=one.collection,
                    created_at=one.created_at,
                )
                for one in citing.never_cited
            ],
            uncited=citing.uncited,
        )


class Stage(BaseModel):
    """How long one stage took, in milliseconds: half of the answers were faster than `p50`, 19 of 20 than `p95`."""

    stage: str
    answers: int
    mean: float
    p50: float
    p95: float


class Latency(BaseModel):
    """The stages of the newest answers, the longest first, `total` before them."""

    stages: list[Stage]


class Anchors(BaseModel):
    """What the frozen claims say of the check; see `monitoring.quality.anchors.AnchorFigures`.

    Where they were not judged yet, `judged_at` and all after it are null.
    """

    claims: int
    judged_at: datetime | None = None
    judge: str | None = None
    missed: int | None = None
    refused: int | None = None
    unjudged: int | None = None
    wrong_ratio: float | None = None
    change: float | None = None
    since: datetime | None = None

    @classmethod
    def of(cls, figures: AnchorFigures | None, *, claims: int) -> "Anchors":
        """From the estimate."""
        if figures is None:
            return cls(claims=claims)
        return cls(
            claims=claims,
            judged_at=figures.at,
            judge=figures.judge,
            missed=figures.missed,
            refused=figures.refused,
            unjudged=figures.unjudged,
            wrong_ratio=figures.wrong_ratio,
            change=figures.change,
            since=figures.since,
        )


class Diagnosis(BaseModel):
    """Why an answer failed, as it was found out. `claim` counts as labels do; null for the answer as a whole.

    `document` is where a wider search found what was missed, or where what was ignored stands; null for nowhere.
    """

    cause: Cause
    claim: int | None
    document_id: str | None
    document: str | None

    @classmethod
    def of(cls, found: diagnoses.Diagnosis | None) -> "Diagnosis | None":
        """From the domain; null where nothing is known to have failed."""
        if found is None or found.cause is None:
            return None
        return cls(cause=found.cause, claim=found.claim, document_id=found.document_id, document=found.document)
