"""`candor calibrate` fits the configured judge to labelled rows, or says what is wrong with them."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from domain.errors import Misconfigured
from generation.judging import judging_identity
from server.cli.command_line import app
from server.cli.labelled_file import read_labelled
from server.wiring.calibrating import CALIBRATION_FILE, Beside, read_weighings
from server.wiring.opening import open_check_alone
from server.wiring.settings import read_settings
from tests.generation.openai_server import Exchange, OpenAIServer, first_token, openai_server, replies
from tests.inference.tiny_models import write_reader
from tests.server.wiring.test_checking import folder

__all__ = ["folder"]

ROW: dict[str, Any] = {"passages": ["The word1 is word2."], "claim": "A word1 is the word2.", "label": "right"}


@pytest.fixture
def here(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with tiny models of which the small one judges."""
    shutil.copytree(folder / "grounding", tmp_path / "models" / "grounding")
    write_reader(tmp_path / "models" / "reader")
    monkeypatch.chdir(tmp_path)
    for name, value in (("MODELS", tmp_path / "models"), ("DATA", tmp_path / "data"), ("JUDGE", "small")):
        monkeypatch.setenv(f"CANDOR_{name}", str(value))
    return tmp_path


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def labelled(right: int = 40, wrong: int = 40) -> list[dict[str, Any]]:
    """Right claims in words of their passages, wrong ones in others; one of four the other way round."""
    rows = []
    for label, other, count in (("right", "wrong", right), ("wrong", "right", wrong)):
        for number in range(count):
            here, there = f"word{number % 20}", f"word{20 + number % 20}"
            said = here if label == "right" else there
            rows.append(
                {
                    "question": "why?",
                    "passages": [f"The {here} is a of {number}."],
                    "claim": f"A {said} is of the {said}.",
                    "label": other if number % 4 == 0 else label,
                }
            )
    return rows


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["calibrate", *arguments])


def test_it_reports_what_calibration_does_and_the_next_start_goes_by_it(here: Path) -> None:
    rows = [*labelled(), {**ROW, "claim": "The word1 is word2."}, {**ROW, "claim": None, "answer": "Hello!"}]
    done = run(str(write(here / "rows.jsonl", rows)))
    assert done.exit_code == 0, done.output
    assert "82 rows for tiny-grounding@1:" in done.output
    assert "1 left out: quoted word for word" in done.output
    assert "1 left out: without a claim" in done.output
    assert "40 right, 40 wrong" in done.output
    for title in ("AUROC", "calibration error", "log loss", "wrong caught", "right held back", "crossfitted"):
        assert title in done.output
    stored = json.loads((here / "data" / CALIBRATION_FILE).read_text())
    assert stored["after"]["log_loss"] < stored["before"]["log_loss"]
    with open_check_alone(read_settings()) as check:
        assert check.calibrated.calibration is not None
        assert check.calibrated.note.endswith("on 40 right and 40 wrong claims")


def test_as_json_it_is_one_document(here: Path) -> None:
    done = run(str(write(here / "rows.jsonl", labelled())), "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["rows"], found["right"], found["wrong"], found["left_out"]) == (80, 40, 40, {})
    assert found["file"] == str(here / "data" / CALIBRATION_FILE)
    assert 0.5 < found["after"]["auroc"] < 1


def test_the_share_of_wrong_claims_here_moves_the_risks(here: Path) -> None:
    path = str(write(here / "rows.jsonl", labelled()))
    plain, rare = (json.loads(run(path, "--json", *more).stdout) for more in ((), ("--wrong-ratio", "0.1")))
    assert rare["after"]["right_held"] <= plain["after"]["right_held"]
    assert json.loads((here / "data" / CALIBRATION_FILE).read_text())["prior"] == pytest.approx(-2.197, abs=0.01)
    assert run(path, "--wrong-ratio", "0").exit_code == 2


def test_calibrating_again_begins_from_the_judge_and_not_from_the_calibration(here: Path) -> None:
    path = write(here / "rows.jsonl", labelled())
    first, second = (json.loads(run(str(path), "--json").stdout) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (labelled(40, 3), "12 wrong claims are too few"),
        ([{**row, "label": "right" if row["label"] == "wrong" else "wrong"} for row in labelled()], "right way round"),
        ([], "0 wrong claims are too few"),
    ],
)
def test_rows_that_say_too_little_write_nothing(here: Path, rows: list[dict[str, Any]], reason: str) -> None:
    done = run(str(write(here / "rows.jsonl", rows)))
    assert done.exit_code == 1
    assert isinstance(done.exception, Misconfigured)
    with pytest.raises(Misconfigured, match=reason):
        raise done.exception
    assert "Nothing was written" in str(done.exception)
    assert not (here / "data").exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 2 is no JSON object"),
        ("[" * 5000, "line 2 is no JSON object"),
        ("7", "line 2: .*dictionary"),
        (json.dumps({**ROW, "label": "good"}), "line 2: label: .*'right' or 'wrong'"),
        (json.dumps({**ROW, "passages": "one"}), "line 2: passages: .*list"),
        (json.dumps({**ROW, "passages": []}), "line 2: passages"),
        (json.dumps({**ROW, "passages": [" "]}), 'line 2: "passages" hold no text'),
        (json.dumps({**ROW, "claim": ""}), "line 2: claim"),
        (json.dumps({**ROW, "answer": "Yes."}), 'line 2: give either "claim"'),
        (json.dumps({"label": "right", "passages": ["one"]}), 'line 2: give either "claim"'),
    ],
)
def test_a_wrong_line_is_named_with_what_it_should_look_like(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{json.dumps(ROW)}\n{line}\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=rf"rows\.jsonl, {reason}.*A line looks like"):
        list(read_labelled(path))


def test_lines_of_any_kind_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "rows.jsonl", [{**ROW, "id": 7}, {**ROW, "claim": None, "answer": "Yes. No.", "label": "wrong"}]
    )
    claim, answer = read_labelled(path)
    assert (claim.text, claim.answer, claim.question, claim.wrong) == ("A word1 is the word2.", False, "", False)
    assert (answer.text, answer.answer, answer.wrong) == ("Yes. No.", True, True)


def test_a_hub_judge_without_its_extra_says_how_to_get_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.inference.hub_library import INSTALLED

    if INSTALLED:
        pytest.skip("torch and transformers are installed here")
    monkeypatch.setenv("CANDOR_JUDGE", "hub:owner/name")
    done = run(str(write(here / "rows.jsonl", labelled())))
    assert done.exit_code == 1
    assert 'pip install "candor[hub]"' in str(done.exception)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    """A language model that says yes where the claim has a word of the passage."""

    def behave(exchange: Exchange) -> None:
        asked = server.requests[-1]["messages"][-1]["content"]
        passage, claim = (re.search(rf"<{tag}>(.*?)</{tag}>", asked, re.DOTALL) for tag in ("passage", "claim"))
        assert passage
        assert claim
        shared = set(re.findall(r"word\d+", claim[1])) & set(re.findall(r"word\d+", passage[1]))
        yes = 0.8 if shared else 0.3
        replies("yes", first_token(yes=yes, no=1 - yes))(exchange)

    with openai_server() as server:
        server.behave([behave])
        monkeypatch.setenv("CANDOR_LLM_URL", server.url)
        yield server


def test_a_language_model_is_weighed_beside_the_judge_and_kept_by_its_name(here: Path, reading: OpenAIServer) -> None:
    path = str(write(here / "rows.jsonl", labelled()))
    done = run(path, "--detector", "llm")
    assert done.exit_code == 0, done.output
    assert "80 rows for llama beside tiny-grounding@1:" in done.output
    for title in ("judge, refitted", "model", "both", "say the same of"):
        assert title in done.output
    found = json.loads(run(path, "--detector", "llm", "--json").stdout)
    assert (found["language_model"], found["right"], found["wrong"]) == ("llama", 40, 40)
    assert min(found["weights"]) >= 0
    with open_check_alone(read_settings()) as check:
        beside = Beside(check.calibrated.named(check.judge_identity), judging_identity())
    fitted, ignored = read_weighings(here / "data", beside)
    assert (list(fitted), ignored) == (["llama"], [])
    assert not (here / "data" / CALIBRATION_FILE).exists()


def test_another_model_is_weighed_by_its_name(
    here: Path, reading: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_JUDGE_LLM_MODEL", "llama-lora")
    found = json.loads(run(str(write(here / "rows.jsonl", labelled())), "--detector", "llm", "--json").stdout)
    assert found["language_model"] == "llama-lora"
    assert {request["model"] for request in reading.requests} == {"llama-lora"}


def test_a_language_model_that_guesses_or_says_neither_is_not_written(here: Path, reading: OpenAIServer) -> None:
    path = str(write(here / "rows.jsonl", labelled()))
    for behaviour, reason in ((replies("Yes"), "no better than chance"), (replies("Maybe"), "too few")):
        reading.behave([behaviour])
        done = run(path, "--detector", "llm")
        assert isinstance(done.exception, Misconfigured)
        assert reason in str(done.exception)
    assert "80 left out: of which the model says neither yes nor no" in done.output
    assert not (here / "data").exists()


def test_without_a_language_model_there_is_none_to_calibrate(here: Path) -> None:
    done = run(str(write(here / "rows.jsonl", labelled())), "--detector", "llm")
    assert isinstance(done.exception, Misconfigured)
    assert "see docs/models.md" in str(done.exception)
