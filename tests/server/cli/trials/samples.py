"""Answers as the API tells them."""

from typing import Any

from server.cli.trials.asking import Given


def claim(text: str, *, support: str = "supported", passage: int = 0, answers: bool | None = True) -> dict[str, Any]:
    return {"text": text, "support": support, "evidence": [{"passage": passage}], "answers_question": answers}


def given(
    text: str = "It opens at nine [1].",
    *,
    outcome: str = "answered",
    claims: tuple[dict[str, Any], ...] = (),
    seconds: float = 1.0,
    model: str = "m",
    reason: str | None = None,
    by_rule: bool = False,
) -> Given:
    return Given(text, outcome, "m", model, claims, reason, seconds, by_rule)
