"""How a run went, by its losses: whether it over-fits, spikes, or its sides differ, and why that may be."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

RISE_RATIO = 1.05
SPIKE_RATIO = 2.0
SIDES_RATIO = 1.5
_BEFORE = 5
_WINDOW = 20


@dataclass(frozen=True, slots=True)
class Trained:
    """A step's training loss; `gradient` is its norm before clipping, null where it was not told."""

    step: int
    loss: float
    gradient: float | None
    rate: float


@dataclass(frozen=True, slots=True)
class Looked:
    """The loss on what is held out, after that many steps."""

    step: int
    loss: float


@dataclass(frozen=True, slots=True)
class History:
    """The losses of a stage (`sft`, `dpo`), by steps."""

    stage: str
    trained: tuple[Trained, ...]
    looked: tuple[Looked, ...]

    @classmethod
    def of(cls, stage: str, logged: Iterable[Mapping[str, Any]]) -> "History":
        """From what a trainer of transformers logged."""
        entries = list(logged)
        trained = [
            Trained(one["step"], one["loss"], one.get("grad_norm"), one.get("learning_rate", 0.0))
            for one in entries
            if "loss" in one
        ]
        looked = [Looked(one["step"], one["eval_loss"]) for one in entries if "eval_loss" in one]
        return cls(stage, tuple(trained), tuple(looked))

    @property
    def best(self) -> Looked | None:
        """The lowest loss on what is held out; null where nobody looked."""
        seen = [one for one in self.looked if math.isfinite(one.loss)]
        return min(seen, key=lambda one: one.loss, default=None)


def warnings_of(history: History) -> list[str]:
    """Sentences with what may be the cause, and what to do."""
    found = [_diverged(history), _over_fits(history), _spikes(history), _sides_differ(history)]
    return [f"{history.stage}: {one}" for one in found if one]


def _diverged(history: History) -> str | None:
    gone = next((one for one in history.trained if not math.isfinite(one.loss)), None)
    if gone is None:
        return None
    return (
        f"it diverged at step {gone.step}: a learning rate of {gone.rate:.1e} is too high; lower it, or warm up longer."
    )


def _over_fits(history: History) -> str | None:
    best, last = history.best, history.looked[-1] if history.looked else None
    if best is None or last is None or last.loss < best.loss * RISE_RATIO:
        return None
    then, now = _around(history.trained, best.step), _around(history.trained, last.step)
    if then is None or now is None or now >= then:
        return None
    return (
        f"it over-fits: after step {best.step} the loss on what is held out rose from {best.loss:.3f} to "
        f"{last.loss:.3f} while that of training fell from {then:.3f} to {now:.3f}, so it learns the rows by heart. "
        "Take fewer epochs, a lower rank, more dropout or more rows; what is kept is the adapter of the lowest loss."
    )


def _around(trained: Sequence[Trained], step: int) -> float | None:
    """The mean of the last few losses up to a step."""
    before = [one.loss for one in trained if one.step <= step][-_BEFORE:]
    return fmean(before) if before else None


def _spikes(history: History) -> str | None:
    for place in range(_BEFORE, len(history.trained)):
        here, before = history.trained[place], history.trained[max(0, place - _WINDOW) : place]
        usual = median(one.loss for one in before)
        if math.isfinite(here.loss) and here.loss > SPIKE_RATIO * usual:
            return f"the loss jumps at step {here.step} to {here.loss:.3f} (usual: {usual:.3f}). {_cause(here, before)}"
    return None


def _cause(here: Trained, before: Sequence[Trained]) -> str:
    gradients = [one.gradient for one in before if one.gradient is not None]
    if here.gradient is not None and gradients and here.gradient > SPIKE_RATIO * median(gradients):
        return (
            f"Its gradient was {here.gradient:.1f} (usual: {median(gradients):.1f}) at a rate of {here.rate:.1e}: "
            "lower the learning rate or sft.clip, or warm up longer."
        )
    return "Its gradient was as ever, so its rows are unlike the others: look at them, or take larger batches."


def _sides_differ(history: History) -> str | None:
    first = next(iter(history.looked), None)
    start = [one.loss for one in history.trained[:_BEFORE]]
    if history.stage != "sft" or first is None or first.step > 0 or len(start) < _BEFORE or not fmean(start):
        return None
    ratio = first.loss / fmean(start)
    if 1 / SIDES_RATIO <= ratio <= SIDES_RATIO:
        return None
    return (
        f"the sides differ: before anything was learnt the loss on what is held out was {ratio:.1f} times that of "
        "training, so one side is harder than the other. Take another seed, or name data.held_out."
    )
