"""Of several questions each is quoted for by itself, over the same passages."""

from dataclasses import replace

from domain.generation import Abstention, Answering, AskedPart, Piece, Task
from generation.candidates import QuotingCandidates
from generation.quoting.by_part import each_part
from tests.generation.passages import passage, task
from tests.generation.quoting.test_generator import CountingReader, generator

FEES = passage("The overdue fee is 5 EUR. Tents are lent in summer.")
HOURS = passage("The office closes at seven. The cellar is dry.")
FEE, CLOSES, NOWHERE = AskedPart("overdue fee?"), AskedPart("office closes?", "closes?"), AskedPart("parrots?")


def asked(*parts: AskedPart) -> Task:
    return replace(task("overdue fee and when it closes?", FEES, HOURS), parts=parts)


def test_each_part_is_answered_in_the_order_asked() -> None:
    items = list(generator().generate(asked(FEE, CLOSES)))
    assert [item for item in items if isinstance(item, Answering)] == [Answering(FEE), Answering(CLOSES)]
    at = items.index(Answering(CLOSES))
    first, second = (
        "".join(item.text for item in half if isinstance(item, Piece)) for half in (items[:at], items[at:])
    )
    assert (first, second) == ("The overdue fee is 5 EUR. [1]", "The office closes at seven. [2]")


def test_what_is_not_found_is_an_abstention_from_that_part() -> None:
    items = list(generator().generate(asked(NOWHERE, FEE)))
    assert isinstance(items[0], Answering)
    assert isinstance(items[1], Abstention)
    assert items[2] == Answering(FEE)
    assert Piece("The overdue fee is 5 EUR. [1]") in items


def test_a_question_without_parts_is_answered_as_ever() -> None:
    whole = task("overdue fee?", FEES)
    assert not [item for item in generator().generate(whole) if isinstance(item, Answering)]
    assert each_part(whole) == [whole]
    assert [(one.query, one.stressed, one.parts) for one in each_part(asked(FEE, CLOSES))] == [
        ("overdue fee?", "", ()),
        ("office closes?", "closes?", ()),
    ]


def test_every_sentence_is_told_once_and_left_only_where_no_part_quotes_it() -> None:
    told = QuotingCandidates(generator()).considered(asked(FEE, CLOSES))
    assert sorted(one.text for one in told) == sorted(
        ["The overdue fee is 5 EUR.", "Tents are lent in summer.", "The office closes at seven.", "The cellar is dry."]
    )
    assert {one.text for one in told if one.left is None} == {
        "The overdue fee is 5 EUR.",
        "The office closes at seven.",
    }
    assert [one.probability for one in told] == sorted((one.probability for one in told), reverse=True)


def test_who_asks_again_how_the_parts_were_answered_waits_for_no_model() -> None:
    reader, both = CountingReader(), asked(FEE, CLOSES)
    quoting = generator(reader)
    list(quoting.generate(both))
    before = reader.calls
    quoting.picked(both)
    assert reader.calls == before > 0
