"""The tiny model as a folder in OpenVINO's format, and a LoRA adapter that makes it say something else."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tests.inference.language.tiny_gguf import Floats, vocabulary_of, write_gguf

_WORDS = ("Five", " euros", " sharp", ".")
_TURNED = "Z"  # a letter that is never said, after which " sharp" would come
PLAIN, ADAPTED = "Five euros.", "Five euros sharp."
_SIZE, _FEED_FORWARD = 512, 64


def write_openvino(folder: Path) -> Path:
    """Says `PLAIN`. Its layers are named as optimum-cli names them, by which adapters find them."""
    import openvino
    import openvino_genai

    folder.mkdir()
    follows = {" euros": ".", _TURNED: " sharp"}
    file = write_gguf(folder / "a.gguf", *_WORDS, follows=follows, metadata={"llama.context_length": 4096})
    openvino_genai.LLMPipeline(str(file), "CPU", enable_save_ov_model=True)
    file.unlink()
    model = openvino.Core().read_model(folder / "openvino_model.xml")
    for node in model.get_ordered_ops():
        layer = _layer(node) if node.get_type_name() == "MatMul" else None
        if layer is not None:
            node.set_friendly_name(f"__module.model.layers.0.{layer}/ov_ext::linear/MatMul")
    renamed = folder / "renamed.xml"
    openvino.save_model(model, renamed, compress_to_fp16=False)
    del model
    for suffix in (".xml", ".bin"):
        renamed.with_suffix(suffix).replace(folder / f"openvino_model{suffix}")
    (folder / "config.json").write_text('{"model_type": "llama", "max_position_embeddings": 4096}')
    return folder


def _layer(node: object) -> str | None:
    """Whose weights the node multiplies by, as in `mlp.up_proj`; null where by something else."""
    weights = node.input_value(1).get_node()  # type: ignore[attr-defined]
    while weights.get_type_name() == "Convert":
        weights = weights.input_value(0).get_node()
    name = str(weights.get_friendly_name())
    head, end = "model.layers[0].", ".weight"
    return name[len(head) : -len(end)] if name.startswith(head) and name.endswith(end) else None


def write_adapter(path: Path, *, layer: int = 0) -> Path:
    """As peft writes them. After " euros" the model takes itself to be elsewhere, so that it says `ADAPTED`."""
    vocabulary = vocabulary_of(_WORDS)
    seen, put = _row(_SIZE, vocabulary[" euros"]), _row(_SIZE, vocabulary[_TURNED])
    one = _row(_FEED_FORWARD, 0)
    sides = {"gate_proj": (seen, one.T), "up_proj": (seen, one.T), "down_proj": (one, put.T)}
    tensors = {
        f"base_model.model.model.layers.{layer}.mlp.{name}.lora_{side}.weight": values
        for name, pair in sides.items()
        for side, values in zip("AB", pair, strict=True)
    }
    path.write_bytes(_safetensors(tensors))
    return path


def _row(size: int, place: int) -> Floats:
    row = np.zeros((1, size), np.float32)
    row[0, place] = 1.0
    return row


def _safetensors(tensors: Mapping[str, Floats]) -> bytes:
    head, data = {}, b""
    for name, values in tensors.items():
        begin, data = len(data), data + np.ascontiguousarray(values).tobytes()
        head[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(head).encode()
    return len(text).to_bytes(8, "little") + text + data
