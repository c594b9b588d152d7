"""`candor ask` and `candor verify` show what the check says: values, and whether the question is answered."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from domain.answers import Reason
from generation.quoting.picking import Left
from server.cli.command_line import app
from server.cli.commands.explaining import _LEFT, print_explanation
from server.cli.commands.output import place_of
from server.cli.commands.questions import print_answer
from tests.server.conftest import FakeModel, client_of

PASSAGE = "A tent costs 120 euros in the shop. The stove in the shop weighs 3 kilograms."


@pytest.fixture
def passage(tmp_path: Path) -> str:
    (tmp_path / "prices.txt").write_text(PASSAGE, encoding="utf-8")
    return str(tmp_path / "prices.txt")


@pytest.fixture
def here(reading_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without settings, and the server to speak to."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOR_URL", reading_url)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.usefixtures("here")
def test_verify_shows_each_value_and_where_another_stands(passage: str) -> None:
    shown = run("verify", "In the shop a tent costs 99 euros.", "--passage", passage)
    assert "99 euros: the passages have another: “120 euros”" in shown.output
    assert "answer the question" not in shown.output


@pytest.mark.usefixtures("here")
def test_verify_fails_where_what_is_true_does_not_answer_the_question(passage: str) -> None:
    arguments = ("verify", "In the shop a tent costs 120 euros.", "--passage", passage)
    beside = run(*arguments, "--question", "When is it open?")
    straight = run(*arguments, "--question", "What costs a tent?")
    assert (beside.exit_code, straight.exit_code, run(*arguments).exit_code) == (1, 0, 0)
    assert "outcome: flagged (off_point: does not answer the question)" in beside.output
    assert "120 euros: stands in the passages" in straight.output
    assert "outcome: answered" in straight.output


@pytest.mark.usefixtures("here")
def test_verify_as_json_is_the_reply(passage: str) -> None:
    answer = "In the shop a tent costs 120 euros."
    shown = run("verify", answer, "--passage", passage, "--question", "When is it open?", "--json")
    found = json.loads(shown.output)
    assert (found["outcome"], found["reason"]) == ("flagged", "off_point")
    [claim] = found["claims"]
    assert claim["answers_question"] is False
    assert [value["text"] for value in claim["values"]] == ["120 euros"]


@pytest.mark.usefixtures("here")
def test_ask_says_that_an_answer_is_beside_the_point(llm: FakeModel) -> None:
    llm.text = "A lost library card is replaced for 4 euros [1]."
    shown = run("ask", "How many books may a member borrow?", "--collection", "annotate")
    assert "4 euros: stands in the passages" in shown.output
    assert "outcome: flagged (off_point: does not answer the question)" in shown.output


@pytest.mark.usefixtures("here")
def test_ask_says_what_was_changed_before_it_was_shown(llm: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    llm.text = "A member may borrow six books at a time [1]. A member may borrow dragons [1]."
    monkeypatch.setattr(llm, "mended", "DROP")
    shown = run("ask", "How many books may a member borrow?", "--collection", "annotate")
    assert "left out (no passage says it, was: A member may borrow dragons [1].)" in shown.output
    assert "outcome: repaired" in shown.output


@pytest.mark.usefixtures("here")
def test_ask_says_the_short_answer_first_and_plainly_where_nobody_looks() -> None:
    asked = ("ask", "What does a late book cost a day?", "--collection", "annotate", "--model", "extractive")
    first, second, *_ = run(*asked).output.splitlines()
    assert first.startswith("20 cents")
    assert first in second
    assert json.loads(run(*asked, "--json").output)["candor"]["short_answer"]["text"] == first


def test_what_is_no_claim_is_printed_between_the_claims(capsys: pytest.CaptureFixture[str]) -> None:
    content = "Sure! It opens at nine [1].\n\nThe rest was passed to a person."
    print_answer(
        content,
        [
            {
                "text": content[6:27],
                "start": 6,
                "end": 27,
                "support": "supported",
                "values": [],
                "answers_question": None,
            }
        ],
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["Sure!", "✓ It opens at nine [1].", "The rest was passed to a person."]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"page": 3}, ", page 3"),
        ({"page": 3, "slide": 3, "heading": "Prices"}, ", “Prices”, slide 3"),
        ({"sheet": "2024", "rows": [4, 5]}, ", sheet “2024”, rows 4 to 5"),
        ({"heading": "Prices › Dogs", "rows": [2, 2]}, ", “Prices › Dogs”, row 2"),
        ({}, ""),
    ],
)
def test_a_citation_says_its_heading_its_page_or_slide_its_sheet_and_its_rows(place: dict[str, Any], said: str) -> None:
    nowhere = dict.fromkeys(("page", "rows", "sheet", "slide", "heading"))
    assert place_of({**nowhere, **place}) == said


def test_ask_shows_how_an_answer_was_computed(server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"T{n},{'Pécs' if n % 2 else 'Eger'},{n} km\n" for n in range(1, 30))
    (tmp_path / "trips.csv").write_text(f"Trip,Town,Length\n{rows}")
    with client_of(server_url) as client:
        client.http.post("/v1/collections", json={"name": "trips"})
        client.upload(tmp_path / "trips.csv", collection="trips")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOR_URL", server_url)
    shown = run("ask", "What is the total length of the trips to Eger?", "--collection", "trips").output
    assert "210 km" in shown
    assert "over 14 rows of trips.csv:" in shown
    assert "T28" in shown
    assert "outcome: answered" in shown


@pytest.fixture
def rules_url(server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder without settings, a server to speak to, and the rules of a sauna in a collection of it."""
    (tmp_path / "sauna.txt").write_text("The sauna opens at 10 am. Towels are [b]lent[/b] for 2 pounds.")
    with client_of(server_url) as client:
        client.http.post("/v1/collections", json={"name": "sauna"})
        client.upload(tmp_path / "sauna.txt", collection="sauna")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOR_URL", server_url)
    return server_url


SAUNA = ("--collection", "sauna", "--model", "extractive")


@pytest.mark.usefixtures("rules_url")
def test_ask_shows_how_an_answer_was_found_where_it_is_asked_to() -> None:
    plain, explained = (run("ask", "When does the sauna open?", *SAUNA, *more).output for more in ((), ("--explain",)))
    assert "searched for" not in plain
    told = explained[explained.index("searched for") :]
    assert told.startswith("searched for: When does the sauna open?\n")
    lines = [line.split() for line in told.splitlines()]
    assert any(line[:2] == ["[1]", "sauna.txt"] for line in lines)
    [quoted] = [line for line in lines if line[1:4] == ["[1]", "The", "sauna"]]
    assert quoted[0].endswith("%")
    assert quoted[-1] == "quoted"
    assert "[b]lent[/b]" in told
    assert "less likely" in told


@pytest.mark.usefixtures("rules_url")
def test_ask_as_json_holds_how_an_answer_was_found() -> None:
    found = json.loads(run("ask", "When does the sauna open?", *SAUNA, "--explain", "--json").output)
    assert found["candor"]["explanation"]["candidates"][0]["left"] is None
    assert json.loads(run("ask", "Hi!", *SAUNA, "--json").output)["candor"]["explanation"] is None


@pytest.mark.usefixtures("rules_url")
def test_ask_says_of_small_talk_that_nothing_was_searched_for() -> None:
    assert "nothing was searched for" in run("ask", "Hello!", *SAUNA, "--explain").output


def test_every_reason_why_a_sentence_is_left_has_words() -> None:
    assert set(_LEFT) == {*Left, Reason.OFF_POINT}


def test_a_search_that_did_not_find_a_passage_has_no_score_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = dict.fromkeys(("page", "rows", "sheet", "slide", "heading"))
    found = {**nowhere, "document": "a.txt", "relevance": 0.5, "scores": {"dense": None, "lexical": 2.0}}
    told = {"query": "q", "answered_by": "quoting", "model": "extractive", "passages": [found], "candidates": []}
    print_explanation(told)
    assert ["[1]", "a.txt", "0.50", "–", "2.00"] in [line.split() for line in capsys.readouterr().out.splitlines()]
