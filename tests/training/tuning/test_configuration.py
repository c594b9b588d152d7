"""Settings come from a preset, a file and the command line, in this order, and what is wrong in them is named."""

from pathlib import Path

import pytest
import yaml

from domain.errors import Misconfigured
from training.tuning.configuration import Kind, preset_names, read_config

SMALLEST = "base: some/model\nout: out\ndata: { files: [rows.jsonl] }\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text)
    return path


def test_what_is_told_last_counts(tmp_path: Path) -> None:
    path = written(tmp_path, f"{SMALLEST}preset: llama-3.1-8b\nsft: {{ epochs: 7 }}\n")
    config = read_config(path, ["sft.learning_rate=1e-5", "data.files=[a.csv, b.jsonl]", "evaluation.judge=null"])
    assert config.base == "some/model"
    assert (config.adapter.rank, config.sft.epochs, config.sft.learning_rate) == (8, 7.0, 1e-5)
    assert config.data.files == (Path("a.csv"), Path("b.jsonl"))
    assert config.evaluation.judge is None


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_whole_but_for_data_and_says_where_it_is_from(name: str, tmp_path: Path) -> None:
    config = read_config(written(tmp_path, f"preset: {name}\nout: out\ndata: {{ files: [rows.jsonl] }}\n"))
    assert len(config.source) > 40
    assert (config.kind is Kind.SEQ2SEQ) == name.startswith("bart")


def test_the_presets_are_those_that_people_ask_for() -> None:
    kinds = ("bart", "gpt2", "llama-3.1", "mistral", "phi", "qwen2.5-7b-16gb", "smollm2")
    assert all(any(name.startswith(kind) for name in preset_names()) for kind in kinds)


@pytest.mark.parametrize(
    ("text", "overrides", "said"),
    [
        ("sft: {", (), "cannot be read"),
        ("- a\n", (), "holds no settings"),
        ("base: b\nout: o\n", (), "data: Field required"),
        (f"{SMALLEST}sft: {{ epoch: 3 }}\n", (), "sft.epoch: Extra inputs are not permitted"),
        (f"{SMALLEST}sft: {{ clip: 0 }}\n", (), "sft.clip: Input should be greater than 0"),
        (f"{SMALLEST}preset: gpt5\n", (), "There is no preset gpt5; there are: bart-base"),
        (f"{SMALLEST}kind: seq2seq\ndpo: {{}}\n", (), "dpo is for causal models"),
        (SMALLEST, ("sft.epochs",), "write it as sft.epochs=2"),
        (SMALLEST, ("sft..epochs=2",), "write it as sft.epochs=2"),
        (SMALLEST, ("sft.epochs={",), "the value cannot be read"),
        (SMALLEST, ("sft.epochs=many",), "sft.epochs: Input should be a valid number"),
        (SMALLEST, ("data.held_out_ratio=1",), "data.held_out_ratio: Input should be less than 1"),
    ],
)
def test_what_is_wrong_is_named(text: str, overrides: tuple[str, ...], said: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as raised:
        read_config(written(tmp_path, text), overrides)
    assert said in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"nowhere\.yaml cannot be read"):
        read_config(tmp_path / "nowhere.yaml")


def test_a_config_can_be_written_and_read_again(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, SMALLEST))
    again = written(tmp_path, yaml.safe_dump(config.model_dump(mode="json")))
    assert read_config(again) == config
