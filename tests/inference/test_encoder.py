"""The encoder gives one unit vector per text, whatever the text and whoever else is calling."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ModelUnavailable
from inference.encoder import LocalEncoder
from inference.models import load_encoder

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
TEXTS = ["the answer", "word1", "why is the answer of word3 a word2 " * 3, "", "word39 " * 200]


def test_vectors_are_of_unit_length_and_in_order(encoder: LocalEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.allclose(vectors, alone, atol=1e-2)


def test_no_texts_give_no_vectors(encoder: LocalEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_what_is_beyond_the_window_does_not_count(encoder: LocalEncoder) -> None:
    full = "word1 " * encoder.window_tokens
    assert np.array_equal(*encoder.encode([full, full + "word2 " * 1_000]))
    assert not np.array_equal(*encoder.encode([full, "word2 " + full]))


def test_a_mark_of_the_model_in_a_text_is_only_text(encoder: LocalEncoder) -> None:
    vectors = encoder.encode(["word1 [SEP] word1", "word1 word1"])
    assert not np.allclose(vectors[0], vectors[1], atol=1e-3)


@given(st.lists(ANY_TEXT, max_size=5))
def test_any_text_can_be_encoded(encoder: LocalEncoder, texts: list[str]) -> None:
    assert np.isfinite(encoder.encode(texts)).all()


@given(ANY_TEXT)
def test_offsets_ascend_within_the_text(encoder: LocalEncoder, text: str) -> None:
    offsets = encoder.offsets(text)
    assert all(0 <= start < end <= len(text) for start, end in offsets)
    assert all(before[1] <= after[0] for before, after in pairwise(offsets))


def test_offsets_count_code_points(encoder: LocalEncoder) -> None:
    text = "🎉🎉 \ud800 e\u0301 answer"
    start, end = encoder.offsets(text)[-1]
    assert text[start:end] == "answer"


def test_callers_in_many_threads_get_their_own_vectors(encoder: LocalEncoder) -> None:
    texts = [f"word{index % 40} " * (1 + index % 50) for index in range(200)]
    expected = encoder.encode(texts)
    with ThreadPoolExecutor(16) as pool:
        vectors = np.concatenate(list(pool.map(lambda text: encoder.encode([text]), texts)))
    assert np.allclose(vectors, expected, atol=1e-2)


def test_more_texts_than_fit_one_call_are_all_encoded(encoder: LocalEncoder) -> None:
    vectors = encoder.encode([f"word{index % 40}" for index in range(600)])
    assert np.allclose(vectors[:40], vectors[560:], atol=1e-2)


def test_a_closed_encoder_says_so(encoder_folder: Path) -> None:
    with load_encoder(encoder_folder) as closed:
        pass
    with pytest.raises(ModelUnavailable, match="closed"):
        closed.encode(["word1"])
    closed.close()
