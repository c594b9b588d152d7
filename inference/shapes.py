"""The few shapes that a graph is ever run with.

OpenVINO keeps what it compiled for every shape it has met: 600 free shapes of the encoder took 490 MB and went on
growing, while these take about 45 MB once. Batches of powers of four lose nothing: at 256 tokens a batch of one is as
fast per row as any, and at 32 tokens one of four is within a tenth of the fastest.
"""

from itertools import takewhile

_FINE_STEP_TOKENS = 16
_COARSE_STEP_TOKENS = 32
_FINE_UP_TO_TOKENS = 256
_LONG_STEP_TOKENS = 64
_COARSE_UP_TO_TOKENS = 512
_BATCH_SIZES = (1, 4, 16, 64)


def padded_length(tokens: int) -> int:
    """The length that a row of `tokens` is padded to."""
    step = _LONG_STEP_TOKENS
    if tokens <= _FINE_UP_TO_TOKENS:
        step = _FINE_STEP_TOKENS
    elif tokens <= _COARSE_UP_TO_TOKENS:
        step = _COARSE_STEP_TOKENS
    return -(-tokens // step) * step


def batch_size(waiting: int, length: int, *, tokens_per_batch: int) -> int:
    """How many of `waiting` rows of `length` to run together: an allowed size that needs no empty rows."""
    most = max(1, min(waiting, tokens_per_batch // length))
    return max(takewhile(lambda size: size <= most, _BATCH_SIZES))
