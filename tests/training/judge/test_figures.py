"""Figures by hand: a risk's AUROC, what is caught, kinds, marked tokens, and spans."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra `train`; .ci/run has an environment for it")

from evaluation.measures import caught_ratio
from tests.training.judge.made_up import tokenizer
from training.judge.encoding import RowTokenizer
from training.judge.figures import claim_figures, reading_figures, token_auroc
from training.judge.predictions import Predicted
from training.judge.rows import NO_ANSWER, JudgeRow, Label


def said(
    supported: float, *, answers: float = 0.5, place: tuple[int, int] = (0, 0), answerable: float = 0.0
) -> Predicted:
    rest = (1 - supported) / 3
    return Predicted(np.array([supported, 2 * rest, rest]), answers, np.zeros(0), place, answerable)


def row(label: Label, *, answers: bool | None = None, kind: str = "") -> JudgeRow:
    return JudgeRow(claim="x", evidence="y", label=label, answers=answers, kind=kind)


def test_a_judge_that_is_right_throughout_has_full_marks() -> None:
    rows = [row(Label.SUPPORTED), row(Label.CONTRADICTED), row(Label.SUPPORTED), row(Label.CONTRADICTED)]
    figures = claim_figures(rows, [said(0.9), said(0.1), said(0.8), said(0.2)])
    assert (figures.rows, figures.auroc, figures.caught, figures.accuracy) == (4, 1.0, 1.0, 1.0)
    worst = claim_figures(rows, [said(0.1), said(0.9), said(0.2), said(0.8)])
    assert (worst.auroc, worst.caught, worst.accuracy) == (0.0, 0.0, 0.0)


def test_accuracy_of_three_is_not_told_where_two_of_them_are_not_told_apart() -> None:
    rows = [row(Label.SUPPORTED), row(Label.NOT_SUPPORTED), row(Label.UNKNOWN)]
    figures = claim_figures(rows, [said(0.9), said(0.1), said(0.5)])
    assert (figures.rows, figures.auroc, figures.accuracy) == (2, 1.0, None)


def test_off_the_point_is_wrong_where_a_question_was_asked() -> None:
    rows = [row(Label.SUPPORTED, answers=True), row(Label.SUPPORTED, answers=False)]
    figures = claim_figures(rows, [said(0.9, answers=0.9), said(0.9, answers=0.2)])
    assert (figures.answers_auroc, figures.right_and_to_the_point_auroc) == (1.0, 1.0)
    assert figures.auroc is None
    assert claim_figures([row(Label.SUPPORTED)], [said(0.9)]).answers_auroc is None


def test_what_is_caught_is_above_the_risk_that_fifteen_percent_of_right_ones_exceed() -> None:
    right = np.linspace(0, 0.99, 100)
    risks = np.concatenate([right, [0.5, 0.8, 0.9, 0.95]])
    wrong = np.array([False] * 100 + [True] * 4)
    assert caught_ratio(risks, wrong) == 0.5
    assert caught_ratio(right, wrong[:100]) is None


def test_kinds_come_weakest_first_and_only_with_enough_of_either_class() -> None:
    weak = [row(Label.SUPPORTED, kind="weak")] * 3 + [row(Label.CONTRADICTED, kind="weak")] * 3
    good = [row(Label.SUPPORTED, kind="good")] * 3 + [row(Label.CONTRADICTED, kind="good")] * 3
    few = [row(Label.SUPPORTED, kind="few")] * 9 + [row(Label.CONTRADICTED, kind="few")]
    risks = [said(0.2)] * 3 + [said(0.8)] * 3 + [said(0.8)] * 3 + [said(0.2)] * 3 + [said(0.5)] * 10
    assert list(claim_figures([*weak, *good, *few], risks).kinds.items()) == [("weak", (0.0, 6)), ("good", (1.0, 6))]


def test_tokens_count_where_they_are_marked_and_over_all_claims_together() -> None:
    claims = [
        JudgeRow(claim="the hall is red", evidence="the hall", unsupported=((12, 15),)),
        JudgeRow(claim="the hall", evidence="the hall", unsupported=()),
        JudgeRow(claim="the river", evidence="the hall"),
    ]
    encoded = RowTokenizer(tokenizer()).encode(claims)

    def scored(high: bool) -> list[Predicted]:  # noqa: FBT001 - which way round
        scores = [np.where((each.words == 1) == high, 5.0, -5.0) for each in encoded]
        return [Predicted(np.zeros(3), 0.0, score, (0, 0), 0.0) for score in scores]

    assert token_auroc(encoded, scored(True)) == 1.0  # noqa: FBT003
    assert token_auroc(encoded, scored(False)) == 0.0  # noqa: FBT003


def test_spans_are_compared_as_texts_and_an_abstention_is_the_empty_answer() -> None:
    words = RowTokenizer(tokenizer())
    text = "The museum opened in 1921."
    rows = [
        JudgeRow(question="when ?", evidence=text, answer=(21, 25)),
        JudgeRow(question="who ?", evidence=text, answer=NO_ANSWER),
        JudgeRow(question="which ?", evidence=text, answer=(0, 10)),
    ]
    encoded = words.encode(rows)
    first = [each.evidence[0] for each in encoded]
    predicted = [
        said(0.5, place=(first[0] + 3, first[0] + 4), answerable=0.9),  # "in 1921"
        said(0.5, place=(first[1], first[1]), answerable=0.2),
        said(0.5, place=(first[2], first[2] + 1), answerable=0.8),  # "The museum"
    ]
    figures = reading_figures(rows, encoded, predicted, words.places)
    assert (figures.rows, figures.answerable_auroc) == (3, 1.0)
    assert figures.exact == pytest.approx(2 / 3)
    assert figures.f1 == pytest.approx((2 / 3 + 1 + 1) / 3)
