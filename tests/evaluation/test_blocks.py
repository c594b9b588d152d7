"""In written blocks the right answers should come first."""

from pathlib import Path
from typing import Any

import pytest

from domain.places import heading_of
from evaluation.blocks import Block, block_of, blocks, quotes_first, right_first_by_risk
from evaluation.files import MissingData
from evaluation.measures import right_first
from generation.quoting.considering import Considered
from generation.quoting.quotables import Quote
from generation.quoting.signals import Signals
from tests.benchmarks.check_fakes import answers_block, written_folder
from text.superseding import Stretch

NO_SIGNALS = Signals(**dict.fromkeys(Signals.__slots__, 0.0))


@pytest.fixture
def block() -> Block:
    return block_of(answers_block(1))


def considered(text: str, probability: float) -> Considered:
    quote = Quote(text, 0, "d", 0)
    return Considered(Stretch(0, 0, len(text)), "d", "", (quote,), NO_SIGNALS, probability)


def test_of_equal_ones_the_share_that_is_right_counts() -> None:
    assert right_first([0.9, 0.2], [True, False]) == 1
    assert right_first([0.9, 0.9, 0.1], [True, False, True]) == 1 / 2
    assert right_first([0.2, 0.9], [True, False]) == 0


def test_a_block_is_asked_of_its_passages_below_their_headings(block: Block) -> None:
    assert (block.id, block.task.query) == ("a-1", "When does the mill open?")
    assert [one.text for one in block.task.passages] == ["The mill opens at nine.", "It grinds 21 tonnes."]
    assert [heading_of(one.stored.chunk.place) for one in block.task.passages] == ["Mill › Hours", "Mill › Wheat"]


def test_an_answer_off_the_point_is_not_right_and_an_abstention_no_answer(block: Block) -> None:
    assert [(row.answer, row.wrong) for row in block.answers] == [
        ("The mill opens at nine.", False), ("It grinds 21 tonnes.", True), ("At ten.", True),
    ]  # fmt: skip


def test_the_least_risk_comes_first(block: Block) -> None:
    assert right_first_by_risk(block, [0.1, 0.4, 0.9]) == 1
    assert right_first_by_risk(block, [0.4, 0.1, 0.9]) == 0


def test_quotes_are_the_sentences_that_hold_an_answer_word_for_word(block: Block) -> None:
    every = [("The mill opens at nine, but not on Sundays.", 0.7), ("It grinds 21 tonnes.", 0.2)]
    found = quotes_first(block, [considered(*one) for one in every])
    assert (found.of_answers, found.of_sentences) == (1, 1)


def test_what_holds_a_right_answer_beside_a_wrong_one_is_right(block: Block) -> None:
    every = [("The mill opens at nine: it grinds 21 tonnes.", 0.7), ("It grinds 21 tonnes.", 0.2)]
    assert quotes_first(block, [considered(*one) for one in every]).of_answers == 1


def test_words_that_stand_in_many_a_sentence_are_no_quote(block: Block) -> None:
    every = [("The mill opens at nine.", 0.7), ("At ten. It closes.", 0.9)]
    assert quotes_first(block, [considered(*one) for one in every]).of_answers is None


def test_a_sentence_that_nobody_labelled_counts_as_wrong_among_all_of_them(block: Block) -> None:
    every = [("The mill opens at nine!", 0.7), ("It grinds 21 tonnes.", 0.2), ("Ring the bell.", 0.8)]
    found = quotes_first(block, [considered(*one) for one in every])
    assert (found.of_answers, found.of_sentences) == (1, 0)


def test_without_a_right_quote_nothing_is_said(block: Block) -> None:
    found = quotes_first(block, [considered("It grinds 21 tonnes.", 0.2)])
    assert (found.of_answers, found.of_sentences) == (None, None)
    found = quotes_first(block, [considered("The mill opens at nine.", 0.2)])
    assert (found.of_answers, found.of_sentences) == (None, 1)


def without(block: dict[str, Any], *kinds: str) -> dict[str, Any]:
    return {**block, "answers": [one for one in block["answers"] if one["kind"] not in kinds]}


def test_a_block_of_right_or_of_wrong_answers_alone_has_no_choice() -> None:
    assert block_of(answers_block(1)).has_a_choice
    assert not block_of(without(answers_block(1), "full")).has_a_choice
    assert not block_of(without(answers_block(1), "off_point", "number")).has_a_choice


def test_some_blocks_are_drawn_from_a_seed(tmp_path: Path) -> None:
    written_folder(tmp_path)
    every = [one.id for one in blocks(tmp_path, "answers_validation")]
    some = [one.id for one in blocks(tmp_path, "answers_validation", limit=3, seed=1)]
    assert len(every) == 6
    assert len(some) == 3
    assert some == [one.id for one in blocks(tmp_path, "answers_validation", limit=3, seed=1)]


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"answers_z\.jsonl"):
        blocks(tmp_path, "answers_z")
