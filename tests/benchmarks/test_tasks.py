"""What counts as drawn at once, and as a text rewritten whole."""

import json
from pathlib import Path

import pytest

from benchmarks.tasks import Claim, Reply, TasksError, diagram_of, rewriting_of, scenarios, told_of_diagrams
from domain.answers import Outcome, Support

KEPT, LOST = Claim(support=Support.SUPPORTED, end=4), Claim(support=Support.UNSUPPORTED, end=9)


def reply(*claims: Claim, outcome: Outcome = Outcome.ANSWERED, **block: object) -> Reply:
    candor = {"outcome": outcome, "claims": claims, "timings_ms": {"generate": 1.0}, **block}
    return Reply.model_validate({"choices": [{"message": {"content": "One. Two. Lost: three."}}], "candor": candor})


@pytest.mark.parametrize(
    ("svg", "timings", "at_once", "in_the_end"),
    [("<svg/>", {}, True, True), ("<svg/>", {"repair": 1.0}, False, True), (None, {"repair": 1.0}, False, False)],
)
def test_what_the_model_wrote_twice_was_not_drawn_at_once(
    svg: str | None, timings: dict[str, float], *, at_once: bool, in_the_end: bool
) -> None:
    found = diagram_of(reply(diagram={"svg": svg, "error": None}, timings_ms=timings), 2.0)
    assert (found.at_once, found.in_the_end) == (at_once, in_the_end)


def test_no_diagram_is_not_drawn() -> None:
    assert told_of_diagrams([diagram_of(reply(), 2.0)]) == "1 scenarios: drawn at once 0, in the end 0; p50 2 s"


@pytest.mark.parametrize(
    ("written", "source", "outcome", "whole"),
    [
        ([KEPT], [KEPT, KEPT], Outcome.ANSWERED, True),
        ([KEPT, LOST], [KEPT], Outcome.FLAGGED, False),
        ([KEPT], [KEPT, LOST], Outcome.ANSWERED, False),
        ([KEPT], [KEPT], Outcome.ESCALATED, False),
        ([], [], Outcome.ABSTAINED, False),
    ],
)
def test_a_text_is_whole_that_is_delivered_with_nothing_added_or_lost(
    written: list[Claim], source: list[Claim], outcome: Outcome, *, whole: bool
) -> None:
    assert rewriting_of(source, reply(*written, outcome=outcome), 1.0).is_whole is whole


def test_the_notice_is_no_part_of_what_was_written() -> None:
    assert (reply(KEPT, LOST).written, reply().written) == ("One. Two.", "")


def test_scenarios_are_drawn_the_same_each_time_and_each_once(tmp_path: Path) -> None:
    folder = tmp_path / "plantuml_dataset"
    folder.mkdir()
    rows = [{"input": f"Scenario {number % 40} " + "of a library. " * 12} for number in range(60)]
    (folder / "data_combined.json").write_text(json.dumps([*rows, {"input": "short"}]))
    drawn = scenarios(tmp_path, 50)
    assert (len(drawn), drawn) == (len(set(drawn)), scenarios(tmp_path, 50))
    assert len(scenarios(tmp_path, 5)) == 5


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(TasksError, match="--data names the public data"):
        scenarios(tmp_path, 5)
