"""Questions about passages as rows; what is held out is never among those to learn from."""

import random
from pathlib import Path

import pytest

from evaluation import splits
from evaluation.sources import Asked
from tests.training.judge.made_up import asked, write_squad
from training.judge.asked import FILLED_TOKENS, WINDOW_TOKENS, answer_rows, reading_rows
from training.judge.rows import NO_ANSWER, JudgeRow, Label

CONTEXT = "The museum opened in 1921 in the old hall. Tickets cost 4 euros for adults. It is closed on Mondays."
LONG = " ".join(f"Sentence number {at} tells of the river and its town." for at in range(80))
HELD = "Held article"


def count(text: str) -> int:
    return len(text.split())


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    hashes = frozenset([splits.sha256(HELD.encode()).hexdigest()[:16]])
    monkeypatch.setattr(splits, "_held_out_hashes", lambda: hashes)
    paragraph = {
        "context": CONTEXT,
        "qas": [
            asked("When did the museum open?", CONTEXT, "1921", "in 1921"),
            asked("What do tickets cost?", CONTEXT, "4 euros"),
            asked("When did it burn?", CONTEXT, plausible="1921"),
        ],
    }
    long = {"context": LONG, "qas": [asked("Which one?", LONG, "number 70"), asked("Who?", LONG)]}
    other = {"context": f"Held. {CONTEXT}", "qas": [asked("Held question?", f"Held. {CONTEXT}", "1921"),]}  # fmt: skip
    articles = {"Open article": [paragraph, long], HELD: [other]}
    write_squad(tmp_path / "squad2_dev_half" / "dev-v2.0.json", articles)
    write_squad(tmp_path / "tydiqa_goldp/tydiqa-goldp-v1.1-train/tydiqa.goldp.en.train.json", {"T": [paragraph]})
    write_squad(tmp_path / "policyqa" / "dev.json", {"P": [paragraph]})
    return tmp_path


def answers(data: Path) -> list[JudgeRow]:
    return [row for seed in range(20) for row in answer_rows(data, random.Random(seed))]


def test_a_right_fragment_and_a_quoted_sentence_that_holds_it_are_supported_and_answer(data: Path) -> None:
    said = {(row.question, row.claim) for row in answers(data) if row.label is Label.SUPPORTED and row.answers}
    assert {claim for question, claim in said if question == "When did the museum open?"} == {
        "1921",
        "The museum opened in 1921 in the old hall.",
    }


def test_another_questions_answer_is_not_supported_as_the_answer_to_this_one(data: Path) -> None:
    wrong = {(row.question, row.claim) for row in answers(data) if row.label is Label.NOT_SUPPORTED}
    assert ("When did the museum open?", "4 euros") in wrong
    assert ("What do tickets cost?", "1921") in wrong
    assert ("When did the museum open?", "in 1921") not in wrong


def test_what_only_looks_like_an_answer_is_not_supported(data: Path) -> None:
    assert ("When did it burn?", "1921") in {
        (row.question, row.claim) for row in answers(data) if row.label is Label.NOT_SUPPORTED
    }


def test_a_quoted_sentence_without_the_answer_is_supported_and_off_the_point(data: Path) -> None:
    beside = {(row.question, row.claim) for row in answers(data) if row.answers is False}
    assert ("When did the museum open?", "It is closed on Mondays.") in beside
    assert ("When did the museum open?", "The museum opened in 1921 in the old hall.") not in beside
    assert all(row.label is Label.SUPPORTED for row in answers(data) if row.answers is False)


def test_a_question_gives_two_answers_at_most(data: Path) -> None:
    rows = answer_rows(data, random.Random(1))
    asked_once = [row.question for row in rows if row.question == "When did the museum open?"]
    assert len(asked_once) == 3 * 2  # once in each of the three sets


def test_nothing_that_is_held_out_is_learnt_and_only_that_is_measured(data: Path) -> None:
    rng = random.Random(1)
    learnt = [*answers(data), *reading_rows(data, count, rng)]
    assert learnt
    assert not [row for row in learnt if row.question == "Held question?" or "Held." in row.evidence]
    measured = reading_rows(data, count, rng, held_back=True)
    assert {row.question for row in measured} == {"Held question?"}


def test_reading_rows_hold_the_answers_place_or_none(data: Path) -> None:
    places = {
        (row.question, row.evidence[slice(*row.answer)] if row.answer != NO_ANSWER else None)
        for row in reading_rows(data, count, random.Random(1))
        if row.evidence == CONTEXT and row.answer is not None
    }
    assert places == {
        ("When did the museum open?", "1921"),
        ("What do tickets cost?", "4 euros"),
        ("When did it burn?", None),
    }


def test_a_long_passage_is_cut_to_whole_sentences_around_its_answer(data: Path) -> None:
    rows = [
        row for seed in range(8) for row in reading_rows(data, count, random.Random(seed)) if "river" in row.evidence
    ]
    assert rows
    for row in rows:
        assert FILLED_TOKENS <= count(row.evidence) <= WINDOW_TOKENS
        assert row.evidence.startswith("Sentence number")
        assert row.evidence.endswith("town.")
        assert row.evidence in LONG
    found = {row.evidence[slice(*row.answer)] for row in rows if row.answer not in {None, NO_ANSWER}}
    assert found == {"number 70"}
    assert len({row.evidence for row in rows if row.question == "Who?"}) > 1


def test_asked_keeps_further_and_merely_plausible_answers() -> None:
    assert (Asked("?", "p", None, "g").others, Asked("?", "p", None, "g").plausible) == ((), None)
