"""What may be quoted is weighed in steps, each on fewer: compared, read again, judged."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.documents import Passage
from domain.generation import ClaimCase, JudgedClaim, Reading, Relation
from domain.places import Rows
from generation.quoting import fitted
from generation.quoting.considering import Considered, SecondLook, Weighing, consider
from generation.quoting.signals import Signals, Weights
from monitoring.claims.splitting import split_sentences
from tests.generation.passages import passage, task

QUESTION = "How much does a locker cost?"
TEXT = "A locker costs 5 euros. Bags are kept for 2 euros. We open at 9. The pool is 25 m long. A towel costs 3 euros."


class Reader:
    """Is sure of a text as far as it has "euros", and remembers what it read."""

    def __init__(self) -> None:
        self.read_texts: list[str] = []

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        self.read_texts += passages
        return [Reading(0.9 if "euros" in text else 0.1, 0.5, 0, 5) for text in passages]


class Encoder:
    """Two dimensions: whether a text is about lockers, and whether it is not."""

    identity = "test"
    dimensions = 2

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[1, 0] if "locker" in text else [0, 1] for text in texts], np.float32)

    encode_queries = encode


class Judge:
    """Takes a claim for an answer if it is about bags, whatever was asked."""

    def __init__(self) -> None:
        self.cases: list[ClaimCase] = []

    def judge(self, cases: Sequence[ClaimCase]) -> Sequence[JudgedClaim]:
        self.cases += cases
        return [JudgedClaim(Relation(0.5, 0.3, 0.2), 0.99 if "Bags" in one.claim else 0.01, ()) for one in cases]

    def count_tokens(self, text: str) -> int:
        return len(text.split())


NOTHING = Weights(**dict.fromkeys(Weights.__slots__, 0.0))


def reading_two() -> Weighing:
    second = fitted.blind(None).second
    assert second is not None
    return Weighing(encoder=None, glance=fitted.blind(None).glance, second=replace(second, most=2))


def found(weighing: Weighing, *passages: Passage, reader: Reader | None = None) -> dict[str, Considered]:
    asked = task(QUESTION, *(passages or (passage(TEXT),)))
    return {one.text: one for one in consider(asked, reader or Reader(), split_sentences, weighing)}


def test_what_shares_the_question_and_is_near_it_is_likeliest() -> None:
    weighed = found(fitted.ours(Encoder(), None))
    assert max(weighed, key=lambda text: weighed[text].probability) == "A locker costs 5 euros."
    assert weighed["A locker costs 5 euros."].signals.near == 1
    assert weighed["We open at 9."].signals.near == 0
    assert weighed["We open at 9."].signals.wrong_kind == 1


def test_only_the_likeliest_are_read_again_and_no_other_passes_them() -> None:
    reader = Reader()
    weighing = reading_two()
    weighed = found(weighing, reader=reader)
    assert sorted(reader.read_texts[1:]) == ["A locker costs 5 euros.", "Bags are kept for 2 euros."]
    read = [one for one in weighed.values() if one.signals.read]
    assert min(one.probability for one in read) >= max(one.probability for one in weighed.values() if one not in read)


def test_what_lacks_the_kind_of_thing_asked_for_is_looked_at_again_with_the_sentence_behind_that_has_it() -> None:
    text = "A locker for the winter was proposed. The best offer came to 90 euros. The next one is in May."
    weighed = found(reading_two(), passage(text))
    assert weighed["A locker for the winter was proposed. The best offer came to 90 euros."].signals.wrong_kind == 0
    apart = found(reading_two(), passage(text.replace(". The best", ".\n\nThe best")))
    assert apart["A locker for the winter was proposed."].signals.wrong_kind == 1


def test_of_what_is_named_by_its_place_in_an_order_nothing_else_is_considered() -> None:
    minutes = passage("The meeting of the residents was on 3 March. Next meeting of all: 12 June in the hall.")
    asked = replace(task(QUESTION, minutes), query="When is the next residents meeting?")
    considered = consider(asked, Reader(), split_sentences, fitted.blind(None))
    assert [one.text for one in considered] == ["Next meeting of all: 12 June in the hall."]


def test_a_row_called_year_has_no_part_in_this_year() -> None:
    rows = passage("Ticket: Week; Price: 18\nTicket: Year; Price: 620", place=Rows(1, 2))
    asked = replace(task(QUESTION, rows), query="Price of a week ticket this year?")
    shared = {one.text: one.signals.shared for one in consider(asked, Reader(), split_sentences, fitted.blind(None))}
    assert shared["Ticket: Week; Price: 18"] > shared["Ticket: Year; Price: 620"]


def test_what_overlapping_chunks_hold_twice_is_read_once_and_weighed_alike() -> None:
    reader, first = Reader(), passage(TEXT)
    second = passage("A locker costs 5 euros. A key costs 4 euros.", start=9)
    weighing = reading_two()
    every = consider(task(QUESTION, first, second), reader, split_sentences, weighing)
    assert sorted(reader.read_texts[2:]) == ["A locker costs 5 euros.", "Bags are kept for 2 euros."]
    assert len({one.probability for one in every if one.text == "A locker costs 5 euros."}) == 1


def test_the_judge_is_asked_in_the_readers_place_with_a_sentence_below_its_headings_as_its_only_evidence() -> None:
    judge, reader = Judge(), Reader()
    second = SecondLook(weights=replace(NOTHING, answers=1.0), judge=judge, most=2)
    weighed = found(Weighing(encoder=None, glance=fitted.blind(None).glance, second=second), reader=reader)
    assert max(weighed, key=lambda text: weighed[text].probability) == "Bags are kept for 2 euros."
    assert [case.evidence for case in judge.cases] == [(case.claim,) for case in judge.cases]
    assert {case.question for case in judge.cases} == {QUESTION}
    assert len(reader.read_texts) == 1


def test_where_no_reader_knows_the_language_none_is_asked() -> None:
    reader = Reader()
    found(fitted.abroad(Encoder()), reader=reader)
    assert reader.read_texts == []


def test_nothing_is_considered_without_passages_and_titles_and_questions_never() -> None:
    assert consider(task(QUESTION), Reader(), split_sentences, fitted.blind(None)) == []
    text = "Locker hire at the pool\n\nHow much does a locker cost?\n\nA locker costs 5 euros."
    assert list(found(fitted.blind(None), passage(text))) == ["A locker costs 5 euros."]


@pytest.mark.parametrize("name", [name for name in Signals.__slots__ if name not in {"near", "read", "answers"}])
@pytest.mark.parametrize(
    "weighing",
    [
        fitted.ours(Encoder(), None),
        fitted.ours(Encoder(), Judge()),
        fitted.blind(None),
        fitted.blind(Judge()),
        fitted.abroad(Encoder()),
    ],
)
def test_what_speaks_against_a_sentence_never_raises_it(weighing: Weighing, name: str) -> None:
    for weights in (weighing.glance, *([weighing.second.weights] if weighing.second else [])):
        value = getattr(weights, name)
        assert value >= 0 if name in {"shared", "found"} else value <= 0
