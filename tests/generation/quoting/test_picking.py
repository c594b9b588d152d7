"""Which sentences are quoted, and why the others are not."""

from dataclasses import replace

import pytest

from domain.documents import Passage
from domain.generation import Task
from generation.quoting.considering import Considered
from generation.quoting.picking import Left, Limits, pick
from generation.quoting.quotables import Quote
from generation.quoting.signals import Signals
from tests.generation.passages import passage, task
from text.superseding import Stretch

LIMITS = Limits(least=0.3, second_ratio=0.7)
_NOTHING = Signals(**dict.fromkeys(Signals.__slots__, 0.0))


def considered(text: str, probability: float, at: Passage, index: int = 0) -> Considered:
    start = at.text.index(text)
    quote = Quote(text, index, at.stored.document_id, start)
    place = Stretch(index, start, start + len(text))
    return Considered(place, at.stored.document_id, "", (quote,), _NOTHING, probability)


def reasons(asked: Task, *of: Considered) -> dict[str, Left | None]:
    return {one.considered.text: one.left for one in pick(of, asked, LIMITS)}


TEXT = passage("The fee is 5 euros. It is due on Mondays. Bring cash. Fees and fines")
FEE, DUE, CASH, TITLE = "The fee is 5 euros.", "It is due on Mondays.", "Bring cash.", "Fees and fines"


def test_the_best_two_are_quoted_where_they_are_about_as_likely() -> None:
    asked = task("What should I know?", TEXT)
    of = [considered(CASH, 0.5, TEXT), considered(FEE, 0.9, TEXT), considered(DUE, 0.8, TEXT)]
    assert reasons(asked, *of) == {FEE: None, DUE: None, CASH: Left.LESS_LIKELY}
    assert [one.considered.text for one in pick(of, asked, LIMITS)] == [FEE, DUE, CASH]


def test_a_second_one_has_to_have_as_much_of_the_question_or_something_else_of_it() -> None:
    hours = passage("Boats are let from 8 to 16. Tents are let from 10 to 14. We close at noon.")
    boats, tents, noon = "Boats are let from 8 to 16.", "Tents are let from 10 to 14.", "We close at noon."
    of = [considered(boats, 0.9, hours), considered(tents, 0.85, hours), considered(noon, 0.8, hours)]
    assert reasons(task("When are boats let?", hours), *of)[tents] is Left.LESS_LIKELY
    assert reasons(task("When are boats and tents let?", hours), *of)[tents] is None
    assert reasons(task("When are they let?", hours), *of)[tents] is None


def test_nothing_is_quoted_where_the_best_is_unlikely() -> None:
    asked = task("What is the fee?", TEXT)
    assert set(reasons(asked, considered(FEE, 0.29, TEXT), considered(DUE, 0.2, TEXT)).values()) == {Left.UNLIKELY}
    assert reasons(asked, considered(FEE, 0.3, TEXT))[FEE] is None


def test_what_repeats_the_question_or_was_said_already_is_left() -> None:
    asked = task("fees and fines", TEXT)
    same = replace(considered(FEE, 0.85, TEXT), at=Stretch(0, 1, 2))
    assert reasons(asked, considered(TITLE, 0.99, TEXT), considered(FEE, 0.9, TEXT)) == {
        TITLE: Left.REPEATS_THE_QUESTION,
        FEE: None,
    }
    assert [one.left for one in pick([considered(FEE, 0.9, TEXT), same], asked, LIMITS)] == [None, Left.SAID_ALREADY]


def test_what_a_follow_up_asks_anew_has_to_stand_in_the_quote() -> None:
    asked = replace(task("When is the fee due on Mondays?", TEXT), stressed="on Mondays?")
    assert reasons(asked, considered(FEE, 0.9, TEXT), considered(DUE, 0.5, TEXT)) == {
        FEE: Left.LACKS_WHAT_IS_ASKED_ANEW,
        DUE: None,
    }


OLD = passage(
    "Members may keep a boat. A boat place in the shed costs 40 euros a year.",
    document="club-rules-2022.txt",
    head="Rowing club\nClub rules 2022",
)
NEW = passage(
    "For a boat place in the shed 65 euros are due each year. Guests row on Sundays.",
    document="club-rules-2025.txt",
    head="Rowing club\nClub rules, valid from 1 May 2025",
)


@pytest.mark.parametrize("likelihood", [0.9, 0.4])
def test_a_new_rule_stands_in_for_the_old_one_and_is_as_likely(likelihood: float) -> None:
    asked = task("How much is a boat place in the shed?", OLD, NEW)
    old = considered("A boat place in the shed costs 40 euros a year.", likelihood, OLD)
    new = considered("For a boat place in the shed 65 euros are due each year.", 0.35, NEW, 1)
    found = {one.considered.document_id: one for one in pick([old, new], asked, LIMITS)}
    assert found["club-rules-2022.txt"].left is Left.SUPERSEDED
    assert found["club-rules-2025.txt"].left is None
    assert found["club-rules-2025.txt"].considered.probability == likelihood


def test_of_two_likely_answers_on_one_matter_the_newer_documents_stands_alone() -> None:
    old = passage("Latecomers are let in for 15 minutes.", document="quay-handbook.txt", head="Edition of January 2026")
    new = passage(
        "Latecomers are let in for 5 minutes and then no more.",
        document="quay-changes.eml",
        head="Date: Mon, 30 Mar 2026 16:42:11 +0100",
    )
    of = [considered(old.text, 0.8, old), considered(new.text, 0.7, new, 1)]
    asked = task("How long are people let in?", old, new)
    assert reasons(asked, *of) == {new.text: None, old.text: Left.SUPERSEDED}
    before = task("How long were people let in in 2025 and how long in 2026?", old, new)
    assert reasons(before, *of)[old.text] is None


def test_of_a_question_of_two_steps_half_an_answer_is_left() -> None:
    party = passage("The thank-you party is in the Boathouse. Ann Lee is coordinator. Ann leads the party's venue.")
    half, other, both = (
        "The thank-you party is in the Boathouse.",
        "Ann Lee is coordinator.",
        "Ann leads the party's venue.",
    )
    asked = task("Who is the lead of the venue where the thank-you party is?", party)
    found = reasons(asked, *(considered(text, 0.9, party) for text in (half, other, both)))
    assert found == {half: Left.LACKS_WHAT_IS_ASKED_ANEW, other: Left.LACKS_WHAT_IS_ASKED_ANEW, both: None}
