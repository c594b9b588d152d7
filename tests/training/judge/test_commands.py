"""`python -m training … judge`: what is missing is said, and rows are prepared where there is no torch."""

from pathlib import Path

import pytest

from tests.training.judge.made_up import tokenizer, write_everything
from training.commands import DATA_VARIABLE, main
from training.judge.mixes import MIXES
from training.judge.packed import load_sets


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


@pytest.mark.parametrize("words", [("prepare", "judge"), ("judge", "prepare")])
def test_rows_are_prepared_in_the_shares_of_their_mix(
    words: tuple[str, str], base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_everything(tmp_path / "data")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    assert main([*words, "--base", str(base), "--out", str(tmp_path / "rows.npz")]) == 0
    sets = load_sets(tmp_path / "rows.npz")
    assert {name: one.share for name, one in sets.items()} == MIXES["whole"]
    assert all(one.rows for one in sets.values())


def test_a_data_set_that_is_missing_is_named(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["prepare", "judge", "--base", str(base), "--out", str(tmp_path / "r.npz"), "--mix", "warm"]
    assert main([*arguments, "--data", str(tmp_path)]) == 1
    assert "mnli_part.jsonl.xz is missing" in capsys.readouterr().out


def test_wrong_use_is_said_by_its_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", "judge"])
    assert ended.value.code == 2
    assert "--base" in capsys.readouterr().err
