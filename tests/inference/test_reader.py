"""The reader finds the answer's place in the passage's own text."""

from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Misconfigured
from domain.generation import Reading
from inference.models import load_reader
from inference.reader import LocalReader
from inference.spans import best_span
from tests.inference.tiny_models import write_reader

LOGITS = st.integers(1, 40).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(-50, 50), min_size=size, max_size=size) for _ in range(2)])
)


def test_the_span_is_the_answer_in_the_passage(reader: LocalReader) -> None:
    passage = "🎉 \ud800 the Answer is word1"
    [reading] = reader.read("why", [passage])
    assert passage[reading.start : reading.end] == "Answer"
    assert reading.relevance > 0.9
    assert reading.answerable > 0.9


def test_a_passage_without_an_answer_is_less_relevant_and_less_answerable(reader: LocalReader) -> None:
    with_answer, without = reader.read("why", ["the answer is", "the word1 is"])
    assert without.relevance < with_answer.relevance
    assert without.answerable < with_answer.answerable


def test_readings_come_in_the_order_of_the_passages(reader: LocalReader) -> None:
    passages = ["the word2 " * count + "answer" for count in (1, 9, 3, 9, 0)]
    readings = reader.read("why", passages)
    assert [reading.start for reading in readings] == [len(passage) - len("answer") for passage in passages]


def test_nothing_to_read_is_of_no_relevance(reader: LocalReader) -> None:
    nothing = Reading(relevance=0.0, answerable=0.0, start=0, end=0)
    assert reader.read("why", []) == []
    assert reader.read("why", ["", " \n"]) == [nothing, nothing]
    assert reader.read("", ["the answer"]) == [nothing]


def test_a_question_of_any_length_leaves_room_for_the_passage(reader: LocalReader) -> None:
    [reading] = reader.read("why " * 100_000, ["word1 answer"])
    assert (reading.start, reading.end) == (6, 12)


def test_a_long_passage_is_cut_at_its_end(reader: LocalReader) -> None:
    [reading] = reader.read("why", ["answer " + "word1 " * 1_000 + "answer"])
    assert reading.start == 0


@given(st.text(st.characters(exclude_categories=()), max_size=60), st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_read(reader: LocalReader, question: str, passage: str) -> None:
    [reading] = reader.read(question, [passage])
    assert 0 <= reading.start <= reading.end <= len(passage)
    assert 0 <= reading.relevance <= 1
    assert 0 <= reading.answerable <= 1


@given(LOGITS, st.integers(1, 45))
def test_the_best_span_is_that_of_a_search_through_all(logits: tuple[list[int], list[int]], most: int) -> None:
    start, end = logits
    span = best_span(np.array(start, np.float32), np.array(end, np.float32), max_tokens=most)
    allowed = [
        start[first] + end[last] for first in range(len(start)) for last in range(first, min(first + most, len(end)))
    ]
    assert span.logit == max(allowed) == start[span.first] + end[span.last]
    assert span.first <= span.last < span.first + most


def test_calibration_moves_probabilities_and_keeps_their_order(tmp_path: Path) -> None:
    calibration = {"relevance": {"scale": 0.5, "shift": -3.0}}
    with load_reader(write_reader(tmp_path / "reader", {"calibration": calibration})) as reader:
        low, high = (reading.relevance for reading in reader.read("why", ["word1", "answer"]))
    assert low < 0.06 < high < 0.5


@pytest.mark.parametrize(
    "details",
    [
        {"calibration": {"relevance": {"scale": -1}}},
        {"calibration": {"answerable": {"shift": "high"}}},
        {"calibration": [1]},
        {"max_answer_tokens": 0},
    ],
)
def test_an_unusable_calibration_names_its_file(tmp_path: Path, details: dict[str, object]) -> None:
    with pytest.raises(Misconfigured, match=r"model\.json"):
        load_reader(write_reader(tmp_path / "reader", details))


def test_a_passage_read_a_moment_ago_is_not_read_again(reader: LocalReader) -> None:
    passages = ["the answer of word7", "word8"]
    first = reader.read("why the", passages)
    with patch.object(reader, "_batcher", None):
        assert reader.read("why the", passages[::-1]) == first[::-1]
