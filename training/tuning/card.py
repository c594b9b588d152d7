"""The card of an adapter: what it was made of, how, and what it changes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generation.templates import Template
from training.tuning.configuration import TuningConfig
from training.tuning.data_report import DataReport
from training.tuning.scoring import Figures, table
from training.tuning.watching import History

CURVES = "loss.svg"


@dataclass(frozen=True, slots=True)
class Example:
    """A held-out question with the answer before and after."""

    question: str
    wanted: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. `figures` are the base's and the adapter's, epochs between them."""

    config: TuningConfig
    template: Template
    report: DataReport
    histories: tuple[History, ...]
    figures: tuple[Figures, ...]
    examples: tuple[Example, ...]
    warnings: tuple[str, ...]


def card(outcome: Outcome) -> str:
    """As Markdown, with the front matter that the hub reads."""
    config = outcome.config
    return "\n".join(
        [
            *("---", f"base_model: {json.dumps(config.base)}", "library_name: peft", "tags: [lora, candor]", "---", ""),
            *(f"# {config.out.name}", ""),
            f"A LoRA adapter for `{config.base}`, made by `candor train llm`. It was taught with the prompt "
            f"`{outcome.template.name}` (version {outcome.template.version}), so it is to be asked with that one: "
            f"`CANDOR_LLM_PROMPT={_prompt(outcome)}`, and before anything is quoted: `CANDOR_LLM_QUOTES_FIRST=off`.",
            *("", "## Before and after", ""),
            *_before_and_after(outcome.figures),
            *("", "## Data", "", *(f"- {line}" for line in outcome.report.lines())),
            *("", "## Training", "", f"![Loss by steps]({CURVES})", ""),
            *(f"- {line}" for line in _stages(outcome.histories)),
            *(f"- Warning: {warning}" for warning in outcome.warnings),
            *("", "```json", _settings(config), "```", ""),
            *_examples(outcome.examples),
        ]
    )


def _settings(config: TuningConfig) -> str:
    """Without the folders of whoever made it."""
    told = config.model_dump(mode="json", exclude={"out", "tracking"})
    told["evaluation"].pop("judge")
    for which in ("files", "held_out"):
        told["data"][which] = [Path(one).name for one in told["data"][which]]
    return json.dumps(told, indent=2)


def _prompt(outcome: Outcome) -> str:
    prompt = outcome.config.prompt
    return outcome.template.name if prompt == "auto" else prompt


def _before_and_after(figures: Sequence[Figures]) -> list[str]:
    if not figures:
        return ["Nothing was asked (`evaluation.rows: 0`)."]
    held = "the product's check" if figures[0].held_back is not None else "no check: all that is no abstention counts"
    return [
        *table(figures),
        "",
        f"Answers to questions of documents that nothing was learnt from, by the product's prompt, greedily; delivered "
        f"by {held}; right by the words of the wanted answer.",
    ]


def _stages(histories: Sequence[History]) -> list[str]:
    return [
        f"{one.stage}: {one.trained[-1].step if one.trained else 0} steps; lowest loss on what is held out "
        + (f"{one.best.loss:.3f} after {one.best.step}" if one.best else "unknown")
        for one in histories
    ]


def _examples(examples: Sequence[Example]) -> list[str]:
    if not examples:
        return []
    lines = ["## Examples", ""]
    for one in examples:
        lines += [f"- **{_line(one.question)}**", f"  - wanted: {_line(one.wanted)}"]
        lines += [f"  - before: {_line(one.before)}", f"  - after: {_line(one.after)}"]
    return [*lines, ""]


def _line(text: str) -> str:
    return " ".join(text.split()) or "(nothing)"
