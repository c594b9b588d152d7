"""A follow-up's answer is likelier where the answer before was found, and less in a stranger's document."""

from dataclasses import replace

from domain.generation import Ground
from domain.places import Section, Whole
from generation.quoting.grounded import priors
from tests.generation.passages import passage, task

THERE = passage("Half is due in March.", document="oakfield-fees.txt", place=Section("Fees", Whole()))
BESIDE = passage("We open at nine.", document="oakfield-fees.txt", place=Section("Hours", Whole()))
FRIEND = passage("We close at six.", document="oakfield-house.txt")
STRANGER = passage("Half is due in June.", document="harbour-berths.txt")


def test_nothing_is_likelier_where_the_question_goes_on_from_nothing() -> None:
    assert priors(task("When is it due?", THERE, STRANGER)) == [0.0, 0.0]


def test_the_section_speaks_for_it_and_another_name_against() -> None:
    asked = replace(
        task("and when is it due?", THERE, BESIDE, FRIEND, STRANGER), grounds=(Ground("oakfield-fees.txt", "Fees"),)
    )
    there, beside, friend, stranger = priors(asked)
    assert there > beside == friend == 0.0 > stranger


def test_a_document_that_the_question_names_is_no_stranger() -> None:
    grounds = (Ground("oakfield-fees.txt", "Fees"),)
    assert priors(replace(task("and for berths, when is it due?", STRANGER), grounds=grounds)) == [0.0]
