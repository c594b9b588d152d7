"""The command from written blocks to shares: by the check's risk, and by how quoting weighs what can be quoted."""

import json
from pathlib import Path

import pytest

from benchmarks import blocks
from benchmarks.blocks import OF_ANSWERS, OF_SENTENCES, by_check, by_quoting, report
from evaluation.blocks import Block, block_of
from generation.quoting import fitted
from generation.quoting.generator import ExtractiveGenerator, Quoting
from monitoring.claims.splitting import split_sentences
from tests.benchmarks.check_fakes import WordCheck, answers_block, written_folder
from tests.generation.quoting.test_considering import Reader


@pytest.fixture
def chosen() -> list[Block]:
    return [block_of(answers_block(number)) for number in range(3)]


def quoting() -> ExtractiveGenerator:
    """Nobody reads or compares: shared words alone weigh."""
    by_words = fitted.by_words()
    return ExtractiveGenerator(
        Quoting(
            reader=Reader(),
            split=split_sentences,
            weighing=by_words,
            abroad=None,
            by_words=by_words,
            limits=fitted.WITNESS_LIMITS,
        )
    )


def test_a_check_that_finds_all_alike_has_a_right_one_first_by_chance(chosen: list[Block]) -> None:
    found = by_check("some", chosen, WordCheck())
    assert found.by == "risk, words"
    assert found.share == pytest.approx(1 / 3)


def test_quotes_are_weighed_by_quoting_itself(chosen: list[Block]) -> None:
    of_answers, of_sentences = by_quoting("some", chosen, quoting())
    assert (of_answers.by, of_answers.first) == (OF_ANSWERS, {"a-0": 1, "a-1": 1, "a-2": 1})
    assert (of_sentences.by, of_sentences.share) == (OF_SENTENCES, 1)


def test_a_share_of_nothing_is_a_dash() -> None:
    assert "| some | risk, words | 0 | – |" in report([by_check("some", [], WordCheck())])


def test_written_blocks_are_ranked_by_the_shipped_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written_folder(tmp_path / "written")
    file = tmp_path / "figures.json"
    assert blocks.main(["--data", str(tmp_path), "--judge", "network", "--limit", "1", "--json", str(file)]) == 0
    assert "| answers_validation | risk, network | 1 |" in capsys.readouterr().out
    results = json.loads(file.read_text(encoding="utf-8"))["results"]
    assert [one["by"] for one in results] == ["risk, network", OF_ANSWERS, OF_SENTENCES]
    assert all(len(one["first"]) == 1 for one in results)


def test_what_is_missing_fails_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert blocks.main(["--data", str(tmp_path)]) == 1
    assert "answers_validation.jsonl is missing" in capsys.readouterr().err
