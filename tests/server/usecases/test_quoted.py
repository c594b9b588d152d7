"""Of quotes is shown what answers; of several questions each gets its own, and what was not found is said."""

from collections.abc import Sequence

from domain.documents import Policy
from domain.generation import Abstention, Answering, AskedPart, Generated, Piece, Weighed
from monitoring.claims.splitting import ClaimSplitter
from monitoring.verdict.judging import Case, Judge
from server.usecases.quoted import Quoted, Quotes
from tests.server.usecases.fakes import WordVerifier
from text.wording import no_answer_to

FEE, HOURS = Answering(AskedPart("What is the fee?")), Answering(AskedPart("When is the office open?", "and when?"))
COSTS, OPENS = Piece("The fee is 5 euros [1]."), Piece("The office is open until six [2].")
GAP = Piece("\n\n")


def shown(*items: Generated) -> Quoted | None:
    return quotes(items).shown()


def quotes(items: Sequence[Generated]) -> Quotes:
    hearing = Judge(WordVerifier(), None).hearing(Case(passages=["p", "q"], policy=Policy.HOLD))
    return Quotes(items, hearing, ClaimSplitter)


def text_of(*items: Generated) -> str | None:
    found = shown(*items)
    if found is not None:
        for checked in found.claims:
            assert found.text[checked.claim.start : checked.claim.end] == checked.claim.text
    return found and found.text


def test_one_question_is_shown_as_it_was_quoted() -> None:
    assert text_of(COSTS, GAP, OPENS) == f"{COSTS.text}\n\n{OPENS.text}"
    assert text_of(Piece("This is beside it [1].")) is None
    assert text_of(Weighed(0.9), Piece("This is beside it [1].")) == "This is beside it [1]."
    assert text_of(Abstention("Nothing there.")) is None
    assert quotes([Abstention("Nothing there.")]).declined == "Nothing there."


def test_each_part_has_its_quotes_in_the_order_asked() -> None:
    assert text_of(FEE, COSTS, HOURS, OPENS) == f"{COSTS.text}\n\n{OPENS.text}"
    assert text_of(HOURS, OPENS, FEE, COSTS) == f"{OPENS.text}\n\n{COSTS.text}"


def test_what_was_not_found_is_said_in_the_words_it_was_asked_in() -> None:
    assert text_of(FEE, COSTS, HOURS, Abstention("No.")) == f"{COSTS.text}\n\n{no_answer_to('and when?')}"
    assert text_of(FEE, Abstention("No."), HOURS, OPENS) == f"{no_answer_to('What is the fee?')}\n\n{OPENS.text}"


def test_a_part_whose_quote_does_not_answer_it_was_not_found() -> None:
    beside = Piece("This is beside it [1].")
    assert text_of(FEE, beside, HOURS, OPENS) == f"{no_answer_to('What is the fee?')}\n\n{OPENS.text}"
    assert text_of(FEE, Weighed(0.9), beside, HOURS, OPENS) == f"{beside.text}\n\n{OPENS.text}"


def test_nothing_is_shown_where_no_part_was_found() -> None:
    assert text_of(FEE, Abstention("No."), HOURS, Piece("This is beside it [1].")) is None
    assert quotes([FEE, Abstention("No."), HOURS, OPENS]).declined == "No."


def test_a_quote_that_answers_both_is_shown_once() -> None:
    assert text_of(FEE, COSTS, HOURS, COSTS) == COSTS.text
    assert text_of(FEE, COSTS, HOURS, COSTS, GAP, OPENS) == f"{COSTS.text}\n\n{OPENS.text}"
    assert text_of(FEE, COSTS, HOURS, OPENS, GAP, COSTS) == f"{COSTS.text}\n\n{OPENS.text}"
    again = Piece("The fee is 5 euros [2].")  # of a passage that overlaps
    assert text_of(FEE, COSTS, HOURS, again) == COSTS.text


def test_a_word_before_a_quote_that_the_check_does_not_bear_is_left_out() -> None:
    no = Piece("wrong. [1]\n\n")
    assert text_of(no, COSTS) == COSTS.text
    assert text_of(FEE, no, COSTS, HOURS, OPENS) == f"{COSTS.text}\n\n{OPENS.text}"
    quoted = Piece("The fee is wrong [1].")
    assert text_of(quoted, GAP, OPENS) == f"{quoted.text}\n\n{OPENS.text}"


def test_a_yes_may_be_said_of_both() -> None:
    yes = Piece("Yes. [1]\n\n")
    assert text_of(FEE, yes, COSTS, HOURS, yes, OPENS) == f"Yes. [1]\n\n{COSTS.text}\n\nYes. [1]\n\n{OPENS.text}"
    assert text_of(FEE, yes, COSTS, HOURS, yes, COSTS) == f"Yes. [1]\n\n{COSTS.text}\n\nYes. [1]"


def test_of_two_steps_both_are_shown_or_neither() -> None:
    first = Answering(AskedPart("In which hut is the course?", is_joint=True))
    second = Answering(AskedPart("Who is its warden?", is_joint=True))
    assert text_of(first, COSTS, second, OPENS) == f"{COSTS.text}\n\n{OPENS.text}"
    assert text_of(first, COSTS, second, Abstention("No.")) is None


def test_what_is_said_of_everyone_else_is_said_of_the_other_thing_compared() -> None:
    first, second = (Answering(AskedPart(f"How long for {who}?", is_joint=True)) for who in ("drivers", "cooks"))
    rest = Piece("It is six months for drivers and three for everyone else [1].")
    assert text_of(first, rest, second, Abstention("No.")) == f"{rest.text}\n\n{no_answer_to('How long for cooks?')}"
