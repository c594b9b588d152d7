"""Entailment, word swaps and yes-or-no questions as rows."""

import random
from pathlib import Path

import pytest

from tests.training.judge.made_up import write_pairs, write_table
from training.judge import public
from training.judge.rows import Label, WrongPart


def test_a_hypothesis_is_a_claim_and_its_premise_the_evidence(tmp_path: Path) -> None:
    write_pairs(tmp_path / "nli" / "mnli_part.jsonl.xz", 4)
    rows = public.entailment_rows(tmp_path, "mnli_part")
    assert [(row.claim, row.evidence) for row in rows] == [(f"h {at}", f"p {at}") for at in range(4)]
    assert [row.label for row in rows] == [
        Label.SUPPORTED,
        Label.UNSUPPORTED,
        Label.CONTRADICTED,
        Label.NOT_SUPPORTED,
    ]
    assert [row.unsupported for row in rows] == [(), None, None, None]


def test_a_set_gives_no_more_rows_than_its_cap_and_another_seed_other_ones(tmp_path: Path) -> None:
    for name in public.ENTAILMENT_CAPS:
        write_pairs(tmp_path / "nli" / f"{name}.jsonl.xz", 8)
    write_pairs(tmp_path / "nli" / "nli4ct.jsonl.xz", 1200)

    def drawn(seed: int) -> list[str]:
        return [row.claim for row in public.entailment_training_rows(tmp_path, random.Random(seed))]

    assert len(drawn(1)) == 8 * (len(public.ENTAILMENT_CAPS) - 1) + public.ENTAILMENT_CAPS["nli4ct"]
    assert drawn(1) == drawn(1) != drawn(2)


def test_no_measuring_part_is_among_the_sets_to_learn_from_but_the_word_swaps() -> None:
    assert not [name for name in public.ENTAILMENT_CAPS if "dev" in name]
    assert public.WORD_SWAPS == "paws_wiki_dev"


def test_the_word_swaps_are_refused_as_a_measure_and_so_is_a_training_part(tmp_path: Path) -> None:
    for name in (public.WORD_SWAPS, "mnli_part"):
        with pytest.raises(WrongPart):
            public.entailment_to_measure(tmp_path, name)


def test_a_question_for_a_yes_or_a_no_is_answered_right_or_wrong(tmp_path: Path) -> None:
    asked = [{"index": str(at), "passage": "It is closed.", "question": f"is it open {at}", "label": str(at % 2)}
             for at in range(60)]  # fmt: skip
    long = {"index": "60", "passage": "word " * 200, "question": "is it long", "label": "1"}
    write_table(tmp_path / "becel" / "boolq" / "validation.tsv", [*asked, long])
    rows = public.boolq_rows(tmp_path)
    assert len(rows) == 60
    for at, row in enumerate(rows):
        assert row.question == f"is it open {at}?"
        right = row.claim == ("Yes." if at % 2 else "No.")
        assert row.label is (Label.SUPPORTED if right else Label.CONTRADICTED)
        assert row.answers
    assert {(row.claim, row.label) for row in rows} == {
        (said, label) for said in ("Yes.", "No.") for label in (Label.SUPPORTED, Label.CONTRADICTED)
    }
