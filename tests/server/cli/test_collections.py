"""`candor collections` shows and changes which model, prompt and policy each has."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from server.cli.command_line import app
from tests.server.conftest import client_of


@pytest.fixture(autouse=True)
def here(reading_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without settings, and the server to speak to, with a collection of the test's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOR_URL", reading_url)
    with client_of(reading_url) as client:
        client.http.post("/v1/collections", json={"name": "told", "policy": "hold"})


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["collections", *arguments])


def test_what_is_given_is_changed_and_none_takes_it_back() -> None:
    changed = json.loads(run("change", "told", "--model", "extractive", "--prompt", "short", "--json").stdout)
    assert (changed["model"], changed["prompt"], changed["policy"]) == ("extractive", "short", "hold")
    changed = json.loads(run("change", "told", "--model", "none", "--policy", "monitor", "--json").stdout)
    assert (changed["model"], changed["prompt"], changed["policy"]) == (None, "short", "monitor")
    assert {one["name"] for one in json.loads(run("list", "--json").stdout)} >= {"default", "told"}
    assert "short" in run("list").stdout


def test_what_is_not_there_is_refused() -> None:
    assert run("change", "told").exit_code == 2
    assert run("change", "told", "--model", "nobody").exit_code == 1
