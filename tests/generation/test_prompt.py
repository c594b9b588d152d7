"""The prompt says which version of it an answer was written with."""

import pytest

from generation import prompt
from generation.prompt import prompt_identity


@pytest.mark.parametrize("part", ["_RULES", "_REWRITING", "_MAX_TURNS"])
def test_the_identity_changes_with_what_the_model_is_told(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = prompt_identity.__wrapped__()
    assert prompt_identity.__wrapped__() == before
    monkeypatch.setattr(prompt, part, getattr(prompt, part) * 2)
    assert prompt_identity.__wrapped__() != before
