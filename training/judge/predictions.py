"""What a judge says of rows that it has not learnt from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.judge.encoding import EncodedRow
from training.judge.feed import batches
from training.judge.losses import Batch, collate
from training.judge.network import Judge, Outputs
from training.judge.rows import Span

BATCH_TOKENS = 8192
LONGEST_ANSWER_TOKENS = 40

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Predicted:
    """Of one row: the three probabilities of `rows.Label`, that the claim answers, each token's logit of being
    unsupported, the likeliest answer's first and last token, and that there is one.
    """

    label: Floats
    answers: float
    words: Floats
    place: Span
    answerable: float


def predict(network: Judge, rows: Sequence[EncodedRow], *, padding: int) -> list[Predicted]:
    """One each, in order."""
    network.eval()
    device = next(network.parameters()).device
    found: dict[int, Predicted] = {}
    for places in batches([(place, len(row.ids)) for place, row in enumerate(rows)], tokens=BATCH_TOKENS):
        batch = collate([rows[place] for place in places], padding=padding, device=device)
        with torch.inference_mode(), torch.autocast(device.type, dtype=torch.bfloat16):
            outputs = network(batch.input_ids, batch.attention_mask)
        found |= dict(zip(places, _each(outputs, batch, [rows[place] for place in places]), strict=True))
    return [found[place] for place in range(len(rows))]


def _each(outputs: Outputs, batch: Batch, rows: Sequence[EncodedRow]) -> list[Predicted]:
    claim, answers, words, start, end = outputs
    labels, yes = _floats(claim.softmax(-1)), _floats(answers.sigmoid())
    allowed = batch.evidence.clone()
    allowed[:, 0] = True
    starts, ends = (_floats(logits.masked_fill(~allowed, -1e4).log_softmax(-1)) for logits in (start, end))
    tokens = _floats(words)
    return [
        Predicted(labels[at], float(yes[at]), tokens[at, : len(row.ids)], *_best(starts[at], ends[at], row.evidence))
        for at, row in enumerate(rows)
    ]


def _best(start: Floats, end: Floats, evidence: Span) -> tuple[Span, float]:
    """The likeliest span in the evidence, and its probability against none, the row's first token."""
    first, last = evidence
    if first == last:
        return (0, 0), 0.0
    sums = start[first:last, None] + end[None, first:last]
    sums = np.where(_in_order(len(sums)), sums, -np.inf)
    at, to = (int(place) for place in np.unravel_index(int(sums.argmax()), sums.shape))
    margin = float(np.clip(sums[at, to] - start[0] - end[0], -50, 50))
    return (first + at, first + to), float(1 / (1 + np.exp(-margin)))


def _in_order(tokens: int) -> NDArray[np.bool_]:
    """Of each first and last token, whether they are a span that is not too long."""
    length = np.arange(tokens)[None, :] - np.arange(tokens)[:, None]
    return (length >= 0) & (length < LONGEST_ANSWER_TOKENS)


def _floats(tensor: Tensor) -> Floats:
    array: Floats = tensor.float().cpu().numpy().astype(np.float64)
    return array
