"""A language model is measured beside the judge, and what it says of what it wrote itself apart."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks import llm_judge
from tests.benchmarks.check_fakes import claims_block
from tests.evaluation.data_sets import ragtruth_folder, write_lines
from tests.generation.openai_server import Exchange, OpenAIServer, first_token, openai_server, refuses, replies


def knows_one_thing(server: OpenAIServer) -> Callable[[Exchange], None]:
    """Nothing opens at ten."""

    def behave(exchange: Exchange) -> None:
        yes = 0.1 if "opens at ten" in server.requests[-1]["messages"][-1]["content"] else 0.9
        replies("whatever", first_token(yes=yes, no=1 - yes))(exchange)

    return behave


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        running.behave([knows_one_thing(running)])
        yield running


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CANDOR_JUDGE", "small")
    for name in llm_judge.CLAIMS:
        write_lines(tmp_path / "written" / f"{name}.jsonl", map(claims_block, range(10)))
    ragtruth_folder(tmp_path / "ragtruth")
    return tmp_path


def test_it_is_measured_alone_and_beside_the_judge(
    server: OpenAIServer, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = data / "figures.json"
    command = ["--url", server.url, "--model", "careful-7b", "--data", str(data), "--json", str(file)]
    assert llm_judge.main(command) == 0
    claims, _, answers, *_ = json.loads(file.read_text(encoding="utf-8"))
    assert (claims["name"], claims["model"], claims["yes_to_own"]) == ("claims_validation", 1.0, None)
    assert claims["both"] is not None
    assert claims["times"]["calls"] == claims["rows"]
    assert answers["name"] == "ragtruth QA"
    assert answers["yes_to_own"] == 1.0
    out = capsys.readouterr().out
    assert "| claims_validation |" in out
    assert "yes to its own" in out


def test_a_few_rows_are_enough_to_see_that_it_works(
    server: OpenAIServer, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--url", server.url, "--model", "llama", "--data", str(data), "--limit", "3"]
    assert llm_judge.main(command) == 0
    assert "–" in capsys.readouterr().out


def test_a_model_that_does_not_answer_and_a_set_that_is_not_there_are_named(
    server: OpenAIServer, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.behave([refuses(404)])
    command = ["--url", server.url, "--model", "llama", "--limit", "1", "--data"]
    assert llm_judge.main([*command, str(data)]) == 1
    assert llm_judge.main([*command, str(tmp_path / "nothing")]) == 1
    said = capsys.readouterr().err
    assert "refused" in said
    assert "claims_validation.jsonl is missing" in said
