"""What wrote an answer is known by the bytes of its weights."""

from pathlib import Path

import pytest

small_model = pytest.importorskip("benchmarks.small_model", reason="needs openvino-genai", exc_type=ImportError)


def test_a_model_is_known_by_its_bytes(tmp_path: Path) -> None:
    for name, weights in (("a", b"weights"), ("b", b"weights"), ("c", b"other weights")):
        (tmp_path / name).write_bytes(weights)
    one, same, other = (small_model.sha256_of(tmp_path / name) for name in "abc")
    assert one == same != other
