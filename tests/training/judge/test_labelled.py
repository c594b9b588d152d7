"""Sentences that people marked, beside the evidence that the service would pick; validation sides are left out."""

import random
from pathlib import Path

from evaluation.splits import part_of, ragtruth_split
from tests.training.judge.made_up import write_documents, write_ragtruth
from training.judge.labelled import DOCUMENT_BUDGET_TOKENS, document_rows, ragtruth_rows, ragtruth_validation_rows
from training.judge.rows import Label


def count(text: str) -> int:
    return len(text.split())


def test_sentences_of_answers_have_their_labels_their_words_and_what_was_asked(tmp_path: Path) -> None:
    write_ragtruth(tmp_path)
    rows = ragtruth_rows(tmp_path, count, random.Random(1))
    by_claim = {row.claim: row for row in rows}
    wrong, absent = by_claim["It is closed on Sundays."], by_claim["It has a tower."]
    assert (wrong.label, absent.label) == (Label.CONTRADICTED, Label.UNSUPPORTED)
    assert [wrong.claim[slice(*span)] for span in wrong.unsupported or ()] == ["Sundays"]
    assert by_claim["The museum opened in 1921."].unsupported == ()
    assert all(row.question.startswith("When, ") for row in rows)


def test_neither_summaries_nor_the_validation_side_of_ragtruth_are_learnt(tmp_path: Path) -> None:
    write_ragtruth(tmp_path)
    validation = {row.question for row in ragtruth_split(tmp_path).validation}
    learnt = {row.question for row in ragtruth_rows(tmp_path, count, random.Random(1))}
    measured = {row.question for row in ragtruth_validation_rows(tmp_path, count)}
    assert "" not in learnt
    assert validation == measured
    assert len(learnt) == 40 - len(validation)
    assert not learnt & measured


def test_evidence_holds_what_bears_on_the_claim_within_its_budget(tmp_path: Path) -> None:
    write_ragtruth(tmp_path)
    for row in ragtruth_validation_rows(tmp_path, count):
        if row.claim == "It is closed on Sundays.":
            assert "It is closed on Mondays." in row.evidence
            assert count(row.evidence) <= DOCUMENT_BUDGET_TOKENS


def test_most_supported_sentences_of_answers_are_left_out(tmp_path: Path) -> None:
    write_ragtruth(tmp_path)
    rows = ragtruth_rows(tmp_path, count, random.Random(1))
    supported = sum(row.label is Label.SUPPORTED for row in rows)
    assert 0 < supported < sum(row.label is Label.CONTRADICTED for row in rows) / 2


def test_documents_bring_the_labels_of_their_sets_and_nothing_that_is_held_back(tmp_path: Path) -> None:
    write_documents(tmp_path)
    rows = document_rows(tmp_path, count, random.Random(1))
    held = part_of([f"h{at}" for at in range(8)], held_back=True)
    said = {row.claim for row in rows}
    assert all((f"It opened in 1921, {at}." in said) is (f"h{at}" not in held) for at in range(8))
    edited = [row for row in rows if row.evidence.startswith("Document")]
    assert len({row.evidence for row in edited}) == 6
    marked = [row for row in edited if row.label is Label.NOT_SUPPORTED]
    assert [[row.claim[slice(*span)] for span in row.unsupported or ()] for row in marked] == [["1931."]] * 6
    assert {(row.claim, row.label) for row in rows} >= {
        ("It opened in 1931 .", Label.NOT_SUPPORTED),
        ("It opened.", Label.SUPPORTED),
        ("It opened in 1921.", Label.NOT_SUPPORTED),
        ("It opened in 1931.", Label.CONTRADICTED),
    }
