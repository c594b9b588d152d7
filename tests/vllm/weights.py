"""Run by vLLM's own interpreter: SmolLM2 from its GGUF as a folder that vLLM serves, and adapters for it.

Use: python tests/vllm/weights.py SMOLLM2.gguf FOLDER. Writes FOLDER/model and FOLDER/adapters/{odd,large}.
"""

import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig, PreTrainedModel

_RANK, _TOO_LARGE = 8, 32  # the server takes 16


def main(gguf: Path, folder: Path) -> None:
    _dequantise(gguf, folder / "model")
    base = AutoModelForCausalLM.from_pretrained(folder / "model", dtype=torch.float32)
    for name, rank in (("odd", _RANK), ("large", _TOO_LARGE)):
        base = _adapter(base, rank, folder / "adapters" / name)


def _dequantise(gguf: Path, folder: Path) -> None:
    plain = GgufConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(
        gguf.parent, gguf_file=gguf.name, quantization_config=plain, dtype=torch.bfloat16
    )
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name).save_pretrained(folder)


def _adapter(base: PreTrainedModel, rank: int, folder: Path) -> PreTrainedModel:
    """Random weights, the same each time, that make the model say other things. Returns the base as it was."""
    torch.manual_seed(7)
    config = LoraConfig(r=rank, lora_alpha=rank, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM")
    adapted: PeftModel = get_peft_model(base, config)
    for name, weights in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weights, std=0.5)
    adapted.save_pretrained(folder)
    return adapted.unload()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
