"""What people answered before is shown to a language model, where it fits and still holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from domain.errors import NotFound
from domain.generation import Precedent, Sampling, Task
from domain.verified import Verified
from server.usecases.precedents import FromVerified
from tests.generation.passages import passage

NOW = datetime(2026, 11, 28, tzinfo=UTC)
FEES = (passage("The fee is 5 EUR."),)
TASK = Task("What is the fee?", "What is the fee?", FEES, (), Sampling())


def verified(name: str, *, text: str = "It is 5 EUR [1].", suspended: bool = False) -> Verified:
    return Verified(
        id=name,
        collection="default",
        question=f"Question {name}?",
        text=text,
        passages=FEES,
        reviewer="rita",
        answered_at=NOW,
        hits=0,
        last_used=None,
        suspended_at=NOW if suspended else None,
        escalation_id=None,
    )


@dataclass
class Known:
    """Verified answers in memory."""

    answers: Mapping[str, Verified]

    def get(self, verified_id: str) -> Verified:
        if verified_id not in self.answers:
            raise NotFound("It is gone.")
        return self.answers[verified_id]


def shown(answers: Sequence[Verified], alike: Sequence[str], *, context: int | None = 4096) -> Task:
    known = Known({one.id: one for one in answers})
    adding = FromVerified(verified=known, alike=lambda _, __: alike, context_tokens=lambda _: context)
    return adding(TASK, collection="default", model="large")


def questions(task: Task) -> list[str]:
    return [one.question for one in task.precedents]


def test_the_two_most_alike_are_shown_the_most_alike_next_to_the_question() -> None:
    task = shown([verified(name) for name in "abc"], ["b", "a", "c"])
    assert questions(task) == ["Question a?", "Question b?"]
    assert task.precedents[1] == Precedent("Question b?", FEES, "It is 5 EUR [1].")
    assert replace(task, precedents=()) == TASK


def test_none_that_is_suspended_or_gone_is_shown() -> None:
    assert questions(shown([verified("a", suspended=True)], ["a", "gone"])) == []


@pytest.mark.parametrize("context", [None, 100])
def test_none_is_shown_to_who_cannot_take_it_in(context: int | None) -> None:
    assert shown([verified("a", text="Five. " * 40)], ["a"], context=context) == TASK


def test_a_long_one_gives_way_to_a_shorter_one() -> None:
    long, short = verified("a", text="Five. " * 1000), verified("b")
    assert questions(shown([long, short], ["a", "b"])) == ["Question b?"]
