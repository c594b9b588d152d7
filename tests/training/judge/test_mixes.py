"""A mix reads the sets that it names and no others."""

from pathlib import Path

import pytest

from evaluation.files import MissingData
from tests.training.judge.made_up import answers_block, claims_block, tokenizer, write_lines
from training.judge import mixed as mixing
from training.judge.encoding import RowTokenizer
from training.judge.mixed import mixed
from training.judge.mixes import MIXES, Source


@pytest.mark.parametrize("name", MIXES)
def test_shares_add_up_to_one(name: str) -> None:
    assert sum(MIXES[name].values()) == pytest.approx(1.0)


def test_claims_and_answers_come_from_their_files_the_projects_own_and_a_named_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mixing, "MIXES", {"ours": {Source.CLAIMS: 0.7, Source.ANSWERS: 0.3}})
    monkeypatch.setattr(mixing, "OWN_FOLDER", tmp_path / "own")
    write_lines(tmp_path / "written" / "claims_a.jsonl", [claims_block(at) for at in range(8)])
    write_lines(tmp_path / "written" / "claims_hu_de.jsonl", [claims_block(at) for at in range(8)])
    write_lines(tmp_path / "own" / "claims_m.jsonl", [claims_block(at) for at in range(8)])
    write_lines(tmp_path / "more" / "answers_f.jsonl", [answers_block(at) for at in range(8)])

    def read(*, accents: bool) -> dict[str, tuple[float, int]]:
        words = RowTokenizer(tokenizer(accents=accents))
        sets = mixed(tmp_path, "ours", words, seed=1, written=[tmp_path / "more"])
        return {name: (one.share, len(one.rows)) for name, one in sets.items()}

    assert read(accents=False) == {"claims": (0.7, 2 * 7 * 3), "answers": (0.3, 7 * 2)}
    assert read(accents=True)["claims"] == (0.7, 3 * 7 * 3)


def test_a_set_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="mnli_part"):
        mixed(tmp_path, "warm", RowTokenizer(tokenizer()), seed=1)
