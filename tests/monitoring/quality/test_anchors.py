"""The frozen claims stay what they are, and tell how the check changed."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from domain.anchors import Anchor, AnchorRun
from monitoring.quality.anchors import anchor_figures, frozen_claims
from tests.storage.samples import START

ROOT = Path(__file__).parents[3]
ANCHORS = [Anchor(text, "", "", is_supported=text == "right") for text in ("right", "right", "wrong", "wrong")]


def run(*risks: float | None, days: int = 0) -> AnchorRun:
    return AnchorRun(START + timedelta(days=days), "one", "judge@1", 0.5, risks)


def test_the_set_is_frozen() -> None:
    # Other claims make figures that cannot be compared with those of before: the reference begins anew.
    assert frozen_claims().name == "318650c62b87cc7d"


def test_each_is_of_a_block_that_no_judge_learns_from() -> None:
    kept_out = {}
    for path in (ROOT / "training/written").glob("claims_[m-y].jsonl"):
        kept_out |= {block["id"]: block for block in map(json.loads, path.read_text("utf-8").splitlines()[::8])}
    rows = [json.loads(line) for line in (ROOT / "monitoring/quality/anchors.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        block = kept_out[row["block"]]
        labels = {(c["text"], c.get("question") or ""): c["label"] == "supported" for c in block["claims"]}
        assert row["evidence"] == block["evidence"]
        assert labels[row["claim"], row["question"]] is row["supported"]
    assert sum(row["supported"] for row in rows) * 2 == len(rows)


def test_mistakes_are_counted_by_kind_and_what_was_not_judged_is_neither() -> None:
    found = anchor_figures(ANCHORS, [run(0.1, 0.6, 0.2, None)])
    assert found is not None
    assert (found.missed, found.refused, found.unjudged) == (1, 1, 1)
    assert found.wrong_ratio == pytest.approx(2 / 3)
    assert (found.change, found.since) == (None, None)


def test_the_change_is_how_far_risks_moved_from_the_oldest_run_on_average() -> None:
    runs = [run(0.1, 0.1, 0.9, None), run(0.5, 0.5, 0.5, 0.5, days=1), run(0.1, 0.2, 0.7, 0.9, days=2)]
    found = anchor_figures(ANCHORS, runs)
    assert found is not None
    assert found.change == pytest.approx(0.1)
    assert found.since == START


def test_before_the_first_night_nothing_is_said() -> None:
    assert anchor_figures(ANCHORS, []) is None
    silent = anchor_figures(ANCHORS, [run(None, None, None, None)])
    assert silent is not None
    assert silent.wrong_ratio is None
