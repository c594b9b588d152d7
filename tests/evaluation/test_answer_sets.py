"""The public data sets' layouts become rows, and none that was trained on is measured by accident."""

from pathlib import Path

import pytest

from evaluation.answer_sets import (
    FITTED_ON,
    SATURATED,
    TRAINED_ON,
    Part,
    Split,
    frank,
    halueval_qa,
    limited,
    ragtruth,
    ragtruth_source,
    summedits,
    wice,
)
from evaluation.files import MissingData
from evaluation.splits import ragtruth_split
from tests.evaluation.data_sets import BUSINESS, frank_rows, ragtruth_folder, wice_row, write_lines, write_summedits
from training.grounding_mix import frank_examples, summedits_examples


def _groups(part: Part) -> set[str]:
    return {row.group for row in part.rows}


def test_ragtruth_takes_the_rows_of_the_official_test_part_for_each_task(tmp_path: Path) -> None:
    ragtruth_folder(tmp_path / "ragtruth")
    parts = ragtruth(tmp_path, Split.TEST)
    assert [part.name for part in parts] == ["ragtruth QA", "ragtruth Summary", "ragtruth Data2txt"]
    assert _groups(parts[0]) == {"QA-20", "QA-21", "QA-22", "QA-23"}
    assert {row.group for row in parts[0].fit} == {f"QA-{number}" for number in range(20)}
    assert {row.wrong for row in parts[2].rows} == {True, False}


def test_a_ragtruth_row_keeps_its_question_passages_and_marked_words(tmp_path: Path) -> None:
    ragtruth_folder(tmp_path, train=0, test=1)
    (part, *_) = ragtruth(tmp_path, Split.TEST)
    right, wrong = part.rows
    assert right.question == "what does mill 0 grind"
    assert right.passages[1] == "Entry: free for children."
    assert (right.wrong, right.spans, right.generator) == (False, (), "careful-7b")
    assert wrong.spans is not None
    assert wrong.answer[slice(*wrong.spans[0])] == "A swimming pool with a bar was added to it last summer"


def test_structured_data_is_a_line_for_each_key() -> None:
    question, (passage,) = ragtruth_source(BUSINESS)
    assert question == ""
    assert passage.splitlines()[:3] == [
        "name: Blue Mill",
        "stars: 4.5",
        'hours: {"Monday": "9:0-17:0", "Sunday": null}',
    ]
    assert "slow service" in passage.splitlines()[3]


def test_a_summary_has_its_article_as_the_only_passage() -> None:
    assert ragtruth_source("passage 1: is how this article begins.") == (
        "",
        ("passage 1: is how this article begins.",),
    )


def test_what_ragtruth_validates_on_is_what_training_holds_back(tmp_path: Path) -> None:
    folder = ragtruth_folder(tmp_path / "ragtruth", train=40, test=0)
    for name in ("source_info", "response"):  # training reads no structured data
        lines = (folder / f"{name}.jsonl").read_text().splitlines(keepends=True)
        (folder / f"{name}.jsonl").write_text("".join(line for line in lines if "Data2txt" not in line))
    part, summaries, _ = ragtruth(tmp_path, Split.VALIDATION)
    split = ragtruth_split(tmp_path)
    assert _groups(part) == {row.group for row in split.validation}
    assert {row.group for row in part.fit} == {row.group for row in split.train if row.task == "QA"}
    assert (part.reweighted_to, part.notes) == (0.18, (FITTED_ON,))
    assert not summaries.rows


def test_test_rows_never_reach_validation(tmp_path: Path) -> None:
    ragtruth_folder(tmp_path)
    parts = ragtruth(tmp_path, Split.VALIDATION)
    assert all(int(row.group.split("-")[1]) < 20 for part in parts for row in (*part.rows, *part.fit))


@pytest.mark.parametrize("split", [Split.TRAIN, Split.ALL])
def test_rows_that_were_trained_on_are_named_as_such(tmp_path: Path, split: Split) -> None:
    ragtruth_folder(tmp_path)
    assert all(part.notes == (TRAINED_ON,) and not part.fit for part in ragtruth(tmp_path, split))


def test_frank_validates_on_articles_that_training_never_chooses(tmp_path: Path) -> None:
    rows = [*frank_rows(16), {**frank_rows(1)[0], "hash": "half", "Factuality": 0.67}]
    write_lines(tmp_path / "frank" / "frank_with_text.jsonl", rows)
    (part,) = frank(tmp_path, Split.VALIDATION)
    held = {example.passages[0].split()[1] for example in frank_examples(tmp_path, held_back=True)}
    assert {group.removeprefix("h") for group in _groups(part) - {"half"}} == held
    assert "half" in _groups(part)
    assert [row.wrong for row in part.rows if row.group == "half"] == [True]
    assert not _groups(part) & {row.group for row in part.fit}
    (test,) = frank(tmp_path, Split.TEST)
    assert _groups(test) < _groups(part)


def test_summedits_validates_on_held_back_documents_and_tests_on_other_domains(tmp_path: Path) -> None:
    write_summedits(tmp_path / "summedits", ["news", "podcast"])
    held = {example.passages[0][:80] for example in summedits_examples(tmp_path, held_back=True)}
    write_summedits(tmp_path / "summedits", ["legal"])
    (part,) = summedits(tmp_path, Split.VALIDATION)
    assert _groups(part) == held
    (test,) = summedits(tmp_path, Split.TEST)
    assert all("legal" in row.passages[0] for row in test.rows)
    assert not any("legal" in row.passages[0] for row in test.fit)
    assert {(row.answer.split()[3], row.wrong) for row in test.rows} == {("built", False), ("razed", True)}


def test_what_wice_supports_in_part_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "wice" / "entailment_inputs" / "oracle_chunks" / "claim"
    labels = ["supported", "partially_supported", "not_supported"]
    write_lines(folder / "test.jsonl", [wice_row(label, label) for label in labels])
    write_lines(folder / "dev.jsonl", [wice_row("supported", "Ann"), wice_row("supported", "supported")])
    (part,) = wice(tmp_path, Split.VALIDATION)
    assert [row.wrong for row in part.rows] == [False, True, True]
    assert part.rows[0].passages == ("supported\nborn 1909",)
    assert [row.group for row in part.fit] == ["Ann"]  # no source on both sides


def test_wice_needs_its_test_file_only(tmp_path: Path) -> None:
    folder = tmp_path / "entailment_inputs" / "oracle_chunks" / "claim"
    write_lines(folder / "test.jsonl", [wice_row("supported", "Ann")])
    (part,) = wice(tmp_path, Split.TEST)
    assert (len(part.rows), part.fit) == (1, ())


def test_halueval_is_marked_as_saturated(tmp_path: Path) -> None:
    row = {"knowledge": "A mill.", "question": "What?", "right_answer": "Mill", "hallucinated_answer": "It is a barn."}
    write_lines(tmp_path / "halueval" / "qa.jsonl", [row])
    (part,) = halueval_qa(tmp_path, Split.VALIDATION)
    assert part.notes == (SATURATED,)
    assert [(one.answer, one.wrong) for one in part.rows] == [("Mill", False), ("It is a barn.", True)]


@pytest.mark.parametrize(
    ("load", "name"),
    [(ragtruth, "source_info.jsonl"), (frank, "frank_with_text"), (summedits, "summedits_"), (wice, "dev|test.jsonl")],
)
def test_a_missing_set_says_which_file_and_what_to_do(tmp_path: Path, load: type, name: str) -> None:
    with pytest.raises(MissingData, match=rf"({name}).* is missing: .*--data or CANDOR_BENCHMARK_DATA"):
        load(tmp_path, Split.VALIDATION)


def test_a_sample_is_the_same_for_the_same_seed_and_says_that_it_is_one(tmp_path: Path) -> None:
    ragtruth_folder(tmp_path)
    (part, *_) = ragtruth(tmp_path, Split.ALL)
    sample = limited(part, 7, seed=3)
    assert len(sample.rows) == 7
    assert set(sample.rows) < set(part.rows)
    assert sample == limited(part, 7, seed=3)
    assert sample.notes[-1] == "a sample of 7 of 48 answers"
    assert limited(part, None, seed=3) is limited(part, 48, seed=3) is part
