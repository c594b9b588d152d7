"""`candor evaluate` against a running server: nothing stays there, and the exit status says what was found."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from domain.comparisons import MOST_ANSWERS
from server.cli.command_line import app
from server.cli.commands import evaluating
from server.cli.trials.asking import Asking
from server.cli.trials.probes import read_probes, tried
from tests.server.conftest import Client, FakeModel

LATE = "What does a late book cost a day?"
INVENTED = "The library was founded in 1732 by the Duke of Norfolk [1]."
BOTH = ("--candidate", "fake", "--baseline", "extractive")
TRUE = "A late book costs 20 cents a day [1]."


@pytest.fixture
def here(server_url: str, library: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without settings, and the server to speak to."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOR_URL", server_url)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", *arguments])


def asked(tmp_path: Path, times: int) -> str:
    """A file that asks the same in so many ways."""
    file = tmp_path / "questions.jsonl"
    rows = [{"question": LATE + " " * number, "history": [f"Hello {number}", "Hello."], "answers": ["20 cents"]}
            for number in range(times)]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(file)


def traces(client: Client) -> tuple[int, int, int]:
    """Conversations, cases, answers."""
    quality = client.http.get("/v1/quality", params={"window": "1d"}).json()
    cases = client.http.get("/v1/escalations", params={"limit": 200}).json()["escalations"]
    return len(client.http.get("/v1/conversations").json()["conversations"]), len(cases), quality["answers"]


@pytest.mark.usefixtures("here")
def test_a_candidate_that_invents_is_found_and_leaves_no_trace(client: Client, llm: FakeModel, tmp_path: Path) -> None:
    llm.text = INVENTED
    before = traces(client)
    file = asked(tmp_path, 20)
    found = run("gate", *BOTH, "--questions", file, "--no-reviewed", "--json")
    told = json.loads(found.stdout)
    assert (found.exit_code, told["verdict"]) == (1, "regressed"), found.output
    worse = {one["measure"] for one in told["measures"] if one["result"] == "worse"}
    assert worse & {"wrong_delivered", "held_back", "abstained"}
    assert traces(client) == before


@pytest.mark.usefixtures("here")
def test_what_cannot_be_measured_is_no_pass(tmp_path: Path) -> None:
    file = asked(tmp_path, 2)
    few = run("gate", *BOTH, "--questions", file, "--no-reviewed")
    assert (few.exit_code, "too_few" in few.output, "unmeasured" in few.output) == (2, True, True)
    missing = run("gate", "--candidate", "nobody", "--baseline", "extractive", "--questions", file)
    assert (missing.exit_code, "no model nobody" in missing.output) == (2, True)


@pytest.mark.usefixtures("here")
def test_a_model_that_is_away_is_not_measured_by_what_stands_in_for_it(llm: FakeModel, tmp_path: Path) -> None:
    llm.broken = True
    try:
        found = run("gate", *BOTH, "--questions", asked(tmp_path, 3),
                    "--no-reviewed")  # fmt: skip
    finally:
        llm.broken = False
    assert (found.exit_code, "quoted in its place" in found.output) == (2, True), found.output


@pytest.mark.usefixtures("here")
def test_a_model_that_writes_nothing_passes_no_gate_and_is_not_voted_on(llm: FakeModel, tmp_path: Path) -> None:
    llm.text = ""
    file = asked(tmp_path, 3)
    gated = run("gate", *BOTH, "--questions", file, "--no-reviewed")
    assert (gated.exit_code, "quoted in its place" in gated.output) == (2, True), gated.output
    found = run("compare", "fake", "extractive", "--questions", file, "--no-probes", "--vote", "--json")
    report = (tmp_path / "comparison" / "report.md").read_text(encoding="utf-8")
    assert report.count("no answer of its own") == 3
    assert (found.exit_code, json.loads(found.stdout)["comparison"]) == (1, None)
    assert "no question that two models answered" in found.stderr


@pytest.mark.usefixtures("here")
def test_more_than_people_can_vote_on_is_refused_before_anything_is_asked(llm: FakeModel, tmp_path: Path) -> None:
    before = len(llm.requests)
    found = run("compare", "fake", "extractive", "--questions", asked(tmp_path, MOST_ANSWERS // 2 + 1), "--vote")
    assert (found.exit_code, len(llm.requests)) == (2, before)
    assert not (tmp_path / "comparison").exists()


def test_a_comparison_that_the_server_refuses_costs_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"outcome": "answered", "claims": [], "reason": None, "computation": None}

    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/models":
            return httpx.Response(200, json={"data": [{"id": "one"}, {"id": "two"}]})
        if request.url.path == "/v1/comparisons":
            return httpx.Response(413, json={"detail": "The body is too large."})
        model = json.loads(request.content)["model"]
        said = [{"message": {"content": f"{model} says so."}}]
        return httpx.Response(200, json={"model": model, "choices": said, "candor": told})

    def connect(_: object) -> httpx.Client:
        return httpx.Client(base_url="http://server", transport=httpx.MockTransport(reply))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(evaluating, "connect", connect)
    found = run("compare", "one", "two", "--questions", asked(tmp_path, 1), "--no-probes", "--vote")
    assert (found.exit_code, "not put up for votes: The body is too large." in found.stderr) == (1, True), found.output
    assert (tmp_path / "comparison" / "report.html").exists()


@pytest.mark.usefixtures("here")
def test_models_are_compared_and_put_up_for_votes(client: Client, llm: FakeModel, tmp_path: Path) -> None:
    llm.text = TRUE
    file = tmp_path / "questions.jsonl"
    rows = [{"question": LATE, "answers": ["20 cents"]}, {"question": "Who painted the ceiling?", "answerable": False}]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = run("compare", "fake", "extractive", "--questions", str(file), "--no-probes", "--vote", "--json")
    told = json.loads(found.stdout)
    assert found.exit_code == 0, found.output
    right = [one["rate"]["point"] for figures in told["figures"].values() for one in figures if one["name"] == "right"]
    assert right == [1.0, 1.0]
    assert "Answers, blind" in (tmp_path / "comparison" / "report.html").read_text(encoding="utf-8")
    path = f"/v1/comparisons/{told['comparison']}"
    pair = client.http.get(f"{path}/next").json()["pair"]
    assert "fake" not in json.dumps(pair)
    assert client.http.post(f"{path}/votes", json={"ticket": pair["ticket"], "choice": "left"}).status_code == 204
    ranking = client.http.get(f"{path}/ranking").json()
    assert (ranking["comparison"]["votes"], {one["model"] for one in ranking["models"]}) == (1, {"fake", "extractive"})
    assert client.http.delete(path).status_code == 204


@pytest.mark.usefixtures("here")
def test_one_model_is_no_comparison() -> None:
    assert run("compare", "fake").exit_code == 2


def test_a_probe_reads_its_document_and_leaves_none(client: Client, library: dict[str, Any]) -> None:
    before = traces(client)
    probe = next(one for one in read_probes() if one.id == "injection-1")
    [(_, model, given)] = tried(Asking(client.http, "default"), ["extractive"], [probe])
    assert (model, "ten" in given.text) == ("extractive", True)
    assert traces(client) == before


@pytest.mark.parametrize("model", ["extractive", "fake"])
def test_what_is_rehearsed_is_not_streamed(client: Client, model: str) -> None:
    body = {
        "model": model,
        "stream": True,
        "messages": [{"role": "user", "content": LATE}],
        "candor": {"rehearse": True},
    }
    assert client.http.post("/v1/chat/completions", json=body).status_code == 422
