"""What was made a moment ago is not made again, and what is kept has a limit."""

from collections.abc import Sequence
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inference.encoder import LocalEncoder
from inference.recent import Recent
from inference.recent_vectors import RecentVectors


def lengths(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def test_what_was_used_longest_ago_is_forgotten() -> None:
    recent: Recent[str, int] = Recent(lambda *_: 1, limit_bytes=2)
    asked: list[str] = []

    def make(texts: Sequence[str]) -> list[int]:
        asked.extend(texts)
        return lengths(texts)

    for texts in (["a", "bb", "a"], ["a", "ccc"], ["a"], ["bb"]):
        assert recent.complete(texts, make) == lengths(texts)
    assert asked == ["a", "bb", "ccc", "bb"]


@given(st.lists(st.lists(st.text(max_size=9), max_size=4), max_size=20))
def test_no_more_than_the_limit_is_kept_however_long_the_texts_are(calls: list[list[str]]) -> None:
    recent: Recent[str, int] = Recent(lambda text, value: len(text) + value, limit_bytes=12)
    for texts in calls:
        assert recent.complete(texts, lengths) == lengths(texts)
        assert 0 <= recent.kept_bytes <= 12


def test_two_that_make_the_same_at_once_count_it_once() -> None:
    recent: Recent[str, int] = Recent(lambda *_: 10)

    def meanwhile(texts: Sequence[str]) -> list[int]:
        recent.complete(texts, lengths)
        return lengths(texts)

    assert recent.complete(["a"], meanwhile) == [1]
    assert recent.kept_bytes == 10


def test_a_sentence_is_embedded_once_and_stays_in_its_place(encoder: LocalEncoder) -> None:
    recent = RecentVectors(encoder)
    texts = ["word1 word2", "the answer", "word3", "the answer"]
    first = recent.encode(texts)
    assert np.allclose(first, encoder.encode(texts), atol=1e-2)
    asked = recent.encode_queries(["the answer"])
    with patch.object(encoder, "_batcher", None):
        assert np.array_equal(recent.encode(texts[::-1]), first[::-1])
        assert np.array_equal(recent.encode_queries(["the answer"]), asked)
    assert np.array_equal(recent.encode([*texts, "word4"])[:4], first)


def test_it_is_an_encoder_like_the_one_it_asks(encoder: LocalEncoder) -> None:
    recent = RecentVectors(encoder)
    assert (recent.identity, recent.dimensions) == (encoder.identity, encoder.dimensions)
    assert np.array_equal(recent.encode_queries(["the answer"]), encoder.encode_queries(["the answer"]))
    assert recent.encode([]).shape == (0, encoder.dimensions)
