"""Training the grounding model: a label per token of the claim, and one for the claim as a whole."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Encoding
from torch import Tensor, nn

from training import loop
from training.backbone import load_backbone, load_tokenizer
from training.batching import encode_pairs, pad
from training.grounding_data import Window
from training.networks import GroundingNetwork

MAX_TOKENS = 320
RECIPE = loop.Recipe(epochs=1.0, learning_rate=1.2e-4)
CLAIM_LOSS_WEIGHT = 0.5
_NOT_CLAIM = -1.0
_UNKNOWN = -2.0


def train_grounding(windows: Sequence[Window], *, checkpoints: Path, recipe: loop.Recipe = RECIPE) -> Path:
    """Trains from MiniLM and returns the checkpoint."""
    network = GroundingNetwork(load_backbone())
    loop.without_dropout(network)
    encodings = encode(windows)
    labels = [token_labels(*pair) for pair in zip(windows, encodings, strict=True)]

    def loss(indices: list[int]) -> Tensor:
        inputs = pad([encodings[i] for i in indices])
        targets = torch.full(inputs.input_ids.shape, _NOT_CLAIM)
        for row, index in enumerate(indices):
            targets[row, : len(labels[index])] = torch.tensor(labels[index])
        claims = torch.tensor([float(not windows[i].supported) for i in indices])
        return _loss(network(*inputs.values()).float(), targets, claims)

    return loop.train(network, [len(e.ids) for e in encodings], loss, recipe, checkpoints=checkpoints)


def encode(windows: Sequence[Window]) -> list[Encoding]:
    """Evidence first, claim second; only the evidence is ever cut."""
    tokenizer = load_tokenizer()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_first")
    return encode_pairs(tokenizer, [(window.evidence, window.claim[:900]) for window in windows])


def token_labels(window: Window, encoding: Encoding) -> list[float]:
    """1 for an unsupported token of the claim, 0 for a supported one; below 0 where there is nothing to learn."""
    labels = []
    for (start, end), sequence in zip(encoding.offsets, encoding.sequence_ids, strict=True):
        if sequence != 1:
            labels.append(_NOT_CLAIM)
        elif window.spans is None:
            labels.append(_UNKNOWN)
        else:
            labels.append(float(any(a < end and start < b for a, b in window.spans)))
    return labels


def claim_logits(logits: Tensor, of_claim: Tensor) -> Tensor:
    """One logit a claim: its tokens' logits averaged with the weights of their own softmax, a soft maximum."""
    masked = logits.masked_fill(~of_claim, -1e4)
    return (masked.softmax(dim=1) * logits).sum(dim=1)


def _loss(logits: Tensor, targets: Tensor, claims: Tensor) -> Tensor:
    labelled = targets >= 0
    token_loss = nn.functional.binary_cross_entropy_with_logits(logits[labelled], targets[labelled])
    pooled = claim_logits(logits, targets != _NOT_CLAIM)
    claim_loss = nn.functional.binary_cross_entropy_with_logits(pooled, claims)
    return token_loss + CLAIM_LOSS_WEIGHT * claim_loss
