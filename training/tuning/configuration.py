"""What a run is told: a YAML file on top of a preset, and `key=value` on top of that."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from domain.errors import Misconfigured

_PRESET = "preset"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Kind(StrEnum):
    """How the model reads and writes."""

    CAUSAL = "causal"
    SEQ2SEQ = "seq2seq"


class Tracker(StrEnum):
    """Where the curves go beside the picture."""

    NONE = "none"
    TENSORBOARD = "tensorboard"
    WANDB = "wandb"


class DataSettings(_Strict):
    """`held_out` are files that are never learnt from; without them `held_out_ratio` of the documents are kept out.

    `near_duplicate_ratio` is the share of common word triples from which two rows count as one.
    """

    files: tuple[Path, ...] = Field(min_length=1)
    held_out: tuple[Path, ...] = ()
    held_out_ratio: float = Field(0.1, gt=0, lt=1)
    near_duplicate_ratio: float = Field(0.8, gt=0, le=1)
    most_tokens: int = Field(1024, ge=16)


class AdapterSettings(_Strict):
    """LoRA; `quantised`: QLoRA, the base's weights in four bits (NF4), which takes a CUDA GPU and `bitsandbytes`."""

    rank: int = Field(16, ge=1)
    alpha: int = Field(32, ge=1)
    dropout: float = Field(0.05, ge=0, lt=1)
    targets: Literal["all-linear"] | tuple[str, ...] = "all-linear"
    quantised: bool = False


class Learning(_Strict):
    """How one stage learns. `evaluate_steps` null: ten times a run; `patience` counts looks without a lower loss.

    `most_steps` null: all epochs. `recompute`: activations are computed again in the backward pass, for less memory.
    """

    epochs: float = Field(3.0, gt=0)
    most_steps: int | None = Field(None, ge=1)
    learning_rate: float = Field(2e-4, gt=0)
    schedule: Literal["cosine", "linear", "constant_with_warmup"] = "cosine"
    warmup_ratio: float = Field(0.1, ge=0, lt=1)
    weight_decay: float = Field(0.0, ge=0)
    clip: float = Field(1.0, gt=0)
    batch: int = Field(4, ge=1)
    accumulate: int = Field(4, ge=1)
    evaluate_steps: int | None = Field(None, ge=1)
    patience: int | None = Field(3, ge=1)
    recompute: bool = False


class Preferring(Learning):
    """DPO on corrected answers: `beta` holds the model to what it was before."""

    epochs: float = Field(1.0, gt=0)
    learning_rate: float = Field(5e-6, gt=0)
    beta: float = Field(0.1, gt=0)


class EvaluationSettings(_Strict):
    """What is asked before and after. `judge` is the folder of the shipped models, null for words alone.

    `without_examples`: the base is also asked by a prompt without its examples, which tells what they help.
    """

    rows: int = Field(200, ge=0)
    every_epoch: bool = False
    without_examples: bool = True
    most_new_tokens: int = Field(200, ge=1)
    batch: int = Field(8, ge=1)
    judge: Path | None = Path("models")


class TrackingSettings(_Strict):
    """`online` sends to Weights & Biases; without it a run is kept on disk and can be sent later by `wandb sync`."""

    to: Tracker = Tracker.NONE
    project: str = "candor"
    online: bool = False


class TuningConfig(_Strict):
    """A whole run. `source` says where a preset's parameters come from; `prompt` is as in `CANDOR_LLM_PROMPT`."""

    base: str = Field(min_length=1)
    kind: Kind = Kind.CAUSAL
    out: Path
    seed: int = 13
    prompt: str = "auto"
    source: str = ""
    data: DataSettings
    adapter: AdapterSettings = AdapterSettings()
    sft: Learning = Learning()
    dpo: Preferring | None = None
    evaluation: EvaluationSettings = EvaluationSettings()
    tracking: TrackingSettings = TrackingSettings()

    @model_validator(mode="after")
    def _possible(self) -> "TuningConfig":
        if self.kind is Kind.SEQ2SEQ and self.dpo is not None:
            raise ValueError("dpo is for causal models: leave it out for kind: seq2seq")
        return self


def read_config(path: Path, overrides: Sequence[str] = ()) -> TuningConfig:
    """`overrides` as in `sft.epochs=2`. Raises `Misconfigured`, which names file, field and what is wrong with it."""
    told = _read(path)
    for override in overrides:
        _override(told, override)
    preset = told.pop(_PRESET, None)
    whole = _merged(_preset(str(preset)), told) if preset else told
    try:
        return TuningConfig.model_validate(whole)
    except ValidationError as error:
        wrong = "; ".join(f"{_place(item['loc'])}{_bare(item['msg'])}" for item in error.errors())
        raise Misconfigured(f"{path}: {wrong}") from error


def preset_names() -> list[str]:
    """Those that are shipped."""
    return sorted(one.name.removesuffix(".yaml") for one in _presets().iterdir() if one.name.endswith(".yaml"))


def _presets() -> Traversable:
    return files("training.tuning") / "presets"


def _preset(name: str) -> dict[str, Any]:
    if name not in preset_names():
        raise Misconfigured(f"There is no preset {name}; there are: {', '.join(preset_names())}.")
    found: dict[str, Any] = yaml.safe_load((_presets() / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path} cannot be read: {error}") from error
    if not isinstance(told, dict):
        raise Misconfigured(f"{path} holds no settings; docs/finetuning.md shows how they look.")
    return told


def _override(told: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    *rooms, name = key.split(".")
    if not equals or not all([*rooms, name]):
        raise Misconfigured(f"{override} is no setting: write it as sft.epochs=2.")
    for room in rooms:
        if not isinstance(told.get(room), dict):
            told[room] = {}
        told = told[room]
    try:
        told[name] = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise Misconfigured(f"{override}: the value cannot be read.") from error


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """What both have as rooms is merged, anything else is `above`'s."""
    both = {
        name: _merged(below[name], value)
        for name, value in above.items()
        if isinstance(value, dict) and isinstance(below.get(name), dict)
    }
    return {**below, **above, **both}


def _place(location: Sequence[int | str]) -> str:
    return f"{'.'.join(map(str, location))}: " if location else ""


def _bare(message: str) -> str:
    return message.removeprefix("Value error, ")
