"""One model in two precisions is the same encoder, two models are not."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders import fingerprint, same_encoder
from tests.retrieval.fakes import WordEncoder


class Coarse(WordEncoder):
    """The same model in a coarser precision."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rounded = np.round(super().encode(texts), 2)
        unit: NDArray[np.float32] = rounded / np.linalg.norm(rounded, axis=1, keepdims=True)
        return unit


def test_precision_does_not_make_another_encoder() -> None:
    assert same_encoder(fingerprint(WordEncoder()), fingerprint(Coarse()))


def test_another_model_or_another_length_is_another_encoder() -> None:
    one = fingerprint(WordEncoder())
    assert not same_encoder(one, fingerprint(WordEncoder(salt="other")))
    assert not same_encoder(one, fingerprint(WordEncoder(64)))


def test_what_is_no_fingerprint_is_no_encoders() -> None:
    for odd in ("", "zz", "00", "0"):
        assert not same_encoder(fingerprint(WordEncoder()), odd)
