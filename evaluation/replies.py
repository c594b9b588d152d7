"""What a server replied to questions with gold answers, and what that comes to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domain.answers import Outcome
from evaluation.measures import Times, times
from evaluation.paragraphs import ParagraphQuestion
from monitoring.quality.gold import holds

_LEFT_OPEN = frozenset({Outcome.ABSTAINED, Outcome.ESCALATED})


@dataclass(frozen=True, slots=True)
class Reply:
    """`content` is all that was delivered: beside an abstention it may show what stands near, which is no answer."""

    question: ParagraphQuestion
    outcome: Outcome
    content: str
    milliseconds: float

    @property
    def is_answered(self) -> bool:
        """Whether an answer was delivered."""
        return self.outcome not in _LEFT_OPEN

    @property
    def is_right(self) -> bool:
        """Whether an answer was delivered that holds a gold one, by its words."""
        return self.is_answered and any(holds(self.content, gold) for gold in self.question.golds)


@dataclass(frozen=True, slots=True)
class ReplyFigures:
    """Shares in [0, 1], null where there is nothing to share.

    Of the `answerable`: whose answer holds a gold one, which have an answer, and how many of these are right. Of the
    `unanswerable`: which were abstained from.
    """

    answerable: int
    gold_contained: float | None
    answered: float | None
    right_among_answered: float | None
    unanswerable: int
    abstained: float | None
    outcomes_of_answerable: dict[str, int]
    outcomes_of_unanswerable: dict[str, int]
    times: Times


def reply_figures(replies: Sequence[Reply]) -> ReplyFigures:
    """Of all replies."""
    answerable = [one for one in replies if one.question.golds]
    unanswerable = [one for one in replies if not one.question.golds]
    return ReplyFigures(
        len(answerable),
        gold_contained=_share([one.is_right for one in answerable]),
        answered=_share([one.is_answered for one in answerable]),
        right_among_answered=_share([one.is_right for one in answerable if one.is_answered]),
        unanswerable=len(unanswerable),
        abstained=_share([one.outcome is Outcome.ABSTAINED for one in unanswerable]),
        outcomes_of_answerable=_outcomes(answerable),
        outcomes_of_unanswerable=_outcomes(unanswerable),
        times=times([one.milliseconds for one in replies]),
    )


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def _outcomes(replies: Sequence[Reply]) -> dict[str, int]:
    counts = Counter(one.outcome for one in replies)
    return {outcome.value: counts[outcome] for outcome in Outcome if counts[outcome]}
