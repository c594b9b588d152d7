"""Whose vectors a database holds that did not record it."""

from typing import TYPE_CHECKING

import structlog

from domain.ports import Encoder
from domain.stores import UNKNOWN_ENCODER, EmbeddingStore

if TYPE_CHECKING:
    from domain.ports import Vectors

_SAMPLES = 32
_SAME_COSINE = 0.99  # bf16 and int8 forms of one model differ by less than .001, two models by far more
_log = structlog.get_logger()


def recognise(embeddings: EmbeddingStore, encoder: Encoder) -> None:
    """Vectors from before their encoder was recorded are said to be of `encoder`, if it makes the same of their texts.

    Where some of a sample differ they stay unknown, as those do that two encoders made.
    """
    for unknown in embeddings.encoders():
        if not unknown.startswith(UNKNOWN_ENCODER):
            continue
        kept = embeddings.sample(unknown, count=_SAMPLES)
        made = encoder.encode([text for text, _ in kept])
        if all(_alike(old, new) for (_, old), new in zip(kept, made, strict=True)):
            _log.info("stored vectors recognised", encoder=encoder.identity)
            embeddings.identify(unknown, encoder=encoder.identity)


def _alike(one: "Vectors", other: "Vectors") -> bool:
    return len(one) == len(other) and float(one @ other) >= _SAME_COSINE
