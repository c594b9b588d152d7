"""A question of something that only a clause tells is two questions."""

import pytest

from text.two_steps import steps_of


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Who is the warden of the hut where the course is held?", "In which hut is the course held?",
         "Who is the warden of the hut Alpenrose?"),
        ("What is the capacity of the room in which the choir is rehearsing?", "In which room is the choir rehearsing?",
         "What is the capacity of the room Alpenrose?"),
        ("what is the number of the plumber who looks after Mill Street", "Which plumber looks after Mill Street?",
         "what is the number of the plumber Alpenrose?"),
    ],
)  # fmt: skip
def test_the_clause_is_asked_first_and_then_what_was_asked(question: str, first: str, second: str) -> None:
    found = steps_of(question)
    assert found is not None
    assert (found.first, found.second("Alpenrose")) == (first, second)


@pytest.mark.parametrize(
    "question",
    ["What is the fee that members pay?", "Where is the key?", "When does the shop where I can buy seed open?"],
)
def test_what_asks_for_one_thing_is_one_question(question: str) -> None:
    assert steps_of(question) is None
