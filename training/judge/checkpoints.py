"""Weights and runs on disk. A file is there whole or not at all: it is written beside its place, then renamed.

Weights are a name → float16 tensor dictionary. A run's file beside them (`.run`) has all that it takes to go on as if
nothing had happened.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

import torch
from torch import Tensor, nn

from training.judge.feed import State
from training.judge.network import HEADS
from training.judge.shipped import GRAPH_SUFFIX, shipped_weights


class RunState(TypedDict):
    """Where a run stands. `seconds` is how much of its time it has used."""

    weights: dict[str, Tensor]
    optimiser: dict[str, Any]
    feed: State
    seconds: float
    steps: int
    tokens: int
    random: Tensor
    device_random: Tensor | None


class OtherNetwork(ValueError):
    """A checkpoint's weights are not those of the network that they were to go into."""


def run_file(weights: Path) -> Path:
    """Where the run that writes `weights` keeps its state."""
    return weights.with_suffix(".run")


def save_weights(network: nn.Module, path: Path) -> None:
    """As float16: half the bytes, and less than what compression takes away later."""
    _save({name: weight.detach().half().cpu() for name, weight in network.state_dict().items()}, path)


def load_weights(network: nn.Module, source: Path) -> list[str]:
    """Puts a checkpoint into `network`, or the shipped graph where `source` ends in `.xml`.

    Heads that the checkpoint lacks stay as they are; returns what is missing of them. Raises `OtherNetwork` for any
    other difference.
    """
    if source.suffix == GRAPH_SUFFIX:
        shapes = {name: tuple(weight.shape) for name, weight in network.state_dict().items()}
        found = {name: torch.from_numpy(array) for name, array in shipped_weights(source, shapes).items()}
    else:
        found = torch.load(source, weights_only=True, map_location="cpu")
    missing, foreign = _put(network, found)
    lost = [name for name in missing if not name.startswith(HEADS)]
    if lost or foreign:
        raise OtherNetwork(f"{source} is of another network: it lacks {lost[:3]} and has {foreign[:3]} besides.")
    return missing


def save_run(state: RunState, path: Path) -> None:
    """The run's own file; weights go beside it by `save_weights`."""
    _save(state, path)


def load_run(path: Path) -> RunState:
    """What `save_run` wrote, on the CPU."""
    state: RunState = torch.load(path, weights_only=True, map_location="cpu")
    return state


def _put(network: nn.Module, weights: Mapping[str, Tensor]) -> tuple[list[str], list[str]]:
    try:
        result = network.load_state_dict({name: weight.float() for name, weight in weights.items()}, strict=False)
    except RuntimeError as error:
        raise OtherNetwork(f"The checkpoint's weights have other shapes: {error}") from error
    return list(result.missing_keys), list(result.unexpected_keys)


def _save(what: object, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    torch.save(what, part)
    part.replace(path)
