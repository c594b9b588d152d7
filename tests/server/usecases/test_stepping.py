"""What the first step of a question finds is put into the second."""

from collections.abc import Sequence
from dataclasses import replace

from domain.documents import Passage
from domain.generation import AskedPart
from server.usecases.choosing import Searched
from server.usecases.stepping import taken
from tests.server.usecases.fakes import passage
from text.two_steps import Steps, steps_of

QUESTION = "Who is the warden of the hut where the avalanche course is held?"
FIRST, SECOND = "In which hut is the avalanche course held?", "Who is the warden of the hut Alpenrose?"


def steps() -> Steps:
    found = steps_of(QUESTION)
    assert found is not None
    return found


def numbered(number: int, text: str) -> Passage:
    made = passage(text)
    return replace(made, stored=replace(made.stored, id=number))


def search_in(*texts: str) -> Sequence[Passage]:
    return tuple(numbered(number, text) for number, text in enumerate(texts))


def step(*texts: str) -> Searched:
    held = search_in(*texts)
    return taken(steps(), Searched(QUESTION, (held[0],)), lambda query: Searched(query, tuple(held)), k=4)


def test_both_are_parts_where_one_thing_is_found() -> None:
    found = step("In March the avalanche course is in the Alpenrose.", "The warden of the Alpenrose is Ida Moor.")
    assert found.parts == (AskedPart(FIRST, is_joint=True), AskedPart(SECOND, is_joint=True))
    assert [one.stored.id for one in found.passages] == [0, 1]


def test_it_stays_one_question_where_none_or_several_are_found() -> None:
    assert step("In March the avalanche course is in the Alpenrose.", "The Alpenrose is warm.").parts == ()
    several = "The avalanche course is in the Alpenrose or in the Steinbock."
    assert step(several, "The warden of the Alpenrose is Ida Moor.", "Ann Lee is warden of the Steinbock.").parts == ()
    assert step("The Alpenrose is warm.", "The warden of the Alpenrose is Ida Moor.").parts == ()
