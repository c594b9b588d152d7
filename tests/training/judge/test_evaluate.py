"""From rows in a file to figures of every set, by the commands.

Needs torch, which the default environment never has: `.ci/run` runs this in one of its own.
"""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the extra `train`; .ci/run has an environment for it")

from evaluation import splits
from tests.training.judge.made_up import write_everything
from tests.training.judge.tiny import save_base
from training.commands import main
from training.judge.checkpoints import load_run, run_file


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    hashes = frozenset([splits.sha256(b"Article 1").hexdigest()[:16]])
    monkeypatch.setattr(splits, "_held_out_hashes", lambda: hashes)
    write_everything(tmp_path / "data")
    return tmp_path / "data"


def test_what_was_prepared_is_learnt_and_what_was_learnt_is_measured(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = ["--base", str(save_base(tmp_path / "base")), "--data", str(data), "--threads", "1"]
    out = tmp_path / "judge.pt"
    assert main(["prepare", "judge", *shared, "--mix", "written", "--out", str(tmp_path / "rows.npz")]) == 0
    learn = ["--rows", str(tmp_path / "rows.npz"), "--minutes", "0.01", "--freeze", "1", "--out", str(out)]
    assert main(["train", "judge", *shared, *learn]) == 0
    steps = load_run(run_file(out))["steps"]
    assert steps > 0
    assert main(["train", "judge", *shared, *learn, "--from", str(out)]) == 0
    capsys.readouterr()
    assert main(["evaluate", "judge", *shared, "--from", str(out)]) == 0
    figures = {row["set"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert figures.keys() == {
        "claims_validation", "claims_pairs_validation", "answers_validation", "calibration",
        "mnli_matched_dev", "paws_wiki_test_dev", "hans_regenerated_dev", "vitaminc_dev",
        "ragtruth validation", "reading squad", "reading tydiqa", "reading policyqa",
    }  # fmt: skip
    assert figures["claims_validation"]["rows"] == 9 * 3
    assert figures["ragtruth validation"]["token_auroc"] is not None
    assert figures["answers_validation"]["answers_auroc"] is not None
    assert figures["reading squad"]["rows"] == 2
