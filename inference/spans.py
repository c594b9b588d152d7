"""The best answer span from start and end logits."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from inference.graph import Floats


@dataclass(frozen=True, slots=True)
class Span:
    """First and last token (both included), and the sum of their logits."""

    first: int
    last: int
    logit: float


def best_span(start: Floats, end: Floats, *, max_tokens: int) -> Span:
    """The span of at most `max_tokens` tokens whose start and end logits sum highest; the earliest, shortest of equals.

    `start` and `end` hold a logit per token of the passage, at least one.
    """
    padded = np.concatenate([end, np.full(max_tokens - 1, -np.inf, np.float32)])
    sums = start[:, None] + sliding_window_view(padded, max_tokens)
    first, extra = np.unravel_index(int(np.argmax(sums)), sums.shape)
    return Span(int(first), int(first + extra), float(sums[first, extra]))
