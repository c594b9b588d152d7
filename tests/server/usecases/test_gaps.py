"""What is asked in vain is told by topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.answers import Outcome, Reason
from domain.asked import Asked, Wanted
from domain.stores import Slice
from server.usecases.gaps import Gaps
from tests.server.usecases.fakes import NOW


def asked(question: str, *, collection: str = "default", ago: int = 0, **changes: object) -> Asked:
    known = {"outcome": Outcome.ABSTAINED, "reason": None, **changes}
    return Asked(
        answer_id=f"{collection} {ago}",
        at=NOW - timedelta(minutes=ago),
        collection=collection,
        model="extractive",
        question=question,
        total_ms=None,
        rating=None,
        comment=None,
        cause=None,
        **known,  # type: ignore[arg-type]
    )


@dataclass
class Log:
    """Questions in memory, newest first."""

    held: Sequence[Asked]

    def questions(self, wanted: Wanted, *, cursor: str | None, limit: int) -> Slice[Asked]:
        assert wanted.outcomes == {Outcome.ABSTAINED, Outcome.ESCALATED}
        return Slice(tuple(self.held), None)


def by_last_word(collection: str, questions: Sequence[str]) -> Sequence[Sequence[int]]:
    words = list(dict.fromkeys(question.rstrip("?").split()[-1] for question in questions))
    return [[at for at, one in enumerate(questions) if one.rstrip("?").endswith(word)] for word in words]


def test_questions_about_one_thing_are_counted_together_those_that_ask_the_same_shown_once() -> None:
    log = Log(
        [
            asked("Is there a sauna?"),
            asked("is there a SAUNA", ago=1, outcome=Outcome.ESCALATED),
            asked("What does it cost to use the sauna?", ago=2),
            asked("May I bring a dog?", ago=3),
            asked("May I bring a dog?", ago=4, collection="hotel"),
            asked("Hello?", ago=5, reason=Reason.NO_QUESTION),
        ]
    )
    topics = Gaps(asked=log, group=by_last_word).topics(None, NOW)  # type: ignore[arg-type]
    told = [(topic.collection, topic.questions[0].question, topic.count) for topic in topics]
    assert told == [
        ("default", "Is there a sauna?", 3),
        ("default", "May I bring a dog?", 1),
        ("hotel", "May I bring a dog?", 1),
    ]
    assert len(topics[0].questions) == 2
    assert (topics[0].abstained, topics[0].escalated, topics[0].last_at) == (2, 1, NOW)
