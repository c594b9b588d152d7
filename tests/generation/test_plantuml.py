"""Diagrams by the real program, which must read nothing but their code; by stand-ins where it must misbehave."""

import shutil
from pathlib import Path

import pytest

from domain.tasks import Drawn, Refused
from generation.plantuml import PlantUml

REAL = pytest.mark.skipif(shutil.which("plantuml") is None, reason="the program plantuml is not installed")
CODE = "@startuml\nReader -> Desk : Könyvet kér\n@enduml"


def stand_in(folder: Path, script: str, *, limit_seconds: float = 60) -> PlantUml:
    """A program that does what `script` says."""
    program = folder / "plantuml"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return PlantUml(str(program), limit_seconds)


@REAL
def test_code_becomes_a_picture() -> None:
    drawn = PlantUml("plantuml", 60).render(CODE)
    assert isinstance(drawn, Drawn)
    assert "<svg" in drawn.svg
    assert "Könyvet" in drawn.svg


@REAL
def test_what_it_does_not_understand_is_refused_with_the_line() -> None:
    refused = PlantUml("plantuml", 60).render("@startuml\nReader -> Desk : asks\nfoo bar\n@enduml")
    assert refused == Refused("line 3: Syntax Error?")


def test_what_java_says_of_itself_is_no_complaint_about_the_code(tmp_path: Path) -> None:
    log = "Nov 28, 2026 9:55:50 AM java.util.prefs run\nINFO: Created user preferences directory."
    refused = stand_in(tmp_path, f"cat >/dev/null; printf '{log}\\nERROR\\n2\\nSyntax Error?\\n' >&2; exit 200").render(
        CODE
    )
    assert refused == Refused("line 3: Syntax Error?")


@pytest.mark.parametrize(
    "line",
    [
        "!include /etc/hostname",
        "  ! include /etc/hostname",
        "/' '/ !include /etc/hostname",
        "!$x = %getenv(\"HOME\")",
        "A -> B : %getenv(\"HOME\")",
        "A -> B : <img:/etc/logo.png>",
        "sprite one /etc/logo.png",
        "A -> B : [[javascript:alert(1) here]]",
        "@enduml\n@startditaa",
    ],
)  # fmt: skip
def test_what_could_read_anything_else_never_reaches_it(tmp_path: Path, line: str) -> None:
    reached = tmp_path / "reached"
    found = stand_in(tmp_path, f"touch {reached}").render(f"@startuml\n{line}\n@enduml")
    assert isinstance(found, Refused)
    assert not reached.exists()


@pytest.mark.parametrize("last", ["wait", "exit"])
def test_one_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path, last: str) -> None:
    found = stand_in(tmp_path, f"sleep 600 &\n{last}", limit_seconds=0.3).render(CODE)
    assert found == Refused("PlantUML did not draw this within 0.3 seconds.")


def test_it_is_told_nothing_of_the_servers_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_LLM_API_KEY", "secret")
    found = stand_in(tmp_path, 'echo "<svg>$CANDOR_LLM_API_KEY</svg>"').render(CODE)
    assert found == Drawn("<svg></svg>\n")


def test_without_the_program_nothing_is_drawn() -> None:
    assert PlantUml("no-such-program", 1).render(CODE) is None
