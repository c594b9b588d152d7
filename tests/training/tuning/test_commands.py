"""`candor train llm` is the training's own command: what is wrong is one line, and what is missing has its remedy."""

import importlib.util
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.cli.command_line import app
from training.commands import main
from training.tuning.configuration import preset_names


def test_wrong_settings_are_one_line_and_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.yaml").write_text("base: b\nout: o\ndata: { files: [r.jsonl] }\n")
    assert main(["train", "llm", str(tmp_path / "config.yaml"), "sft.epoch=2", "--resume"]) == 1
    assert capsys.readouterr().err.strip().endswith("sft.epoch: Extra inputs are not permitted")


def test_wrong_use_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", "llm"])
    assert ended.value.code == 2
    assert "CONFIG.yaml" in capsys.readouterr().err


def test_the_help_names_every_preset(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "llm", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert all(name in told.replace("- ", "-") for name in preset_names())


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="only where the extra is missing")
def test_without_the_extra_its_name_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.yaml").write_text("base: b\nout: o\ndata: { files: [r.jsonl] }\n")
    assert main(["train", "llm", str(tmp_path / "config.yaml")]) == 1
    assert "needs the extra `train`" in capsys.readouterr().err


def test_candor_train_passes_on_what_it_is_told_and_the_status(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ran = CliRunner().invoke(app, ["train", "llm", str(tmp_path / "none.yaml"), "--json", "sft.epochs=1"])
    assert ran.exit_code == 1
    assert "none.yaml cannot be read" in capfd.readouterr().err


@pytest.mark.parametrize("words", [[], ["--help"]])
def test_whoever_does_not_say_what_to_train_is_shown_how(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert CliRunner().invoke(app, ["train", *words]).exit_code == 0
    assert "candor train llm" in capfd.readouterr().out
