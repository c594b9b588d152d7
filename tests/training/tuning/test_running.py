"""A few steps teach a tiny model something; an adapter with its card comes of it, and a run that broke off goes on.

Needs torch, peft and trl, which the default environment never has: `.ci/run` runs this in one of its own.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

for needed in ("torch", "peft", "trl", "datasets"):
    pytest.importorskip(needed, reason="needs the extra `train`; .ci/run has an environment for it")
pytestmark = pytest.mark.filterwarnings("default")  # theirs about each other

import torch  # noqa: E402 - only where it is there
from safetensors.torch import load_file  # noqa: E402

from tests.training.tuning.made_up import rows, write_rows  # noqa: E402
from tests.training.tuning.tiny import save_bart, save_llama  # noqa: E402
from training.commands import main  # noqa: E402
from training.tuning import commands  # noqa: E402

SMALL: dict[str, Any] = {
    "prompt": "short",
    "data": {"held_out_ratio": 0.25, "most_tokens": 512},
    "adapter": {"rank": 4, "alpha": 8, "dropout": 0.0},
    "sft": {"most_steps": 8, "epochs": 8, "learning_rate": 0.05, "batch": 4, "accumulate": 1, "evaluate_steps": 2},
    "evaluation": {"rows": 2, "most_new_tokens": 4, "judge": None},
}
DPO = {"most_steps": 4, "epochs": 4, "learning_rate": 0.01, "batch": 4, "accumulate": 1, "evaluate_steps": 2}


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """So small a model only waits for the other ones."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_llama(tmp_path_factory.mktemp("llama"))


def config(folder: Path, base: Path, **changes: Any) -> Path:
    data = {**SMALL["data"], "files": [str(write_rows(folder / "rows.jsonl", rows(rejected=True)))]}
    path = folder / "config.yaml"  # JSON is YAML
    path.write_text(json.dumps({**SMALL, "base": str(base), "out": str(folder / "out"), "data": data, **changes}))
    return path


def train(*words: str | Path) -> int:
    return main(["train", "llm", *map(str, words)])


def history(out: Path, stage: str = "sft") -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((out / stage / "history.json").read_text())
    return kept


def test_the_loss_falls_and_an_adapter_with_its_card_comes_of_it(
    llama: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(config(tmp_path, llama), "evaluation.every_epoch=true") == 0
    looked = history(tmp_path / "out")["looked"]
    assert looked[0]["step"] == 0
    assert min(one["loss"] for one in looked) < 0.9 * looked[0]["loss"]
    adapter = tmp_path / "out" / "adapter"
    weights = load_file(adapter / "adapter_model.safetensors")
    assert any(weight.abs().sum() > 0 for name, weight in weights.items() if "lora_B" in name)
    assert json.loads((adapter / "adapter_config.json").read_text())["base_model_name_or_path"] == str(llama)
    written = (adapter / "README.md").read_text()
    assert all(part in written for part in ("before, no examples", "epoch 1", "after", "ROUGE-Lsum", "learnt from: "))
    assert (adapter / "loss.svg").read_text().startswith("<svg")
    assert "held out:" in capsys.readouterr().err
    names = [one["name"] for one in json.loads((tmp_path / "out" / "table.json").read_text())]
    assert names[:2] == ["before, no examples", "before"]
    assert names[-1] == "after"


def test_preferences_are_learnt_on_top_of_answers(llama: Path, tmp_path: Path) -> None:
    assert train(config(tmp_path, llama, dpo=DPO)) == 0
    first, last = (
        load_file(tmp_path / "out" / name / "adapter_model.safetensors") for name in ("sft/adapter", "adapter")
    )
    assert first.keys() == last.keys()
    assert any(not torch.equal(weight, last[name]) for name, weight in first.items())
    losses = [one["loss"] for one in history(tmp_path / "out", "dpo")["looked"]]
    assert losses[0] == pytest.approx(0.693, abs=0.01)  # nothing is preferred yet: ln 2
    assert min(losses) < losses[0]


class BrokenOff(Exception):
    """The process that learnt is gone."""


@pytest.mark.parametrize(
    ("stage", "at", "stages"),
    [("sft", "sft: step 5 ", {}), ("dpo", "dpo: step 3 ", {"dpo": DPO, "sft": {**SMALL["sft"], "most_steps": 2}})],
)
def test_a_run_that_broke_off_goes_on_and_ends_as_one_that_did_not(
    stage: str, at: str, stages: dict[str, Any], llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for folder in (whole, broken):
        folder.mkdir()
    assert train(config(whole, llama, **stages)) == 0

    def say(line: str) -> None:
        if line.startswith(at):  # the last checkpoint is that of the step before
            raise BrokenOff

    with monkeypatch.context() as patched:
        patched.setattr(commands, "_say", say)
        with pytest.raises(BrokenOff):
            train(config(broken, llama, **stages))
    broken_off = broken / "out" / stage / "checkpoint-6"  # in the middle of being written
    broken_off.mkdir()
    (broken_off / "trainer_state.json").write_text('{"global_step"')
    assert train(config(broken, llama, **stages), "--resume") == 0
    ends = [history(folder / "out", stage) for folder in (whole, broken)]
    assert [one["step"] for one in ends[0]["trained"]] == [one["step"] for one in ends[1]["trained"]]
    weights = [load_file(folder / "out" / "adapter" / "adapter_model.safetensors") for folder in (whole, broken)]
    assert all(torch.allclose(weight, weights[1][name], atol=1e-6) for name, weight in weights[0].items())


def test_a_run_is_gone_on_with_only_as_it_was_begun(
    llama: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = config(tmp_path, llama, evaluation={"rows": 0})
    assert train(path, "sft.most_steps=1") == 0
    assert train(path, "sft.most_steps=1") == 1
    assert "holds a run: go on with it by --resume" in capsys.readouterr().err
    assert train(path, "sft.most_steps=1", "--resume", "seed=14") == 1
    assert "since rows, seed changed" in capsys.readouterr().err
    assert train(path, "sft.most_steps=1", "--resume") == 0


def test_learning_stops_early_where_it_no_longer_helps(llama: Path, tmp_path: Path) -> None:
    path = config(tmp_path, llama, evaluation={"rows": 0})
    assert train(path, "sft.learning_rate=1.0e-12", "sft.patience=1", "sft.evaluate_steps=1", "sft.most_steps=30") == 0
    assert history(tmp_path / "out")["looked"][-1]["step"] < 30


def test_a_model_that_reads_and_writes_two_texts_learns_too(tmp_path: Path) -> None:
    base = save_bart(tmp_path / "bart")
    path = config(tmp_path, base, kind="seq2seq", adapter={"rank": 4, "targets": ["q_proj", "v_proj"]})
    assert train(path) == 0
    losses = [one["loss"] for one in history(tmp_path / "out")["looked"]]
    assert min(losses) < losses[0]
    assert (tmp_path / "out" / "adapter" / "adapter_model.safetensors").exists()
    assert "Answer:" in (tmp_path / "out" / "adapter" / "chat_template.jinja").read_text()


def test_the_report_comes_without_learning(llama: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(config(tmp_path, llama), "--report", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["train"]["rows"] + report["held_out"]["rows"] == 12
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("base=nowhere/at-all", "No tokenizer can be read from base"),
        ("adapter.targets=[c_attn]", "adapter.targets"),
        ("adapter.quantised=true", "needs a CUDA GPU and bitsandbytes"),
        ("data.most_tokens=16", "No row is left that fits in data.most_tokens (16)"),
        ("tracking.to=wandb", "pip install wandb"),
        ("evaluation={rows: 1, judge: nowhere}", "nowhere"),
    ],
)
def test_what_cannot_be_is_said(
    override: str, said: str, llama: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert train(config(tmp_path, llama, evaluation={"rows": 0}), override) == 1
    assert said in capsys.readouterr().err
