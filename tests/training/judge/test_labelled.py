"""Sentences that people marked, beside the evidence that the service would pick; validation sides are left out."""

import json
import random
from pathlib import Path
from typing import Any

from evaluation.splits import part_of, ragtruth_split
from tests.training.judge.made_up import EVIDENCE, write_lines
from training.judge.labelled import DOCUMENT_BUDGET_TOKENS, document_rows, ragtruth_rows, ragtruth_validation_rows
from training.judge.rows import Label

FILLER = " ".join(f"Sentence number {at} tells of the river and its town." for at in range(60))
ANSWER = "The museum opened in 1921. It is closed on Sundays. It has a tower."


def count(text: str) -> int:
    return len(text.split())


def _ragtruth(data: Path) -> None:
    info: list[dict[str, Any]] = [
        {
            "source_id": f"q{at}",
            "task_type": "QA",
            "source_info": {"question": f"When, {at}?", "passages": f"passage 1:{EVIDENCE}\n\npassage 2:{FILLER}"},
        }
        for at in range(40)
    ]
    info += [{"source_id": f"s{at}", "task_type": "Summary", "source_info": EVIDENCE} for at in range(5)]
    labels = [
        {"start": ANSWER.index("Sundays"), "end": ANSWER.index("Sundays") + 7, "label_type": "Evident Conflict"},
        {"start": ANSWER.index("It has"), "end": len(ANSWER), "label_type": "Evident Baseless Info"},
    ]
    responses = [
        {"source_id": row["source_id"], "response": ANSWER, "labels": labels, "model": "m", "split": "train"}
        for row in info
    ]
    write_lines(data / "ragtruth" / "source_info.jsonl", info)
    write_lines(data / "ragtruth" / "response.jsonl", responses)


def test_sentences_of_answers_have_their_labels_their_words_and_what_was_asked(tmp_path: Path) -> None:
    _ragtruth(tmp_path)
    rows = ragtruth_rows(tmp_path, count, random.Random(1))
    by_claim = {row.claim: row for row in rows}
    wrong, absent = by_claim["It is closed on Sundays."], by_claim["It has a tower."]
    assert (wrong.label, absent.label) == (Label.CONTRADICTED, Label.UNSUPPORTED)
    assert [wrong.claim[slice(*span)] for span in wrong.unsupported or ()] == ["Sundays"]
    assert by_claim["The museum opened in 1921."].unsupported == ()
    assert all(row.question.startswith("When, ") for row in rows)


def test_neither_summaries_nor_the_validation_side_of_ragtruth_are_learnt(tmp_path: Path) -> None:
    _ragtruth(tmp_path)
    validation = {row.question for row in ragtruth_split(tmp_path).validation}
    learnt = {row.question for row in ragtruth_rows(tmp_path, count, random.Random(1))}
    measured = {row.question for row in ragtruth_validation_rows(tmp_path, count)}
    assert "" not in learnt
    assert validation == measured
    assert len(learnt) == 40 - len(validation)
    assert not learnt & measured


def test_evidence_holds_what_bears_on_the_claim_within_its_budget(tmp_path: Path) -> None:
    _ragtruth(tmp_path)
    for row in ragtruth_validation_rows(tmp_path, count):
        if row.claim == "It is closed on Sundays.":
            assert "It is closed on Mondays." in row.evidence
            assert count(row.evidence) <= DOCUMENT_BUDGET_TOKENS


def test_most_supported_sentences_of_answers_are_left_out(tmp_path: Path) -> None:
    _ragtruth(tmp_path)
    rows = ragtruth_rows(tmp_path, count, random.Random(1))
    supported = sum(row.label is Label.SUPPORTED for row in rows)
    assert 0 < supported < sum(row.label is Label.CONTRADICTED for row in rows) / 2


def _documents(data: Path) -> None:
    frank = [
        {"article": f"{EVIDENCE} {at}", "summary": said, "Factuality": right, "hash": f"h{at}", "model_name": "m"}
        for at in range(8)
        for said, right in ((f"It opened in 1921, {at}.", 1.0), (f"It opened in 1931, {at}.", 0.0))
    ]
    write_lines(data / "frank" / "frank_with_text.jsonl", frank)
    edits = [
        {"doc": f"Document {at}. {EVIDENCE}", "summary": said, "original_summary": "It opened in 1921.", "label": right}
        for at in range(8)
        for said, right in (("It opened in 1921.", 1), ("It opened in 1931.", 0))
    ]
    path = data / "summedits" / "summedits" / "news.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(edits), encoding="utf-8")
    partly = {
        "claim": "It opened in 1931 .",
        "claim_tokens": ["It", "opened", "in", "1931", "."],
        "non_supported_spans": [False, False, False, True, False],
        "evidence": [EVIDENCE],
        "meta": {"claim_title": "T"},
    }
    for part in ("train", "dev"):
        write_lines(data / "wice" / "non_supported_tokens" / f"{part}.jsonl", [partly])
    whole = {"claim": "It opened.", "label": "supported", "evidence": [EVIDENCE], "meta": {"claim_title": "T"}}
    write_lines(data / "wice" / "entailment_inputs" / "oracle_chunks" / "claim" / "dev.jsonl", [whole])
    taken_out = {"text_a": "It is closed.", "text_b": ["It opened in 1921."], "orig_label": 0}
    write_lines(data / "factcg_train" / "training_stage2" / "CG2C_doc.json", [taken_out])
    science = {"doc_sentences": [EVIDENCE], "claim": "It opened in 1931.", "label": "CONTRADICT", "doc_id": "d"}
    write_lines(data / "scifact" / "nli_train.jsonl", [science])


def test_documents_bring_the_labels_of_their_sets_and_nothing_that_is_held_back(tmp_path: Path) -> None:
    _documents(tmp_path)
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
