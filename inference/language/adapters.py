"""LoRA adapters: whether one is for a model, since the runtime leaves out what it does not find, and how it weighs."""

import json
import re
from math import sqrt
from pathlib import Path

from domain.errors import NotFound, Unsupported

_FOLDERS_FILE = "adapter_model.safetensors"
_CONFIG = "adapter_config.json"
_LENGTH_BYTES = 8
_LONGEST_HEAD_BYTES = 2**26
_MODULE = re.compile(r"(layers\.\d+\.[\w.]+?)\.lora_[AB]\b")


def require_fitting(adapter: Path, model: Path) -> None:
    """Raises `Unsupported` unless each layer that `adapter` changes is one of the OpenVINO folder `model`."""
    if model.is_file():
        raise Unsupported(
            "The runtime cannot put an adapter on a GGUF file. Merge it into the model, or take that as an OpenVINO "
            "folder."
        )
    modules = sorted(set(_MODULE.findall("\n".join(_names(adapter)))))
    if not modules:
        raise Unsupported("This is no LoRA adapter in safetensors, as peft writes them.")
    layers = (model / "openvino_model.xml").read_text(errors="replace")
    missing = [module for module in modules if module not in layers]
    if missing:
        raise Unsupported(f"The adapter was made for another model: this one has no {missing[0]}.")


def adapter_file(path: Path) -> Path:
    """The weights of an adapter, of which `path` is the file or peft's folder. Raises `NotFound`."""
    file = path / _FOLDERS_FILE if path.is_dir() else path
    if not file.is_file():
        raise NotFound(f"There is no adapter at {file}.")
    return file


def scale_of(adapter: Path) -> float:
    """By how much peft multiplies what the adapter adds, as the file beside it says; one where there is none.

    Raises `Unsupported` where that is damaged.
    """
    config = adapter.with_name(_CONFIG)
    if not config.is_file():
        return 1.0
    try:
        told = json.loads(config.read_text())
        rank, alpha = int(told["r"]), float(told["lora_alpha"])
        return alpha / (sqrt(rank) if told.get("use_rslora") else rank)
    except (AttributeError, LookupError, TypeError, ValueError, ZeroDivisionError) as error:
        raise Unsupported(f"The adapter's {_CONFIG} does not tell its rank and its alpha: {error}") from error


def _names(adapter: Path) -> list[str]:
    """Of the tensors in a safetensors file."""
    with adapter.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
        text = file.read(length) if length <= _LONGEST_HEAD_BYTES else b""
    try:
        head = json.loads(text)
    except ValueError:
        return []
    return list(head) if isinstance(head, dict) else []
