"""The prompt says which version of it an answer was written with."""

import pytest

from domain.generation import Sampling, Task
from domain.places import Place, Section, SheetRows, Slide
from generation import prompt
from generation.prompt import answer_prompt, prompt_identity
from tests.generation.passages import passage


@pytest.mark.parametrize("part", ["_REWRITING", "_REPAIRING", "_MAX_TURNS"])
def test_the_identity_changes_with_what_the_model_is_told(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = prompt_identity.__wrapped__()
    assert prompt_identity.__wrapped__() == before
    monkeypatch.setattr(prompt, part, getattr(prompt, part) * 2)
    assert prompt_identity.__wrapped__() != before


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (SheetRows("2024", 4, 5), "fees.xlsx, sheet 2024, rows 4-5"),
        (Section("Prices", Slide(3)), "fees.xlsx, Prices, slide 3"),
    ],
)
def test_a_model_is_told_the_sheet_the_heading_and_the_slide_of_a_passage(place: Place, said: str) -> None:
    task = Task("What?", "What?", (passage("Nine.", document="fees.xlsx", place=place),), (), Sampling())
    assert f'source="{said}"' in str(answer_prompt(task)[-1].content)
