"""Held-out questions put to a model, the same ones each time: before anything is learnt, by epochs, and after."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from peft import PeftModel

from training.tuning.answering import answers
from training.tuning.card import Example
from training.tuning.configuration import TuningConfig
from training.tuning.rendering import Renderer
from training.tuning.rows import TuningRow
from training.tuning.scoring import Check, Figures, scored

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Asking:
    """`rows` are asked by the prompt of `renderer`, and what is said goes through `check`."""

    config: TuningConfig
    renderer: Renderer
    rows: tuple[TuningRow, ...]
    check: Check

    @classmethod
    def of(cls, config: TuningConfig, renderer: Renderer, held_out: Sequence[TuningRow], check: Check) -> "Asking":
        """Draws as many rows as are to be asked."""
        rows = list(held_out)
        random.Random(config.seed).shuffle(rows)
        return cls(config, renderer, tuple(rows[: config.evaluation.rows]), check)

    def said(self, model: PeftModel, renderer: Renderer | None = None) -> list[str]:
        """Answers of the model as it is now."""
        settings = self.config.evaluation
        how = renderer or self.renderer
        return answers(model, how, self.rows, most_new_tokens=settings.most_new_tokens, batch=settings.batch)

    def figures(self, name: str, said: Sequence[str]) -> Figures:
        """What these answers are worth."""
        return scored(name, self.rows, said, self.check)

    def before(self, model: PeftModel) -> tuple[list[Figures], list[str]]:
        """Of the base alone, where that is wanted without the prompt's examples first; and what it said with them."""
        found = []
        with model.disable_adapter():
            if self.config.evaluation.without_examples and self.renderer.template.examples:
                bare = self.said(model, self.renderer.without_examples())
                found.append(self.figures("before, no examples", bare))
            said = self.said(model)
        return [*found, self.figures("before", said)], said

    def examples(self, before: Sequence[str], after: Sequence[str]) -> list[Example]:
        """The first few whose answers differ."""
        told = zip(self.rows, before, after, strict=True)
        changed = [Example(row.question, row.wanted, was, now) for row, was, now in told if was != now]
        return changed[:_EXAMPLES]
