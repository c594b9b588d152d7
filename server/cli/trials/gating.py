"""A candidate beside a baseline: the same questions, one after the other, as pairs for the test."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import exp
from typing import Any

from domain.errors import CandorError
from monitoring.quality.gating import Finding, Gate, Measure, Trial
from server.cli.trials.asking import Asking
from server.cli.trials.questions import Question
from server.cli.trials.scoring import trial_of

_MOST_FAILED = 0.05


class ModelAway(CandorError):
    """A model failed, or wrote nothing, so often that it cannot be measured."""


def paired(
    asking: Asking, questions: Sequence[Question], *, candidate: str, baseline: str
) -> Iterator[tuple[Trial, Trial]]:
    """What became of each question by candidate and baseline; who comes first alternates, since caches help the second.

    Only questions of which it is known what is right. Raises `ModelAway` once a model has failed too often.
    """
    failed = Counter[str]()
    most = _MOST_FAILED * len(questions)
    for number, question in enumerate(one for one in questions if one.is_judged):
        order = (candidate, baseline) if number % 2 else (baseline, candidate)
        given = {model: asking.ask(model, question) for model in order}
        failed.update(model for model, one in given.items() if one.is_stood_in and not one.is_declined)
        for model in order:
            if failed[model] > most:
                raise ModelAway(f"{model} wrote no answer {failed[model]} times: documents were quoted in its place")
        yield trial_of(question, given[candidate]), trial_of(question, given[baseline])


def gate_row(finding: Finding) -> list[str]:
    """A line of the table: measure, candidate, baseline, difference with its interval, margin, result."""
    shown = finding.shown
    if shown is None:
        return [finding.measure.value, "", "", "", "", "", finding.result.value]
    is_time = finding.measure is Measure.SLOWER
    interval = f"{_told(shown.low, is_time=is_time)} to {_told(shown.high, is_time=is_time)}"
    return [
        finding.measure.value,
        f"{shown.candidate:.2f} s" if is_time else f"{100 * shown.candidate:.1f} %",
        f"{shown.baseline:.2f} s" if is_time else f"{100 * shown.baseline:.1f} %",
        f"{_told(shown.point, is_time=is_time)} ({interval})",
        _margin(finding),
        str(shown.questions),
        finding.result.value,
    ]


def gate_json(found: Gate) -> dict[str, Any]:
    """The same for machines; shares in [0, 1], latency as seconds and a factor."""
    return {"verdict": found.verdict.value, "measures": [_finding_json(finding) for finding in found.findings]}


def _finding_json(finding: Finding) -> dict[str, Any]:
    shown = finding.shown
    known: dict[str, Any] = {"measure": finding.measure.value, "result": finding.result.value, "difference": None}
    if shown is not None:
        known["difference"] = {
            "candidate": shown.candidate,
            "baseline": shown.baseline,
            "point": shown.point,
            "low": shown.low,
            "high": shown.high,
            "p_worse": shown.worse,
            "questions": shown.questions,
            "test": shown.test.value,
        }
    return known


def _told(value: float, *, is_time: bool) -> str:
    return f"× {value:.2f}" if is_time else f"{100 * value:+.1f}"


def _margin(finding: Finding) -> str:
    return f"× {exp(finding.margin):.2f}" if finding.measure is Measure.SLOWER else f"{100 * finding.margin:+.1f}"
