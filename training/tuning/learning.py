"""The stages: supervised fine-tuning of causal and seq2seq models, and DPO; each saved, resumed and stopped early."""

import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets import Dataset
from peft import PeftModel
from transformers import (
    DataCollatorForSeq2Seq,
    EarlyStoppingCallback,
    PrinterCallback,
    Seq2SeqTrainer,
    Seq2SeqTrainingArguments,
    Trainer,
    TrainerCallback,
)
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

from training.tuning.configuration import Learning, Preferring, Tracker, TrackingSettings, TuningConfig
from training.tuning.models import has_bfloat16
from training.tuning.rendering import Renderer
from training.tuning.rows import TuningRow
from training.tuning.watching import History

_LOOKS, _LINES = 10, 100
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Sides:
    """What is learnt from, and what is looked at beside it."""

    train: Sequence[TuningRow]
    held_out: Sequence[TuningRow]


class _EachEpoch(TrainerCallback):
    """Calls back with the number of each epoch that ends."""

    def __init__(self, call: Callable[[int], None]) -> None:
        self._call = call

    def on_epoch_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ANN401, ARG002 - theirs
        """See `TrainerCallback`."""
        self._call(round(state.epoch))


class _Saying(TrainerCallback):
    """Says each loss as it comes, in place of what the trainer prints."""

    def __init__(self, stage: str, say: Callable[[str], None]) -> None:
        self._stage, self._say = stage, say

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:  # noqa: ANN401, ARG002
        """See `TrainerCallback`."""
        for name, what in (("loss", "loss"), ("eval_loss", "loss on what is held out")):
            if name in (logs or {}):
                self._say(f"{self._stage}: step {state.global_step} of {state.max_steps}, {what} {logs[name]:.4f}")


class Teacher:
    """Teaches one model with its adapter; afterwards that is the one of the lowest loss on what is held out."""

    def __init__(
        self, model: PeftModel, renderer: Renderer, config: TuningConfig, *, resume: bool, say: Callable[[str], None]
    ) -> None:
        self._model, self._renderer, self._config = model, renderer, config
        self._resume, self._say = resume, say

    def fine_tune(self, sides: Sides, *, each_epoch: Callable[[int], None] | None = None) -> History:
        """Teaches the wanted answers."""
        learning = self._config.sft
        told = _arguments(learning, self._config, "sft", rows=len(sides.train))
        shared = self._shared(sides, _sft_row, learning)
        if each_epoch is not None:
            shared["callbacks"].append(_EachEpoch(each_epoch))
        trainer: Trainer
        if self._renderer.is_seq2seq:
            collator = DataCollatorForSeq2Seq(self._renderer.tokenizer, model=self._model)
            arguments = Seq2SeqTrainingArguments(**told)
            trainer = Seq2SeqTrainer(self._model, arguments, data_collator=collator, **shared)
        else:
            arguments = SFTConfig(**told, max_length=None)
            trainer = SFTTrainer(self._model, arguments, processing_class=self._renderer.tokenizer, **shared)
        return self._run(trainer, "sft")

    def prefer(self, sides: Sides, settings: Preferring) -> History:
        """Teaches to prefer people's answers to a model's; the reference is the adapter as it is now."""
        told = _arguments(settings, self._config, "dpo", rows=len(sides.train))
        arguments = DPOConfig(**told, beta=settings.beta, max_length=None)
        shared = self._shared(sides, _dpo_row, settings)
        trainer = DPOTrainer(self._model, args=arguments, processing_class=self._renderer.tokenizer, **shared)
        return self._run(trainer, "dpo")

    def _shared(
        self, sides: Sides, row: Callable[[Renderer, TuningRow], dict[str, Any]], learning: Learning
    ) -> dict[str, Any]:
        train, held_out = (
            Dataset.from_list([row(self._renderer, one) for one in side]) for side in (sides.train, sides.held_out)
        )
        stopping = [] if learning.patience is None else [EarlyStoppingCallback(learning.patience)]
        return {"train_dataset": train, "eval_dataset": held_out, "callbacks": stopping}

    def _run(self, trainer: Trainer, stage: str) -> History:
        """Where there is nothing to resume it begins."""
        self._say(f"{stage}: {len(trainer.train_dataset)} rows")
        trainer.remove_callback(PrinterCallback)
        trainer.add_callback(_Saying(stage, self._say))
        folder = self._config.out / stage
        trainer.train(resume_from_checkpoint=_last_checkpoint(folder) if self._resume else None)
        return History.of(stage, trainer.state.log_history)


def _last_checkpoint(folder: Path) -> str | None:
    """The newest that was written to its end, which its state ends; null for none."""
    whole = []
    for path in folder.glob("checkpoint-*/trainer_state.json"):
        try:
            whole.append((json.loads(path.read_text(encoding="utf-8"))["global_step"], str(path.parent)))
        except ValueError:
            continue
    return max(whole, default=(0, None))[1]


def _arguments(learning: Learning, config: TuningConfig, stage: str, *, rows: int) -> dict[str, Any]:
    """What the trainers of all stages are told alike."""
    steps = _steps(learning, rows)
    return {
        **_looks(learning.evaluate_steps or max(1, steps // _LOOKS)),
        "output_dir": str(config.out / stage),
        "seed": config.seed,
        "max_steps": steps,
        "learning_rate": learning.learning_rate,
        "lr_scheduler_type": learning.schedule,
        "warmup_steps": math.ceil(learning.warmup_ratio * steps),
        "weight_decay": learning.weight_decay,
        "max_grad_norm": learning.clip,
        "per_device_train_batch_size": learning.batch,
        "per_device_eval_batch_size": learning.batch,
        "gradient_accumulation_steps": learning.accumulate,
        "gradient_checkpointing": learning.recompute,
        "bf16": has_bfloat16(),
        "logging_steps": max(1, steps // _LINES),
        "dataloader_pin_memory": has_bfloat16(),
        "disable_tqdm": True,
        "report_to": _trackers(config.tracking, config.out),
        "run_name": f"{config.out.name}-{stage}",
    }


def _looks(every: int) -> dict[str, Any]:
    """At what is held out, with a checkpoint each time; the best of them is kept."""
    return {
        "eval_strategy": "steps",
        "eval_steps": every,
        "eval_on_start": True,
        "save_steps": every,
        "save_total_limit": 2,
        "load_best_model_at_end": True,
        "metric_for_best_model": "eval_loss",
        "greater_is_better": False,
    }


def _steps(learning: Learning, rows: int) -> int:
    a_epoch = math.ceil(rows / (learning.batch * learning.accumulate))
    steps = max(1, math.ceil(a_epoch * learning.epochs))
    return min(steps, learning.most_steps or steps)


def _trackers(settings: TrackingSettings, out: Path) -> list[str]:
    """Both read their folders from the environment alone."""
    if settings.to is Tracker.TENSORBOARD:
        os.environ["TENSORBOARD_LOGGING_DIR"] = str(out / "tensorboard")
    if settings.to is Tracker.WANDB:
        os.environ |= {"WANDB_PROJECT": settings.project, "WANDB_DIR": str(out)}
        os.environ["WANDB_MODE"] = "online" if settings.online else "offline"
    return [] if settings.to is Tracker.NONE else [settings.to.value]


def _sft_row(renderer: Renderer, row: TuningRow) -> dict[str, list[int]]:
    """The loss is the answer's alone."""
    rendered = renderer.render(row)
    asked, answered = renderer.ids(rendered.prompt), renderer.ids(rendered.wanted)
    if renderer.is_seq2seq:
        return {"input_ids": asked, "attention_mask": [1] * len(asked), "labels": answered}
    return {"input_ids": asked + answered, "labels": [_IGNORED] * len(asked) + answered}


def _dpo_row(renderer: Renderer, row: TuningRow) -> dict[str, str]:
    """As text: the trainer makes its own tokens, and puts a first one before them where the tokenizer does."""
    rendered = renderer.render(row)
    return {
        "prompt": renderer.without_first_token(rendered.prompt),
        "chosen": rendered.wanted,
        "rejected": rendered.rejected or "",
    }
