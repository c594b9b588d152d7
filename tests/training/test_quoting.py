"""The weights of quoting: what is learnt of signals, stage by stage, and by folds that never see what they score."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
import pytest

from domain.generation import ClaimCase, JudgedClaim, Reading, Relation
from evaluation.written_questions import written_set
from generation.quoting.considering import Considered
from generation.quoting.quotables import Quote
from generation.quoting.signals import Signals, Weights
from tests.ingest.tiny_tokenizer import TinyTokenizer
from tests.retrieval.fakes import WordEncoder, WordReader
from text.superseding import Stretch
from training.quoting import Asked, Models, Outcome, Quoted, Sentence, Step, crossfitted, fit, fit_stages, report
from training.quoting_questions import KEPT_SETS, asked, asked_to_learn, kept_sets, learnt_sets, written_sets

TRUE = Weights(
    bias=-1.0,
    near=3.0,
    read=0.0,
    answers=0.0,
    shared=2.0,
    found=0.0,
    wrong_kind=-2.0,
    lacks_mark=0.0,
    lacks_name=0.0,
    fragment=0.0,
    row=0.0,
)


def signals(**known: float) -> Signals:
    return Signals(**{one.name: known.get(one.name, 0.0) for one in fields(Signals)})


def sentence(answered: float, **known: float) -> Sentence:
    quote = Quote("It opened in 1921.", 0, "guide.md", 0)
    return Sentence(Considered(Stretch(0, 0, 1), "guide.md", "Museum", (quote,), signals(**known), 0.5), answered)


def question(name: str, *sentences: Sentence, is_open: bool = False) -> Asked:
    return Asked(name, "When did it open?", is_open, sentences)


def drawn(count: int) -> Iterable[Asked]:
    """Sentences that answer as likely as `TRUE` says."""
    rng = np.random.default_rng(7)
    for _ in range(count):
        known = {"near": rng.normal(), "shared": rng.normal(), "wrong_kind": float(rng.integers(0, 2))}
        answers = rng.random() < TRUE.probability(signals(**known))
        yield question("a", sentence(float(answers), **known))


def test_weights_are_recovered_from_what_they_made() -> None:
    found = fit(list(drawn(6000)))
    assert astuple(found) == pytest.approx(astuple(TRUE), abs=0.25)


def test_what_was_never_known_weighs_nothing() -> None:
    found = fit(list(drawn(300)))
    assert (found.read, found.answers, found.row) == (0, 0, 0)


def test_what_counts_against_what_it_stands_for_counts_nothing() -> None:
    known = [question("a", sentence(float(at % 2), near=at % 2, row=at % 2)) for at in range(40)]
    found = fit(known)
    assert found.near > 0
    assert found.row == 0


def test_what_holds_a_part_of_an_answer_is_not_learnt_from() -> None:
    known = list(drawn(300))
    parts = [question("a", sentence(0.5, near=-9.0)) for _ in range(300)]
    assert fit([*known, *parts]) == fit(known)


def test_a_step_asks_of_the_likeliest_alone() -> None:
    asked_of: list[float] = []

    def ask(_: str, one: Considered) -> Signals:
        asked_of.append(one.signals.near)
        return signals(near=one.signals.near, read=1.0)

    sentences = [sentence(0.0, near=near) for near in (0.1, 0.9, 0.5)]
    kept = Step(ask, most=2).of(question("a", *sentences), TRUE)
    assert asked_of == [0.9, 0.5]
    assert [one.signals.read for one in kept.sentences] == [1.0, 1.0]


def test_a_stage_learns_only_from_what_it_sees() -> None:
    questions = [
        question("a", sentence(float(at % 2), near=1.0, shared=at % 2), sentence(0.0, near=0.0)) for at in range(40)
    ]
    step = Step(lambda _, one: one.signals, most=1)
    glance, second = fit_stages(questions, [step])
    assert glance.near > 0
    assert second.near == 0


def told(name: str, count: int, *, right_is_near: bool) -> list[Asked]:
    near, far = sentence(float(right_is_near), near=0.9), sentence(float(not right_is_near), near=0.1)
    return [question(name, near, far) for _ in range(count)]


def test_crossfitting_never_scores_a_set_with_weights_that_saw_it() -> None:
    """All of the largest set is scored wrongly: what the others teach is the opposite of what it would."""
    questions = [
        *told("a", 3, right_is_near=True),
        *told("b", 3, right_is_near=True),
        *told("c", 50, right_is_near=False),
    ]
    found = list(crossfitted(questions, []))
    assert [one.is_right for one in found[6:]] == [False] * 50


def test_an_outcome_counts_every_question_once() -> None:
    found = [
        Quoted(0.9, is_right=True, is_open=False),
        Quoted(0.5, is_right=False, is_open=False),
        Quoted(0.1, is_right=True, is_open=False),
        Quoted(0.3, is_right=False, is_open=True),
        Quoted(0.1, is_right=False, is_open=True),
    ]
    assert Outcome.of(found, 0.3) == Outcome(right=1, wrong=1, left_open=1, open_answered=1)


class YearJudge:
    """Takes whatever holds a digit for an answer."""

    def __init__(self) -> None:
        self.cases: list[ClaimCase] = []

    def judge(self, cases: Sequence[ClaimCase]) -> Sequence[JudgedClaim]:
        self.cases += cases
        return [
            JudgedClaim(Relation(1.0, 0.0, 0.0), 0.9 if any(map(str.isdigit, one.claim)) else 0.1, ()) for one in cases
        ]

    def count_tokens(self, text: str) -> int:
        return len(text.split())


class HeadedReader:
    """Is in two minds about everything, and remembers it."""

    def __init__(self) -> None:
        self.read_passages: list[str] = []

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        self.read_passages += passages
        return [Reading(0.5, 0.5, 0, len(one)) for one in passages]


def test_models_are_asked_once_of_the_same_and_as_quoting_asks_them() -> None:
    judge, reader = YearJudge(), HeadedReader()
    models = Models(reader, judge)
    one = sentence(1.0).considered
    for _ in range(2):
        assert models.read("When?", one).read == pytest.approx(0.0)
        assert models.answers("When?", one).answers == pytest.approx(np.log(9))
    assert judge.cases == [ClaimCase("When?", "It opened in 1921.", ("Museum.", "It opened in 1921."))]
    assert reader.read_passages == ["Museum\nIt opened in 1921."]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, year in (("a", 1921), ("b", 1987)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "guide.md").write_text(
            f"# Museum\n\nThe museum opened in {year}. Dogs stay outside.\n", encoding="utf-8"
        )
        (tmp_path / name / "fees.csv").write_text("What,Fee,Per\nMuseum,£4,day\nGarden,£2,day\n", encoding="utf-8")
        asked_of = [
            ("fact", "When was the museum opened?", [[f"The museum opened in {year}."]]),
            ("csv_lookup", "What is the fee of the garden?", [["Garden,£2,day"]]),
            ("unanswerable", "Who built the museum?", []),
        ]
        lines = [
            {
                "id": f"{name}-{at}",
                "kind": kind,
                "question": text,
                "document": None,
                "right": right,
                "near": [],
                "answer": "",
            }
            for at, (kind, text, right) in enumerate(asked_of)
        ]
        (tmp_path / name / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return tmp_path


def test_sentences_and_rows_of_the_documents_are_told_apart_by_whether_they_answer(folder: Path) -> None:
    found = list(asked(written_set(folder / "a"), WordEncoder(), TinyTokenizer(), WordReader()))
    right = [{one.considered.text for one in each.sentences if one.answered == 1} for each in found]
    assert right == [{"The museum opened in 1921."}, {"What: Garden; Fee: £2; Per: day"}, set()]
    assert [each.is_open for each in found] == [False, False, True]
    assert all(len(each.sentences) > 1 for each in found)


def test_what_is_learnt_from_holds_the_answer_that_the_search_missed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.quoting_questions.PASSAGES_A_QUESTION", 0)
    missed = list(asked(written_set(folder / "a"), WordEncoder(), TinyTokenizer(), WordReader()))
    assert [one.sentences for one in missed] == [(), (), ()]
    found = list(asked_to_learn(written_set(folder / "a"), WordEncoder(), TinyTokenizer(), WordReader()))
    assert [any(one.answered == 1 for one in each.sentences) for each in found] == [True, True, False]


def test_the_report_has_a_table_a_stage_and_weights_that_can_be_put_into_the_code(folder: Path) -> None:
    sets = written_sets(folder)
    questions = [one for each in sets for one in asked(each, WordEncoder(), TinyTokenizer(), WordReader())]
    lines = list(report(questions, Models(WordReader(), YearJudge()).ways()))
    assert [line for line in lines if "crossfitted" in line] == [
        f"{name}, crossfitted: 4 answerable, likeliest right {right}; 2 open"
        for name, right in (("_AT_A_GLANCE", 4), ("_READ", 4), ("_JUDGED", 4))
    ]
    named = re.findall(r"(\w+)=(-?[\d.e+-]+),", "\n".join(lines))
    assert [name for name, _ in named] == [one.name for one in fields(Weights)] * 3


def test_the_shipped_sets_hold_what_their_description_says() -> None:
    sets = written_sets()
    assert [one.name for one in sets] == list("abcdefghijklmnopqrs")
    assert sum(len(one.documents) for one in sets) == 105
    assert sum(len(one.questions) for one in sets) == 2580


def test_what_weighs_the_word_of_models_is_fitted_on_what_they_have_not_learnt_from() -> None:
    kept, learnt = ({one.name for one in sets} for sets in (kept_sets(), learnt_sets()))
    assert kept == KEPT_SETS
    assert not kept & learnt
    assert kept | learnt == {one.name for one in written_sets()}
