"""Encoded pairs in batches of similar length, padded to multiples of 64 so that kernels are reused."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from inference.tokens import Row

LENGTH_STEP = 64


@dataclass(frozen=True, slots=True)
class Inputs:
    """What every network takes, each [batch, length]."""

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor

    def values(self) -> tuple[Tensor, Tensor, Tensor]:
        """In the order of the networks' arguments."""
        return self.input_ids, self.attention_mask, self.token_type_ids


def encode_pairs(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> list[Encoding]:
    """Encodings of (first, second) with the tokenizer's own truncation."""
    encodings: list[Encoding] = tokenizer.encode_batch(list(pairs))
    return encodings


def pad(encodings: Sequence[Encoding]) -> Inputs:
    """One batch, padded on the right to the next multiple of 64."""
    return pad_rows([Row.of(encoding.ids, encoding.type_ids) for encoding in encodings])


def pad_rows(rows: Sequence[Row]) -> Inputs:
    """One batch, padded on the right to the next multiple of 64."""
    length = padded(max(len(row.ids) for row in rows))
    ids, mask, types = (torch.zeros((len(rows), length), dtype=torch.int64) for _ in range(3))
    for place, row in enumerate(rows):
        size = len(row.ids)
        ids[place, :size] = torch.from_numpy(row.ids)
        mask[place, :size] = 1
        types[place, :size] = torch.from_numpy(row.segments)
    return Inputs(ids, mask, types)


def padded(tokens: int) -> int:
    """The next multiple of 64."""
    return -(-tokens // LENGTH_STEP) * LENGTH_STEP


def batches(lengths: Sequence[int], *, tokens: int, rng: random.Random) -> Iterator[list[int]]:
    """Indices of examples of similar length, about `tokens` padded tokens a batch, batches in random order."""
    order = sorted(range(len(lengths)), key=lambda index: (lengths[index], rng.random()))
    ready: list[list[int]] = []
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) + 1) * padded(lengths[index]) > tokens:
            ready.append(batch)
            batch = []
        batch.append(index)
    ready.append(batch)
    rng.shuffle(ready)
    yield from ready
