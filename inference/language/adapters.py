"""Whether a LoRA adapter is one for a model: the runtime leaves out what it does not find, and only warns."""

import json
import re
from pathlib import Path

from domain.errors import Unsupported

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
