"""What a batch of rows costs: the claim, its words, whether it answers, and where the answer is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.judge.encoding import UNKNOWN, EncodedRow
from training.judge.feed import padded
from training.judge.network import Outputs
from training.judge.rows import Label

ANSWERS_WEIGHT = 0.5
WORDS_WEIGHT = 0.5
SPAN_WEIGHT = 0.35
UNSUPPORTED_WORD_WEIGHT = 2.0
_FORBIDDEN = -1e4


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows in tensors, padded on the right: inputs, and what is known of them as `EncodedRow` says it.

    `evidence` [batch, length] tells where an answer can be.
    """

    input_ids: Tensor
    attention_mask: Tensor
    label: Tensor
    answers: Tensor
    words: Tensor
    start: Tensor
    end: Tensor
    evidence: Tensor


def collate(rows: Sequence[EncodedRow], *, padding: int, device: torch.device) -> Batch:
    """One batch on `device`."""
    length = padded(max(len(row.ids) for row in rows))
    ids = np.full((len(rows), length), padding)
    words = np.full((len(rows), length), UNKNOWN)
    mask, evidence = np.zeros_like(ids), np.zeros((len(rows), length), dtype=bool)
    for place, row in enumerate(rows):
        size = len(row.ids)
        ids[place, :size] = row.ids
        words[place, :size] = row.words
        mask[place, :size] = 1
        evidence[place, slice(*row.evidence)] = True
    known = np.array([(row.label, row.answers, row.start, row.end) for row in rows])
    inputs, seen, unsupported, allowed, labels = (
        _moved(torch.from_numpy(array), device) for array in (ids, mask, words, evidence, known)
    )
    label, answers, start, end = labels.unbind(1)
    return Batch(inputs, seen, label, answers, unsupported, start, end, allowed)


def batch_loss(outputs: Outputs, batch: Batch) -> Tensor:
    """The mean over all rows of the batch; a row costs nothing where nothing is known of it."""
    claim, answers, words, start, end = outputs
    total = _claim_loss(claim, batch.label)
    total = total + ANSWERS_WEIGHT * _answers_loss(answers, batch.answers)
    total = total + WORDS_WEIGHT * _words_loss(words, batch.words)
    span = _place_loss(start, batch.start, batch) + _place_loss(end, batch.end, batch)
    mean: Tensor = (total + SPAN_WEIGHT * span).mean()
    return mean


def _claim_loss(logits: Tensor, label: Tensor) -> Tensor:
    """`NOT_SUPPORTED` is content with either of the two classes."""
    log_p = logits.log_softmax(-1)
    either = torch.logsumexp(log_p[:, Label.CONTRADICTED :], -1)
    named = log_p.gather(1, label.clamp(0, Label.UNSUPPORTED)[:, None]).squeeze(1)
    picked = torch.where(label == Label.NOT_SUPPORTED, either, named)
    return -picked * (label != UNKNOWN)


def _answers_loss(logits: Tensor, answers: Tensor) -> Tensor:
    cost = functional.binary_cross_entropy_with_logits(logits, answers.clamp(min=0).float(), reduction="none")
    return cost * (answers != UNKNOWN)


def _words_loss(logits: Tensor, words: Tensor) -> Tensor:
    """The mean over a row's labelled tokens."""
    known = (words != UNKNOWN).float()
    weight = torch.tensor(UNSUPPORTED_WORD_WEIGHT, device=logits.device)
    cost = functional.binary_cross_entropy_with_logits(
        logits, words.clamp(min=0).float(), reduction="none", pos_weight=weight
    )
    return (cost * known).sum(1) / known.sum(1).clamp(min=1)


def _place_loss(logits: Tensor, place: Tensor, batch: Batch) -> Tensor:
    """Over the evidence's tokens and the row's first."""
    allowed = batch.evidence.clone()
    allowed[:, 0] = True
    masked = logits.masked_fill(~allowed, _FORBIDDEN)
    cost = functional.cross_entropy(masked, place.clamp(min=0), reduction="none")
    return cost * (place != UNKNOWN)


def _moved(tensor: Tensor, device: torch.device) -> Tensor:
    """On `device`, without waiting for a GPU that is still busy."""
    if device.type == "cuda":
        return tensor.pin_memory().to(device, non_blocking=True)
    return tensor.to(device)
