"""The base with its tokenizer, and the adapter on it."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, TaskType, get_peft_model, prepare_model_for_kbit_training
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForSeq2SeqLM,
    AutoTokenizer,
    BitsAndBytesConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    set_seed,
)

from domain.errors import Misconfigured
from training.tuning.configuration import AdapterSettings, Kind, TuningConfig

_CLASSES = {Kind.CAUSAL: AutoModelForCausalLM, Kind.SEQ2SEQ: AutoModelForSeq2SeqLM}
_TASKS = {Kind.CAUSAL: TaskType.CAUSAL_LM, Kind.SEQ2SEQ: TaskType.SEQ_2_SEQ_LM}


def load_tokenizer(base: str) -> PreTrainedTokenizerBase:
    """Of a folder or a name on the hub. Raises `Misconfigured`."""
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(base)
    except (OSError, ValueError) as error:
        raise Misconfigured(f"No tokenizer can be read from base {base}: {error}") from error
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def parameters_of(config: TuningConfig) -> int:
    """How many weights the base has, without reading them. Raises `Misconfigured`."""
    try:
        described = AutoConfig.from_pretrained(config.base)
        with torch.device("meta"):
            return int(_CLASSES[config.kind].from_config(described).num_parameters())
    except (OSError, ValueError) as error:
        raise Misconfigured(f"No {config.kind} model can be read from base {config.base}: {error}") from error


def load_base(config: TuningConfig) -> PreTrainedModel:
    """The base's weights, on a GPU where there is one. Raises `Misconfigured`."""
    options: dict[str, Any] = {"dtype": torch.bfloat16 if has_bfloat16() else torch.float32}
    if config.adapter.quantised:
        options |= {"quantization_config": _four_bits(), "device_map": {"": 0}}
    try:
        model: PreTrainedModel = _CLASSES[config.kind].from_pretrained(config.base, **options)
    except (OSError, ValueError) as error:
        raise Misconfigured(f"No {config.kind} model can be read from base {config.base}: {error}") from error
    if config.adapter.quantised:
        prepared: PreTrainedModel = prepare_model_for_kbit_training(model)
        return prepared
    return model.to("cuda" if torch.cuda.is_available() else "cpu")


def new_adapter(base: PreTrainedModel, settings: AdapterSettings, kind: Kind) -> PeftModel:
    """An adapter that changes nothing yet. Raises `Misconfigured` where the base lacks the layers."""
    targets = settings.targets if isinstance(settings.targets, str) else list(settings.targets)
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules=targets,
        task_type=_TASKS[kind],
    )
    try:
        return get_peft_model(base, config)
    except ValueError as error:
        raise Misconfigured(f"adapter.targets: {error}") from error


def learnt_adapter(base: PreTrainedModel, folder: Path) -> PeftModel:
    """One that was saved, to be learnt further."""
    return PeftModel.from_pretrained(base, folder, is_trainable=True)


def has_bfloat16() -> bool:
    """Whether a GPU computes in it."""
    return bool(torch.cuda.is_available() and torch.cuda.is_bf16_supported())


def _four_bits() -> BitsAndBytesConfig:
    if not torch.cuda.is_available() or find_spec("bitsandbytes") is None:
        raise Misconfigured(
            "adapter.quantised needs a CUDA GPU and bitsandbytes (pip install bitsandbytes): "
            "take them, or adapter.quantised=false."
        )
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16 if has_bfloat16() else torch.float16,
    )


def seeded(seed: int) -> None:
    """Everything that is drawn from here on is the same for the same seed."""
    set_seed(seed)
