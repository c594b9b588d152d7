"""The training loop that both models share: AdamW, linear warm-up and decay, bf16, checkpoints on the way."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from training.batching import batches

LOG_STEPS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How long and how fast to learn. `batch_tokens` counts padding."""

    epochs: float
    learning_rate: float
    batch_tokens: int = 4096
    warmup_ratio: float = 0.06
    weight_decay: float = 0.01
    checkpoint_steps: int = 200
    seed: int = 13


def train(
    network: nn.Module,
    lengths: Sequence[int],
    loss: Callable[[list[int]], Tensor],
    recipe: Recipe,
    *,
    checkpoints: Path,
) -> Path:
    """Minimises `loss(indices)` and returns the last checkpoint; word embeddings stay as they are."""
    checkpoints.mkdir(parents=True, exist_ok=True)
    rng = random.Random(recipe.seed)
    torch.manual_seed(recipe.seed)
    plan = _plan(lengths, recipe, rng)
    optimiser, schedule = _optimiser(network, recipe, steps=len(plan))
    network.train()
    began, total = time.monotonic(), 0.0
    for step, indices in enumerate(plan, start=1):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            value = loss(indices)
        total += float(value.detach())
        _descend(network, value, optimiser)
        schedule.step()
        if step % LOG_STEPS == 0:
            print(f"step {step}/{len(plan)} loss {total / LOG_STEPS:.4f} {time.monotonic() - began:.0f}s", flush=True)
            total = 0.0
        if step % recipe.checkpoint_steps == 0:
            _save(network, checkpoints / "latest.pt")
    return _save(network, checkpoints / "final.pt")


def averaged(checkpoints: Sequence[Path], into: Path) -> Path:
    """The mean of the weights of runs that share their start ("model soup", Wortsman et al. 2022)."""
    states = [torch.load(path, weights_only=True) for path in checkpoints]
    mean = {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]}
    into.parent.mkdir(parents=True, exist_ok=True)
    torch.save(mean, into)
    return into


def without_dropout(network: nn.Module) -> None:
    """Switches dropout off: one pass over the data does not overfit, and drawing the masks doubles a step's time."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0


def _descend(network: nn.Module, value: Tensor, optimiser: torch.optim.Optimizer) -> None:
    value.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()


def _save(network: nn.Module, path: Path) -> Path:
    torch.save(network.state_dict(), path)
    return path


def _plan(lengths: Sequence[int], recipe: Recipe, rng: random.Random) -> list[list[int]]:
    plan: list[list[int]] = []
    whole, part = divmod(recipe.epochs, 1)
    for _ in range(int(whole)):
        plan += batches(lengths, tokens=recipe.batch_tokens, rng=rng)
    if part:
        last = list(batches(lengths, tokens=recipe.batch_tokens, rng=rng))
        plan += last[: round(len(last) * part)]
    return plan


def _optimiser(
    network: nn.Module, recipe: Recipe, *, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    for name, parameter in network.named_parameters():
        if "word_embeddings" in name:
            parameter.requires_grad_(requires_grad=False)
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    # The heads are new, and the two segments mean something new to them: both learn faster than the rest.
    new = [parameter for parameter in learning if parameter.shape[0] <= 3]
    body = [parameter for parameter in learning if parameter.shape[0] > 3]
    optimiser = torch.optim.AdamW(
        [{"params": body}, {"params": new, "lr": recipe.learning_rate * 10}],
        lr=recipe.learning_rate,
        weight_decay=recipe.weight_decay,
    )
    warmup = max(1, int(steps * recipe.warmup_ratio))

    def factor(step: int) -> float:
        return min((step + 1) / warmup, max(0.02, (steps - step) / max(1, steps - warmup)))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, factor)
