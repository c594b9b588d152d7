"""Sentences held against samples, measured as the SelfCheckGPT paper does; and texts of set lengths."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.detection_selfcheck import OURS, PAPERS, Opinion, Written, measure_selfcheck, unigram_scores, wikibio
from evaluation.made_up import made_up_row, made_up_sentences, sized_row, sized_text
from tests.evaluation.data_sets import wikibio_row, write_lines

MAJOR, MINOR, RIGHT = "major_inaccurate", "minor_inaccurate", "accurate"


class Sinking:
    """What sank was made up."""

    def judge(self, sentences: Sequence[str], samples: Sequence[str]) -> Opinion:
        assert samples
        scores = [0.9 if "sank" in sentence else 0.2 for sentence in sentences]
        return Opinion(scores, [score > 0.5 for score in scores], [1 - score for score in scores])


def _written(tmp_path: Path) -> list[Written]:
    labels = [[RIGHT] * 6, [MAJOR] * 3, [MAJOR, RIGHT, RIGHT, MINOR]]
    rows = [wikibio_row(number, of_passage) for number, of_passage in enumerate(labels)]
    write_lines(tmp_path / "wikibio_gpt3_hallucination" / "passages.jsonl", rows)
    return wikibio(tmp_path)


def test_wikibio_figures_are_those_of_the_paper(tmp_path: Path) -> None:
    checked = measure_selfcheck(_written(tmp_path), Sinking(), track=lambda places: places)
    ours, papers, unigram, both, chance = checked.methods
    assert (checked.passages, checked.sentences, ours.method) == (3, 13, OURS)
    assert (ours.non_factual, ours.factual, ours.auroc) == (1.0, 1.0, 1.0)
    # Of the ten sentences in passages that are not wrong throughout, one is a major error and one a minor one.
    assert ours.non_factual_star == pytest.approx(0.5)
    assert chance.non_factual_star == pytest.approx(0.1)
    assert (chance.non_factual, chance.factual) == pytest.approx((5 / 13, 8 / 13))
    assert chance.pearson is None
    assert ours.spearman == pytest.approx(1.0)
    assert ours.at_threshold is not None
    assert ours.at_threshold.f1 == 1.0
    assert unigram.at_threshold is both.at_threshold is None
    assert unigram.non_factual is not None
    assert papers.method == PAPERS
    assert papers.auroc == 0.0


def test_six_sentences_are_timed_where_a_passage_has_so_many(tmp_path: Path) -> None:
    checked = measure_selfcheck(_written(tmp_path), Sinking(), track=lambda places: places)
    assert checked.times.calls == 1


def test_the_unigram_score_is_that_of_the_rarest_token() -> None:
    passage = Written("A red mill.", ("A red mill.", "A mill."), (1.0, 0.0), ("A blue mill.", "The blue mill."))
    # Twelve tokens in all: "red" once, "a" twice, "mill" and the full stop three times each.
    assert unigram_scores(passage) == pytest.approx([-math.log(1 / 12), -math.log(2 / 12)])


def _offsets(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


def test_made_up_texts_have_the_length_that_was_asked_for() -> None:
    row = sized_row(1, passages=(111, 111, 110), answer=175, offsets=_offsets)
    assert [len(_offsets(passage)) for passage in row.passages] == [111, 111, 110]
    assert len(_offsets(row.answer)) == 175
    assert len(_offsets(sized_text(1, tokens=64, offsets=_offsets))) == 64
    assert len(made_up_sentences(1, count=6)) == 6


def test_made_up_texts_differ_from_call_to_call_and_come_again() -> None:
    rows = [made_up_row(number, passages=2, sentences=6) for number in range(20)]
    assert len({row.passages for row in rows}) == 20
    assert made_up_row(3, passages=2, sentences=6) == rows[3]
    assert all(row.answer not in " ".join(row.passages) for row in rows)
