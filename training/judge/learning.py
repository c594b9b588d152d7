"""A run: so many minutes of AdamW, warm-up, level and linear decay by the clock, with checkpoints on the way."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn

from training.judge.checkpoints import load_run, run_file, save_run, save_weights
from training.judge.encoding import EncodedRow
from training.judge.feed import Feed
from training.judge.losses import batch_loss, collate
from training.judge.network import Judge
from training.judge.packed import EncodedSet
from training.judge.rounding import round_layers

LOWEST_FACTOR = 0.03
LOGGED_RATIO = 0.02  # of a run's time, between two lines
_NEW_HEADS = ("words", "span")

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how fast to learn. Ratios are of the run's time; `batch_tokens` counts padding.

    Embeddings and the lowest `frozen_layers` stay as they are: each saves a twentieth of the time. In the last
    `rounded_ratio` of the time the network computes with weights rounded as int4 rounds them.
    """

    minutes: float
    learning_rate: float = 3e-5
    batch_tokens: int = 1536
    frozen_layers: int = 3
    warmup_ratio: float = 0.02
    decay_ratio: float = 0.3
    weight_decay: float = 0.01
    checkpoint_minutes: float = 7.0
    head_factor: float = 10.0  # a head for words or places that is new learns so much faster
    rounded_ratio: float = 0.0
    seed: int = 1

    def factor(self, used: float) -> float:
        """Of the learning rate, when `used` of the time is."""
        if used < self.warmup_ratio:
            return used / self.warmup_ratio
        if used < 1 - self.decay_ratio:
            return 1.0
        return LOWEST_FACTOR + (1 - LOWEST_FACTOR) * max(0.0, 1 - used) / self.decay_ratio


@dataclass(slots=True)
class Progress:
    """What a run has used and read."""

    seconds: float = 0.0
    steps: int = 0
    tokens: int = 0


@dataclass(slots=True)
class _Since:
    """What happened since something was last said."""

    seconds: float = 0.0
    tokens: int = 0
    losses: list[Tensor] = field(default_factory=list)


class Run:
    """Learning from `sets` into `out`; `resume` goes on with the run that was writing there, if one was."""

    def __init__(
        self,
        network: Judge,
        sets: Mapping[str, EncodedSet],
        plan: Plan,
        *,
        out: Path,
        padding: int,
        resume: bool = False,
        clock: Clock = time.monotonic,
    ) -> None:
        torch.manual_seed(plan.seed)
        self.progress = Progress()
        self._plan, self._out, self._padding, self._clock = plan, out, padding, clock
        self._device = next(network.parameters()).device
        self._network = network.train()
        self._rows: Sequence[EncodedRow] = [row for one in sets.values() for row in one.rows]
        self._feed = Feed(
            {name: one.lengths for name, one in sets.items()}, batch_tokens=plan.batch_tokens, seed=plan.seed
        )
        freeze(network, layers=plan.frozen_layers)
        self._optimiser = _optimiser(network, plan)
        self._said = _Since()
        self._rounds = False
        if resume and run_file(out).exists():
            self._restore()

    def learn(self) -> Path:
        """Learns until the time is up; returns the last checkpoint's weights."""
        began = self._clock() - self.progress.seconds
        saved = self.progress.seconds
        while (used := self._clock() - began) < self._plan.minutes * 60:
            self.progress.seconds = used
            self._step(used / (self._plan.minutes * 60))
            if used - self._said.seconds >= LOGGED_RATIO * self._plan.minutes * 60:
                self._say()
            if used - saved >= self._plan.checkpoint_minutes * 60:
                self.save()
                saved = used
        self.save()
        return self._out

    def save(self) -> None:
        """Weights, and beside them all that it takes to go on."""
        save_weights(self._network, self._out)
        on_device = torch.cuda.get_rng_state(self._device) if self._device.type == "cuda" else None
        save_run(
            {
                "weights": self._network.state_dict(),
                "optimiser": self._optimiser.state_dict(),
                "feed": self._feed.state(),
                "seconds": self.progress.seconds,
                "steps": self.progress.steps,
                "tokens": self.progress.tokens,
                "random": torch.get_rng_state(),
                "device_random": on_device,
            },
            run_file(self._out),
        )

    def _restore(self) -> None:
        state = load_run(run_file(self._out))
        self._feed.restore(state["feed"])
        self._network.load_state_dict(state["weights"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.progress = Progress(state["seconds"], state["steps"], state["tokens"])
        self._said.seconds = state["seconds"]
        torch.set_rng_state(state["random"])
        if state["device_random"] is not None and self._device.type == "cuda":
            torch.cuda.set_rng_state(state["device_random"], self._device)

    def _step(self, used: float) -> None:
        if not self._rounds and used >= 1 - self._plan.rounded_ratio:
            round_layers(self._network.body)
            self._rounds = True
        rows = [self._rows[index] for index in self._feed.next()]
        batch = collate(rows, padding=self._padding, device=self._device)
        for group in self._optimiser.param_groups:
            group["lr"] = self._plan.learning_rate * self._plan.factor(used) * group["times"]
        with torch.autocast(self._device.type, dtype=torch.bfloat16):
            outputs = self._network(batch.input_ids, batch.attention_mask)
        loss = batch_loss(outputs, batch)
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        tokens = sum(len(row.ids) for row in rows)
        self.progress.steps += 1
        self.progress.tokens += tokens
        self._said.tokens += tokens
        self._said.losses.append(loss.detach())  # a number would make a GPU wait for the next batch

    def _say(self) -> None:
        progress, since = self.progress, self._said
        rate = since.tokens / (progress.seconds - since.seconds)
        loss = float(torch.stack(since.losses).mean())
        print(
            f"{progress.seconds / 60:6.1f} min  step {progress.steps}  {progress.tokens / 1e6:.2f} M tokens"
            f"  {rate:.0f} tokens/s  loss {loss:.4f}",
            flush=True,
        )
        self._said = _Since(self.progress.seconds)


def freeze(network: Judge, *, layers: int) -> None:
    """Embeddings, the lowest layers, and the position bias that fused attention gives no gradient."""
    encoder = network.body.encoder
    frozen = [network.body.embeddings, *encoder.layer[:layers]]
    if hasattr(encoder, "relative_attention_bias"):
        frozen.append(encoder.relative_attention_bias)
    for part in frozen:
        part.requires_grad_(requires_grad=False)


def best_device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _optimiser(network: Judge, plan: Plan) -> torch.optim.Optimizer:
    groups: dict[str, list[nn.Parameter]] = {"matrices": [], "vectors": [], "heads": []}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            group = "heads" if name.startswith(_NEW_HEADS) else "matrices" if parameter.ndim > 1 else "vectors"
            groups[group].append(parameter)
    return torch.optim.AdamW(
        [
            {"params": groups["matrices"], "weight_decay": plan.weight_decay, "times": 1.0},
            {"params": groups["vectors"], "weight_decay": 0.0, "times": 1.0},
            {"params": groups["heads"], "weight_decay": plan.weight_decay, "times": plan.head_factor},
        ],
        lr=plan.learning_rate,
        fused=True,
    )
