"""What is asked in vain, by topic."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.answers import Outcome, Reason
from domain.asked import Asked, AskedStore, Wanted
from text.same_question import question_key

_IN_VAIN = frozenset({Outcome.ABSTAINED, Outcome.ESCALATED})
_MOST_QUESTIONS = 400


class Grouping(Protocol):
    """Groups questions of a collection by what they are about."""

    def __call__(self, collection: str, questions: Sequence[str]) -> Sequence[Sequence[int]]:
        """Their places, each once, in each group the most typical first. Raises what encoding raises."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions about one thing that got no answer, the most typical first, those that ask the same once.

    `count` is of all, `abstained` and `escalated` of how they ended.
    """

    collection: str
    questions: tuple[Asked, ...]
    count: int
    abstained: int
    escalated: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """`group` knows which questions are about the same."""

    asked: AskedStore
    group: Grouping

    def topics(self, collections: frozenset[str] | None, since: datetime) -> Sequence[Topic]:
        """Of the newest questions that got no answer, those asked most first."""
        wanted = Wanted(collections=collections, since=since, outcomes=_IN_VAIN)
        by_collection: dict[str, list[Asked]] = defaultdict(list)
        for one in self.asked.questions(wanted, cursor=None, limit=_MOST_QUESTIONS).items:
            if one.reason is not Reason.NO_QUESTION:
                by_collection[one.collection].append(one)
        found = [topic for name, asked in by_collection.items() for topic in self._topics(name, asked)]
        return sorted(found, key=lambda topic: (-topic.count, -topic.last_at.timestamp()))

    def _topics(self, collection: str, asked: Sequence[Asked]) -> list[Topic]:
        same: dict[str, list[Asked]] = defaultdict(list)
        for one in asked:
            same[question_key(one.question)].append(one)
        alike = list(same.values())
        groups = self.group(collection, [questions[0].question for questions in alike])
        return [_topic(collection, [alike[place] for place in group]) for group in groups]


def _topic(collection: str, alike: Sequence[Sequence[Asked]]) -> Topic:
    every = [one for questions in alike for one in questions]
    outcomes = [one.outcome for one in every]
    return Topic(
        collection,
        tuple(questions[0] for questions in alike),
        len(every),
        outcomes.count(Outcome.ABSTAINED),
        outcomes.count(Outcome.ESCALATED),
        max(one.at for one in every),
    )
