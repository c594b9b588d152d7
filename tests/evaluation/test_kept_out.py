"""Questions of the kept-out part come with their own passage, or without it, and with distracting ones."""

from pathlib import Path

import pytest

from evaluation import kept_out
from evaluation.files import MissingData
from evaluation.kept_out import KeptQuestion, kept_questions
from tests.evaluation.data_sets import kept_out_folder

TITLE = "The kept article"


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[KeptQuestion]:
    monkeypatch.setattr(kept_out, "held_out", lambda group: group == TITLE)
    return kept_questions(kept_out_folder(tmp_path, TITLE), 100, seed=0)


def test_only_articles_that_are_kept_out_are_asked_of(questions: list[KeptQuestion]) -> None:
    assert len(questions) == 3 * 16
    assert {name for one in questions for name in one.documents} == {TITLE}


def test_an_answerable_question_has_its_own_passage_among_four(questions: list[KeptQuestion]) -> None:
    answerable = [one for one in questions if one.golds]
    assert answerable
    for one in answerable:
        assert one.gold_passage in one.passages
        assert len(set(one.passages)) == 4
    assert {one.passages.index(one.gold_passage) for one in answerable} == {0, 1, 2, 3}


def test_no_other_passage_holds_the_gold_answer(questions: list[KeptQuestion]) -> None:
    for one in questions:
        others = [passage for passage in one.passages if passage != one.gold_passage]
        assert not any(gold in passage for gold in one.golds for passage in others)


def test_some_are_asked_without_their_passage_and_have_no_right_answer(questions: list[KeptQuestion]) -> None:
    without = [one for one in questions if one.gold_passage not in one.passages]
    assert without
    assert {one.set for one in without} <= {"tydiqa", "policyqa"}
    assert all(one.golds == () and len(one.passages) == 4 for one in without)


def test_squads_own_unanswerable_questions_keep_their_passage(questions: list[KeptQuestion]) -> None:
    unanswerable = [one for one in questions if one.set == "squad2" and not one.golds]
    assert len(unanswerable) == 8
    assert all(one.gold_passage in one.passages for one in unanswerable)


def test_fewer_questions_are_the_first_of_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, questions: list[KeptQuestion]
) -> None:
    assert kept_questions(tmp_path, 7, seed=0) == questions[:7]
    assert kept_questions(tmp_path, 7, seed=1) != questions[:7]
    assert len({one.id for one in questions}) == len(questions)


def test_all_sets_are_among_the_first_five(questions: list[KeptQuestion]) -> None:
    assert [one.set for one in questions[:5]] == ["squad2", "tydiqa", "squad2", "tydiqa", "policyqa"]


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"dev-v2\.0\.json"):
        kept_questions(tmp_path, 1, seed=0)
