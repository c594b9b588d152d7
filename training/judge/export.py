"""A checkpoint as an artefact for the runtime: an OpenVINO graph with compressed weights, tokenizer, `model.json`."""

import shutil
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import nncf
import torch

from inference.openvino_runtime import ov
from training.details import write_details
from training.judge.checkpoints import load_weights
from training.judge.encoding import CLAIM_TOKENS, QUESTION_TOKENS, ROW_TOKENS
from training.judge.network import Judge, load_body
from training.judge.rounding import GROUP_WEIGHTS

INPUTS = ("input_ids", "attention_mask")
OUTPUTS = ("claim", "answers", "words", "start", "end")
LICENSES: Mapping[str, str] = MappingProxyType(
    {"all-mpnet-base-v2": "Apache-2.0", "multilingual-e5-small": "MIT", "all-MiniLM-L6-v2": "Apache-2.0"}
)


class Compression(StrEnum):
    """How weights are kept: a byte each, or half a one in groups of 64, embeddings always in bytes."""

    INT8 = "int8"
    INT4 = "int4"


def export_judge(base: Path, checkpoint: Path, folder: Path, *, compression: Compression, license_name: str) -> None:
    """Writes the artefact into `folder`; what turns its logits into risks is fitted later."""
    network = Judge(load_body(base, fused=False))
    lacking = load_weights(network, checkpoint)
    if lacking:
        raise ValueError(f"{checkpoint} lacks {lacking}: a head that was never trained is not to be shipped.")
    folder.mkdir(parents=True, exist_ok=True)
    graph = compressed(converted(network), compression)
    ov.save_model(graph, folder / "openvino_model.xml", compress_to_fp16=True)
    shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
    details = {
        "name": "candor-judge",
        "kind": "judge",
        "version": "1",
        "max_tokens": ROW_TOKENS,
        "question_tokens": QUESTION_TOKENS,
        "claim_tokens": CLAIM_TOKENS,
        "compression": compression.value,
        "base": base.name,
        "license": license_name,
    }
    write_details(folder, details)


def converted(network: Judge) -> ov.Model:
    """The network as a graph, with the library's own attention, for any number of rows of any length."""
    # Padding in the example keeps the mask's branch in the trace.
    ids = torch.randint(5, 20, (2, 12), generator=torch.Generator().manual_seed(1))
    example = {"input_ids": ids, "attention_mask": torch.ones((2, 12), dtype=torch.int64)}
    example["attention_mask"][1, 8:] = 0
    with torch.no_grad():
        graph = ov.convert_model(
            network.eval(),
            example_input=example,
            input=[(name, ov.PartialShape([-1, -1]), ov.Type.i64) for name in INPUTS],
        )
    for port, name in zip(graph.outputs, OUTPUTS, strict=True):
        port.tensor.set_names({name})
    return graph


def compressed(graph: ov.Model, compression: Compression) -> ov.Model:
    """`graph` with its weights in fewer bits; activations stay floats."""
    if compression is Compression.INT8:
        return nncf.compress_weights(graph, mode=nncf.CompressWeightsMode.INT8_ASYM)
    return nncf.compress_weights(graph, mode=nncf.CompressWeightsMode.INT4_ASYM, group_size=GROUP_WEIGHTS, ratio=1.0)
