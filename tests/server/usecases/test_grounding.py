"""Where the answer before was found is known to the question that goes on from it."""

from dataclasses import replace

from domain.documents import Passage
from domain.generation import Ground
from server.usecases.choosing import Searched
from server.usecases.grounding import on_its_grounds
from tests.server.usecases.fakes import passage


def numbered(number: int, text: str, document: str, *, relevance: float = 0.9) -> Passage:
    made = passage(text)
    stored = replace(made.stored, id=number, document_id=document, document=document)
    return replace(made, stored=stored, relevance=relevance)


POOL = numbered(1, "The pool opens at nine.\nIt is heated.", "pool.txt")
GYM = numbered(2, "The gym opens at eight.", "gym.txt", relevance=0.1)
HALL = numbered(3, "The hall is let by the day.", "hall.txt")


def test_the_passage_that_was_quoted_is_its_ground_and_is_looked_at_again() -> None:
    found = on_its_grounds(Searched("when?", (GYM, HALL)), "The pool opens at nine. [1]", (GYM, POOL))
    assert found.grounds == (Ground("pool.txt", None),)
    assert [one.stored.id for one in found.passages] == [2, 1]


def test_of_a_reply_without_a_quote_the_documents_that_it_names_are_known() -> None:
    found = on_its_grounds(Searched("when?", (GYM,)), "Not found. Nearest to it: “Hours” (gym.txt) [1].", (POOL, GYM))
    assert found.grounds == (Ground("gym.txt", None),)
    assert found.passages == (GYM,)


def test_else_it_is_what_was_relevant_and_may_be_nothing() -> None:
    nothing = "No answer was found."
    assert on_its_grounds(Searched("when?", ()), nothing, (GYM, POOL)).grounds == (Ground("pool.txt", None),)
    assert on_its_grounds(Searched("when?", ()), nothing, (GYM,)).grounds == ()
