"""Every answer is checked once and put beside the baselines, by answer and by sentence."""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection_answers import OURS, WARM_UP, Measured, labelled_sentence, measure, order_of
from benchmarks.detection_figures import Figures, Table
from evaluation.answer_sets import Part, Row, Split, frank, ragtruth
from evaluation.baselines import NEEDS_TRAIN, Judged, Unjudged, baselines, crossfitted
from evaluation.labels import Relation, labelled_sentences
from evaluation.measures import Bools, Floats
from evaluation.sources import Labelled
from monitoring.claims.splitting import split_claims
from tests.evaluation.data_sets import frank_rows, ragtruth_folder, write_lines
from tests.evaluation.subjects import WordSubject
from text.marks import states_something


def _row(answer: str, *, wrong: bool = False, group: str = "g", passages: tuple[str, ...] = ("p",)) -> Row:
    return Row("", passages, answer, wrong, group)


def _method(table: Table, name: str) -> Figures:
    (found,) = [one for one in table.methods if one.method == name]
    assert isinstance(found, Figures)
    return found


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    ragtruth_folder(tmp_path)
    (part, *_) = ragtruth(tmp_path, Split.TEST)
    return measure(part, WordSubject(), seed=0, track=lambda places: places)


def test_a_detector_that_knows_gets_full_marks(measured: Measured) -> None:
    ours = _method(measured.answers, OURS)
    assert (ours.auroc, ours.plain.auprc, ours.plain.at_threshold.f1, ours.best_f1) == (1, 1, 1, 1)
    assert ours.plain.kept_rates == pytest.approx((0.5, 4 / 9, 3 / 8, 2 / 7, 1 / 6))
    assert ours.ece == pytest.approx(0.1)
    assert (measured.answers.rows, measured.answers.sources, measured.fitted_on) == (8, 4, 40)
    assert measured.notes == ("made of words",)


def test_the_generators_name_alone_is_as_good_here_but_not_within_generators(measured: Measured) -> None:
    by_name = _method(measured.answers, "generator only")
    assert by_name.auroc == 1.0
    assert by_name.within_generator_auroc is None  # each writes answers of one kind only


def test_flagging_everything_finds_all_and_ranks_nothing(measured: Measured) -> None:
    everything = _method(measured.answers, "always flag")
    assert (everything.auroc, everything.plain.at_threshold.recall) == (0.5, 1.0)
    assert everything.plain.at_threshold.precision == 0.5
    assert everything.plain.kept_rates == pytest.approx((0.5,) * 5)


def test_spans_are_compared_by_characters_and_beside_whole_sentences(measured: Measured) -> None:
    spans = _method(measured.answers, OURS).spans
    assert spans is not None
    assert spans.recall == 1.0
    assert spans.precision == pytest.approx(54 / 55)  # people left the full stop out
    assert measured.sentence_spans == spans


def test_sentences_are_measured_with_their_own_labels(measured: Measured) -> None:
    assert measured.sentences is not None
    assert measured.sentences.rows == 12
    assert measured.sentences.wrong_ratio == pytest.approx(1 / 3)
    assert _method(measured.sentences, OURS).plain.at_threshold.f1 == 1.0


def test_a_set_without_marked_words_has_no_sentence_figures(tmp_path: Path) -> None:
    write_lines(tmp_path / "frank_with_text.jsonl", frank_rows(16))
    (part,) = frank(tmp_path, Split.VALIDATION)
    measured = measure(part, WordSubject(wrong="0.0"), seed=0, track=lambda places: places)
    assert (measured.sentences, measured.sentence_spans) == (None, None)
    ours = _method(measured.answers, OURS)
    assert (ours.auroc, ours.spans) == (1.0, None)


def test_an_unchecked_sentence_is_flagged_with_the_highest_risk_and_counted() -> None:
    rows = (_row("It went nowhere. It is red."), _row("A pool.", wrong=True, group="h"))
    measured = measure(Part("made", Split.ALL, rows, ()), WordSubject(), seed=0, track=lambda places: places)
    ours = _method(measured.answers, OURS)
    assert measured.unchecked == 1
    assert ours.auroc == 0.0  # the right answer has risk 1, the wrong one .9
    assert ours.plain.at_threshold.precision == 0.5


def test_rows_of_one_class_give_dashes_and_no_made_up_figures() -> None:
    rows = tuple(_row(f"It is red {number}.", group=str(number)) for number in range(6))
    measured = measure(Part("made", Split.ALL, rows, ()), WordSubject(), seed=0, track=lambda places: places)
    ours = _method(measured.answers, OURS)
    assert (ours.auroc, ours.plain.auprc, ours.plain.at_threshold.f1, ours.f1_interval, ours.best_f1) == (None,) * 5
    assert ours.reweighted is None


def test_times_are_those_of_answers_to_passages_that_come_for_the_first_time() -> None:
    rows = [_row(str(number), passages=(str(number % 3),)) for number in range(7)]
    assert order_of(rows) == ([0, 1, 2, 3, 4, 5, 6], 3)
    assert order_of([rows[0], rows[3], rows[1]]) == ([0, 2, 1], 2)
    subject = WordSubject()
    part = Part("made", Split.ALL, (_row("One."), _row("One. Two. Three."), _row("Four.", passages=("q",))), ())
    measured = measure(part, subject, seed=0, track=lambda places: places)
    assert subject.asked[WARM_UP:] == ["One.", "Four.", "One. Two. Three."]
    assert (measured.times.calls, measured.times.p95) == (2, 10.0)
    assert (measured.tokens.passages, measured.tokens.answer) == (1.0, 1.0)


def test_a_sentence_is_labelled_as_in_training() -> None:
    answer = "* It opened in 1921 [1].\n* **It has a cafe**, and a pool. \n\n1. No. It, too, is cheap [2]!"
    for start in range(0, len(answer), 3):
        spans = ((start, min(len(answer), start + 9)),)
        labelled = labelled_sentences(Labelled("", ("p",), answer, spans, (), "g", "m", "QA"))
        row = Row("", ("p",), answer, wrong=True, group="g", spans=spans)
        found = [labelled_sentence(row, claim.start, claim.end) for claim in split_claims(answer)]
        ours = [(one.answer, one.wrong) for one in found if one is not None]
        assert ours == [(claim.text, claim.relation is not Relation.ENTAILED) for claim in labelled]
        assert all(states_something(text) for text, _ in ours)


def test_crossfitting_never_judges_a_source_by_itself() -> None:
    rows = [_row(f"{group}-{number}", group=str(group)) for group in range(11) for number in range(group % 3 + 1)]
    judged: list[Row] = []

    def fitter(train: Sequence[Row], test: Sequence[Row]) -> tuple[Floats, Bools]:
        assert not {row.group for row in train} & {row.group for row in test}
        judged.extend(test)
        return np.array([float(rows.index(row)) for row in test]), np.ones(len(test), dtype=bool)

    risks, flagged = crossfitted(fitter, rows, seed=0)
    assert sorted(judged, key=rows.index) == rows
    assert risks.tolist() == list(range(len(rows)))
    assert flagged.all()


def test_without_scikit_learn_the_floor_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "evaluation.floor", None)
    rows = [_row("Red.", wrong=number % 2 == 0, group=str(number)) for number in range(10)]
    (floor, always) = baselines(rows, rows, seed=0)
    assert floor == Unjudged("lexical floor", NEEDS_TRAIN)
    assert isinstance(always, Judged)


def test_the_floor_tells_new_words_from_old_ones() -> None:
    pytest.importorskip("sklearn")
    rows = [
        _row("The mill is old." if number % 2 else "A pool with bars.", wrong=number % 2 == 0, group=str(number))
        for number in range(20)
    ]
    rows = [Row("", ("The mill is old and red.",), row.answer, row.wrong, row.group) for row in rows]
    floor, _ = baselines(rows, (), seed=0)
    assert isinstance(floor, Judged)
    assert floor.flagged.tolist() == [row.wrong for row in rows]


def test_a_baseline_without_both_kinds_to_fit_on_says_so() -> None:
    rows = [Row("", ("p",), "Red.", number > 0, "g", "some-7b") for number in range(3)]
    *_, by_name = baselines(rows, rows[:1], seed=0)
    assert by_name == Unjudged("generator only", "too few rows to fit it")


def test_a_generator_that_was_never_seen_gets_the_rate_of_all() -> None:
    train = [
        Row("", ("p",), "Red.", wrong, str(wrong), name) for name, wrong in [("a", True), ("a", False), ("b", False)]
    ]
    *_, by_name = baselines(
        [Row("", ("p",), "Red.", wrong=False, group="x", generator=name) for name in "abc"], train, seed=0
    )
    assert isinstance(by_name, Judged)
    assert by_name.risks.tolist() == pytest.approx([0.5, 0.0, 1 / 3])
