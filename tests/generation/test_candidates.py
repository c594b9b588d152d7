"""What quoting chooses from is told as it was chosen: what is quoted has no reason against it, all else has one."""

from generation.candidates import QuotingCandidates
from generation.quoting.picking import Left
from tests.generation.passages import passage, task
from tests.generation.quoting.test_generator import generator

ASKED = task("Which fee is due for overdue books?", passage("Nothing is said here of that."), passage(
    "An overdue fee of 5 EUR is due for overdue books. Tents are lent in summer."
))  # fmt: skip


def test_every_sentence_is_told_likeliest_first_with_its_passage() -> None:
    found = QuotingCandidates(generator()).considered(ASKED)
    assert found[0].text == "An overdue fee of 5 EUR is due for overdue books."
    assert {(one.text, one.passage) for one in found[1:]} == {
        ("Nothing is said here of that.", 0),
        ("Tents are lent in summer.", 1),
    }
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)


def test_what_is_quoted_has_no_reason_against_it_and_all_else_has_one() -> None:
    [quoted, *others] = QuotingCandidates(generator()).considered(ASKED)
    assert quoted.left is None
    assert {one.left for one in others} == {Left.LESS_LIKELY}


def test_without_passages_there_is_nothing_to_choose_from() -> None:
    assert QuotingCandidates(generator()).considered(task("Which fee?")) == []
