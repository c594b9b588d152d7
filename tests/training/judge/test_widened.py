"""A claim's evidence among that of other blocks."""

import random

from training.judge.rows import JudgeRow, Label
from training.judge.widened import MOST_WORDS, widened

ROWS = [JudgeRow(claim=f"c{at}", evidence=f"<e{at}>", label=Label.SUPPORTED, kind="k") for at in range(30)]
EVIDENCE = {row.evidence for row in ROWS}


def test_a_row_keeps_all_but_its_evidence_which_stands_whole_among_others() -> None:
    wider = widened(ROWS, random.Random(1))
    known = {row.claim: row for row in ROWS}
    assert len(wider) > len(ROWS) / 2
    for row in wider:
        parts = row.evidence.split(" ")
        assert known[row.claim].evidence in parts
        assert set(parts) <= EVIDENCE
        assert len(parts) in {2, 3}
        assert (row.label, row.kind) == (Label.SUPPORTED, "k")
    first = [row.evidence.startswith(known[row.claim].evidence) for row in wider]
    assert any(first)
    assert not all(first)


def test_the_same_draw_gives_the_same_rows_and_none_is_too_long() -> None:
    long = [JudgeRow(claim="long", evidence="word " * (MOST_WORDS - 1)), *ROWS]
    wider = widened(long, random.Random(2))
    assert wider == widened(long, random.Random(2)) != widened(long, random.Random(3))
    assert all(len(row.evidence.split()) <= MOST_WORDS for row in wider)
