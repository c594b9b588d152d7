"""Several questions at once are each searched for, and what is found for them is one list."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.documents import Passage, Policy
from domain.generation import AskedPart, Lean, Readings, Turn
from server.usecases.answer_turns import AnswerTurns
from server.usecases.choosing import Searched
from server.usecases.stages import StageClock
from server.usecases.understanding import Several, Understanding, task_of
from tests.server.usecases.fakes import DOWN, AsItIs, Telemetry, passage
from tests.server.usecases.test_assistant import Desk

WHOLE = "What is the fee and when is the office open?"
FEE, HOURS = "What is the fee?", "When is the office open?"


def numbered(number: int) -> Passage:
    made = passage(f"Passage {number}.")
    return replace(made, stored=replace(made.stored, id=number))


@dataclass
class Shelf:
    """Finds what is put there for a query, and notes what it was asked for; `typo` is spelled wrong."""

    held: dict[str, Sequence[int]]
    asked: list[str] = field(default_factory=list)

    def retrieve(self, query: str, *, collections: Sequence[str], k: int) -> Sequence[Passage]:
        self.asked.append(query)
        return [numbered(number) for number in self.held.get(query, ())][:k]

    def respelled(self, query: str, *, collections: Sequence[str]) -> str:
        return query.replace("offcie", "office")


class Completing:
    """Reads a question as one that leans on the conversation."""

    def readings(self, question: str, history: Sequence[Turn]) -> Readings:
        return Readings(question, (WHOLE,), Lean.SURELY)


def apart(question: str) -> Sequence[Readings]:
    return [Readings(FEE), Readings("and when?", (HOURS,), Lean.SURELY)] if question == WHOLE else []


def understood(shelf: Shelf, question: str, *, k: int = 4, several: Several = apart, follows: bool = False) -> Searched:
    understanding = Understanding(Completing() if follows else AsItIs(), shelf, shelf, several)
    ask = replace(Desk(DOWN).asked(Policy.HOLD), question=question, k=k)
    return understanding.of(ask, StageClock(Telemetry()), AnswerTurns(at_once=1).ticket())


def numbers(found: Searched) -> list[int]:
    return [one.stored.id for one in found.passages]


def test_the_best_of_each_come_first_and_none_comes_twice() -> None:
    shelf = Shelf({FEE: [1, 2, 3, 4], HOURS: [5, 1, 6, 7]})
    assert numbers(understood(shelf, WHOLE)) == [1, 5, 2, 3]
    assert shelf.asked == [FEE, HOURS]
    assert numbers(understood(Shelf({FEE: [1], HOURS: [5, 6, 7]}), WHOLE, k=3)) == [1, 5, 6]
    assert numbers(understood(Shelf({FEE: [1, 2]}), WHOLE)) == [1, 2]


def test_the_parts_stand_alone_and_what_was_said_of_them_is_known() -> None:
    found = understood(Shelf({FEE: [1], HOURS: [5]}), WHOLE)
    assert (found.query, found.stressed) == (WHOLE, "")
    assert found.parts == (AskedPart(FEE), AskedPart(HOURS, "and when?"))
    assert [part.said for part in found.parts] == [FEE, "and when?"]
    ask = Desk(DOWN).asked(Policy.HOLD)
    assert task_of(ask, found, None).parts == found.parts


def test_one_question_costs_one_search() -> None:
    shelf = Shelf({FEE: [1, 2]})
    found = understood(shelf, FEE)
    assert (numbers(found), found.parts, shelf.asked) == ([1, 2], (), [FEE])


def test_a_follow_up_is_completed_before_it_falls_apart() -> None:
    shelf = Shelf({WHOLE: [8, 9], FEE: [1], HOURS: [5]})
    found = understood(shelf, "and the fee and the hours?", follows=True)
    assert (numbers(found), found.query) == ([1, 5], WHOLE)
    assert shelf.asked == [WHOLE, FEE, HOURS]


def test_a_misspelt_word_is_mended_in_all_of_it() -> None:
    typed = "When is the offcie open and where is the offcie?"
    parts = [Readings("When is the offcie open?"), Readings("Where is the offcie?")]
    found = understood(Shelf({HOURS: [1]}), typed, several=lambda _: parts)
    assert found.query == "When is the office open and where is the office?"
    assert [part.query for part in found.parts] == [HOURS, "Where is the office?"]
