"""Artefacts for the runtime: OpenVINO graphs with compressed weights, tokenizer, checksums."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nncf
import numpy as np
import torch
from torch import nn

from inference.openvino_runtime import ov
from training.backbone import LICENSE, NAME, load_backbone, load_tokenizer
from training.details import write_details
from training.networks import EncoderNetwork, GroundingNetwork, ReaderNetwork, load_network

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export_encoder(checkpoint: Path, folder: Path) -> None:
    """Writes the encoder's artefact, with pooling and normalisation in the graph."""
    network = load_network(EncoderNetwork(load_backbone()), torch.load(checkpoint, weights_only=True))
    details = {"name": "candor-encoder", "kind": "encoder", "version": "2", "max_tokens": 256, "dimensions": 384}
    write_artefact(network, folder, outputs=("embeddings",), details=details)


def export_reader(checkpoint: Path, folder: Path) -> None:
    """Writes the reader's artefact; `calibrate` adds what turns its logits into probabilities."""
    network = load_network(ReaderNetwork(load_backbone()), torch.load(checkpoint, weights_only=True))
    details = {"name": "candor-reader", "kind": "reader", "version": "2", "max_tokens": 384, "max_answer_tokens": 40}
    write_artefact(network, folder, outputs=("relevance", "start_logits", "end_logits"), details=details)


def export_grounding(checkpoint: Path, folder: Path) -> None:
    """Writes the grounding model's artefact; `calibrate` adds what turns its logits into a claim's risk."""
    network = load_network(GroundingNetwork(load_backbone()), torch.load(checkpoint, weights_only=True))
    details = {"name": "candor-grounding", "kind": "grounding", "version": "3", "max_tokens": 512}
    write_artefact(network, folder, outputs=("unsupported", "relation"), details=details)


def write_artefact(network: nn.Module, folder: Path, *, outputs: Sequence[str], details: Mapping[str, Any]) -> None:
    """Converts and compresses `network` and writes graph, tokenizer and `model.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = nncf.compress_weights(_convert(network, outputs), mode=nncf.CompressWeightsMode.INT8_ASYM)
    ov.save_model(graph, folder / "openvino_model.xml", compress_to_fp16=True)
    load_tokenizer().save(str(folder / "tokenizer.json"), pretty=False)
    write_details(folder, {**details, "base": NAME, "license": LICENSE})


def _convert(network: nn.Module, outputs: Sequence[str]) -> ov.Model:
    # Padding in the example keeps the mask's branch in the trace.
    example = {name: torch.ones((2, 12), dtype=torch.int64) for name in INPUTS}
    example["attention_mask"][1, 8:] = 0
    example["token_type_ids"][:, :6] = 0
    with torch.no_grad():
        graph = ov.convert_model(
            network, example_input=example, input=[(name, ov.PartialShape([-1, -1]), ov.Type.i64) for name in INPUTS]
        )
    for port, name in zip(graph.outputs, outputs, strict=True):
        port.tensor.set_names({name})
    return graph


def embed(network: nn.Module, texts: Sequence[str], *, max_tokens: int = 256) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Vectors of the original network, one text at a time so that no padding is involved."""
    tokenizer = load_tokenizer()
    tokenizer.enable_truncation(max_tokens)
    vectors = []
    for text in texts:
        ids = torch.tensor([tokenizer.encode(text).ids])
        with torch.no_grad():
            vectors.append(network(ids, torch.ones_like(ids), torch.zeros_like(ids))[0].numpy())
    return np.stack(vectors).astype(np.float32)
