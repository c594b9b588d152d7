"""The encoder, taught which sentence answers a question: one in other words, beside some that share more of them.

What it could before is kept: no vector may move far from where the network that it starts from puts it.
"""

import random
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.backbone import load_backbone, load_tokenizer
from training.encoder_pairs import Pair
from training.networks import EncoderNetwork

LONGEST_TOKENS = 128
TEMPERATURE = 0.05
LOG_STEPS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how fast. `kept` weighs the squared distance that vectors, of length 1, have moved."""

    epochs: int = 6
    batch_pairs: int = 256
    learning_rate: float = 1e-4
    warmup_ratio: float = 0.1
    kept: float = 3.0
    seed: int = 13


def train_encoder(pairs: Sequence[Pair], plan: Plan, *, into: Path) -> None:
    """From all-MiniLM-L6-v2, on a GPU where there is one, into a checkpoint for `export encoder`."""
    network = EncoderNetwork(load_backbone()).to("cuda" if torch.cuda.is_available() else "cpu")
    learn(network, pairs, load_tokenizer(), plan)
    into.parent.mkdir(parents=True, exist_ok=True)
    torch.save(network.cpu().state_dict(), into)


def learn(network: nn.Module, pairs: Sequence[Pair], tokenizer: Tokenizer, plan: Plan) -> None:
    """Makes the right text of each pair nearer to its question than its wrong ones and those of the whole batch.

    Nothing is dropped out: vectors that are to stay would move by that alone.
    """
    torch.manual_seed(plan.seed)
    before = deepcopy(network.eval()).requires_grad_(requires_grad=False)
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.learning_rate, weight_decay=0.01)
    steps = list(batches(pairs, plan))
    warm = max(1, round(plan.warmup_ratio * len(steps)))
    began = time.monotonic()
    for step, batch in enumerate(steps):
        rate = min((step + 1) / warm, (len(steps) - step) / max(1, len(steps) - warm))
        for group in optimiser.param_groups:
            group["lr"] = plan.learning_rate * rate
        loss, moved = _losses(network, before, tokenizer, batch)
        (loss + plan.kept * moved).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if step % LOG_STEPS == 0:
            told = f"step {step}/{len(steps)} loss {loss.item():.3f} moved {moved.item():.4f}"
            print(f"{told} {time.monotonic() - began:.0f} s", flush=True)


def batches(pairs: Sequence[Pair], plan: Plan) -> Iterator[list[Pair]]:
    """No two pairs of a batch have the same right text: each would be wrong for the other."""
    rng = random.Random(plan.seed)
    for _ in range(plan.epochs):
        waiting = rng.sample(pairs, len(pairs))
        while len(batch := _unlike(waiting, plan.batch_pairs)) > 1:
            yield batch
            taken = set(map(id, batch))
            waiting = [pair for pair in waiting if id(pair) not in taken]


def _unlike(pairs: Sequence[Pair], most: int) -> list[Pair]:
    """The first of `pairs` that have different right texts."""
    first: dict[str, Pair] = {}
    for pair in pairs:
        first.setdefault(pair.right, pair)
        if len(first) == most:
            break
    return list(first.values())


def _losses(
    network: nn.Module, before: nn.Module, tokenizer: Tokenizer, batch: Sequence[Pair]
) -> tuple[Tensor, Tensor]:
    """InfoNCE at `TEMPERATURE` (van den Oord et al. 2018, arXiv:1807.03748), and the squared distance from `before`."""
    device = next(network.parameters()).device
    wrong = [text for pair in batch for text in pair.wrong]
    questions = _tokens(tokenizer, [pair.question for pair in batch], device)
    texts = _tokens(tokenizer, [*(pair.right for pair in batch), *wrong], device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        asked, told = network(*questions).float(), network(*texts).float()
        with torch.no_grad():
            asked_before, told_before = before(*questions).float(), before(*texts).float()
    moved = ((asked - asked_before) ** 2).sum(1).mean() + ((told - told_before) ** 2).sum(1).mean()
    likeness = asked @ told.T / TEMPERATURE
    return functional.cross_entropy(likeness, torch.arange(len(batch), device=device)), moved


def _tokens(tokenizer: Tokenizer, texts: Sequence[str], device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    tokenizer.enable_truncation(LONGEST_TOKENS)
    tokenizer.enable_padding()
    found = tokenizer.encode_batch(list(texts))
    ids = torch.tensor([one.ids for one in found])
    mask = torch.tensor([one.attention_mask for one in found])
    return ids.to(device), mask.to(device), torch.zeros_like(ids).to(device)
