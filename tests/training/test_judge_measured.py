"""What the judge's risk is fitted on: blocks that training leaves out, with the labels that are known."""

import json
from pathlib import Path

import pytest

from evaluation.kept_out import KeptQuestion
from evaluation.recorded_answers import Recorded
from monitoring.detectors.judge_signals import SIGNALS
from tests.evaluation.data_sets import write_lines
from tests.monitoring.detectors.word_judge import WordJudge, judge_detector
from training.judge.written import calibration_rows, training_files, training_rows
from training.judge_measured import (
    KEPT_FOR_CALIBRATION,
    Known,
    MeasuredAnswer,
    load,
    measure_answers,
    real_answers,
    save,
    written,
)

PASSAGES = ("Museum\nThe museum opened in 1921. It is closed on Mondays.", "Garden\nDogs may enter the garden.")


def claims_block(name: str) -> dict[str, object]:
    return {
        "id": name,
        "source": "Museum",
        "evidence": f"Room {name} opened in 1921.",
        "claims": [
            {"text": "It opened in 1921.", "label": "supported", "kind": "date"},
            {"text": "Yes.", "question": "Did it open in 1931?", "label": "contradicted", "kind": "fragment"},
        ],
    }


def answers_block(name: str) -> dict[str, object]:
    return {
        "id": name,
        "question": "When did it open?",
        "passages": [{"source": "Museum", "text": "It opened in 1921."}, {"source": "Garden", "text": "Open."}],
        "answers": [
            {"text": "In 1921.", "support": "supported", "answers": True, "kind": "full"},
            {"text": "The garden is open.", "support": "supported", "answers": False, "kind": "off_point"},
            {"text": "In 1931.", "support": "contradicted", "answers": True, "kind": "full"},
            {"text": "They do not say.", "support": None, "answers": False, "abstains": True, "kind": "abstention"},
        ],
    }


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    write_lines(tmp_path / "claims_a.jsonl", [claims_block(f"a-{number}") for number in range(20)])
    write_lines(tmp_path / "answers_b.jsonl", [answers_block(f"b-{number}") for number in range(9)])
    write_lines(tmp_path / "claims_validation.jsonl", [claims_block("v-0")])
    write_lines(tmp_path / "claims_hu_de.jsonl", [claims_block("hu-0")])
    write_lines(tmp_path / "claims_hu_de_validation.jsonl", [claims_block("hv-0")])
    return tmp_path


def test_every_eighth_block_of_each_file_is_kept_and_no_other_is(blocks: Path) -> None:
    kept = {row.group for row in written(blocks)}
    learned = {row.group for row in written(blocks, kept=False)}
    assert KEPT_FOR_CALIBRATION == 8
    assert kept == {"claims_a a-0", "claims_a a-8", "claims_a a-16", "answers_b b-0", "answers_b b-8"}
    assert len(kept | learned) == 29
    assert not kept & learned


def test_what_is_kept_is_what_the_judges_training_leaves_out(blocks: Path) -> None:
    files = training_files([blocks], hungarian_and_german=False)
    assert [row.claim for row in calibration_rows(files)] == [row.text for row in written(blocks)]
    assert [row.claim for row in training_rows(files)] == [row.text for row in written(blocks, kept=False)]


def test_validation_parts_measure_and_other_languages_do_neither(blocks: Path) -> None:
    assert {row.group for row in written(blocks, validation=True)} == {"claims_validation v-0"}
    assert {row.group for row in written(blocks, validation=True, kept=False)} == {"claims_validation v-0"}


def test_a_claim_comes_with_its_own_question_and_the_evidence_with_its_source(blocks: Path) -> None:
    first, second, *_ = (row for row in written(blocks) if row.source == "claims")
    passages = ("Museum\nRoom a-0 opened in 1921.",)
    assert first == Known("claims", "claims_a a-0", "", passages, "It opened in 1921.", wrong=False)
    assert second == Known("claims", "claims_a a-0", "Did it open in 1931?", passages, "Yes.", wrong=True)


def test_an_answer_is_wrong_or_beside_the_point_and_an_abstention_is_neither(blocks: Path) -> None:
    rows = [row for row in written(blocks) if row.group == "answers_b b-0"]
    assert [(row.text, row.wrong, row.answers) for row in rows] == [
        ("In 1921.", False, True),
        ("The garden is open.", False, False),
        ("In 1931.", True, True),
    ]
    assert {row.question for row in rows} == {"When did it open?"}
    assert rows[0].passages == ("Museum\nIt opened in 1921.", "Garden\nOpen.")


def measured(text: str, **labels: object) -> list[MeasuredAnswer]:
    known = {"wrong": False, "answers": None, "spans": None, **labels}
    row = Known("asked", "g", "When did it open?", PASSAGES, text, **known)  # type: ignore[arg-type]
    return list(measure_answers([row], judge_detector(WordJudge())))


def test_each_claim_is_measured_as_the_service_is_given_it() -> None:
    [row] = measured("- The museum opened in 1931 [1]. Dogs may enter the garden [2].", wrong=True, answers=True)
    assert (row.source, row.group, row.wrong, row.answers) == ("asked", "g", True, True)
    assert [len(signals) for signals in row.signals] == [len(SIGNALS)] * 2
    assert row.quoted == (False, True)
    assert [said is not None and said > 0.5 for said in row.said] == [True, False]


def test_only_a_label_that_is_the_claims_own_labels_it() -> None:
    two = "The museum opened in 1931. Dogs may enter the garden."
    assert [row.wrong_claims for row in measured(two, wrong=True)] == [(None, None)]
    assert [row.wrong_claims for row in measured(two)] == [(False, False)]
    assert [row.wrong_claims for row in measured("It opened in 1931.", wrong=True)] == [(True,)]
    assert [row.wrong_claims for row in measured(two, wrong=True, spans=((21, 25),))] == [(True, False)]
    assert [row.wrong_claims for row in measured(two, wrong=False, spans=())] == [(False, False)]


@pytest.mark.parametrize("text", ["", "[1]", "…"])
def test_an_answer_without_a_claim_is_left_out(text: str) -> None:
    assert measured(text) == []


def test_what_was_measured_loads_back(tmp_path: Path) -> None:
    rows = [*measured("The museum opened in 1931. Dogs may enter."), *measured("In 1921.", answers=True)]
    save(rows, tmp_path / "rows.jsonl")
    assert load(tmp_path / "rows.jsonl") == rows
    assert len((tmp_path / "rows.jsonl").read_text().splitlines()) == 2
    assert json.loads((tmp_path / "rows.jsonl").read_text().splitlines()[0])["source"] == "asked"


def test_a_models_answer_is_known_by_its_gold_and_an_abstention_is_left_out() -> None:
    asked = KeptQuestion("q", "squad2", "When did it open?", PASSAGES, ("Museum", "Garden"), ("1921",), PASSAGES[0])

    def said(text: str, *, abstained: bool = False) -> Recorded:
        return Recorded(asked, text, abstained, "tiny", "00", "prompt", 1.0, 10, 5)

    right, wrong, off = real_answers(
        [said("In 1921."), said("In 1931."), said("Nothing on it.", abstained=True), said("Dogs may enter the garden.")]
    )
    assert (right.wrong, right.answers) == (False, True)
    assert (wrong.wrong, wrong.answers) == (True, None)
    assert (off.wrong, off.answers) == (False, False)
    assert {one.group for one in (right, wrong, off)} == {PASSAGES[0]}
