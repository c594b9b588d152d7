"""An encoder that is loaded when it is first asked is then as any other."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from domain.errors import Misconfigured, ModelUnavailable
from inference import late
from inference.encoder import LocalEncoder
from inference.models import late_encoder, load_encoder
from tests.inference.tiny_models import write_encoder

TEXTS = ["word1 word2", "the answer"]


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A name for each encoder that was loaded."""
    seen: list[str] = []

    def load(*known: object) -> LocalEncoder:
        seen.append("loaded")
        return LocalEncoder(*known)  # type: ignore[arg-type]

    monkeypatch.setattr(late, "LocalEncoder", load)
    return seen


def test_it_is_loaded_once_by_whoever_asks_first(tmp_path: Path, loads: list[str]) -> None:
    folder = write_encoder(tmp_path / "encoder")
    with late_encoder(folder) as encoder, load_encoder(folder) as known:
        assert (encoder.identity, loads) == (known.identity, [])
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: encoder.encode(TEXTS), range(16)))
        assert loads == ["loaded"]
        assert all(np.allclose(vectors, known.encode(TEXTS), atol=1e-2) for vectors in found)
        assert np.allclose(encoder.encode_queries(TEXTS), known.encode_queries(TEXTS), atol=1e-2)
        assert encoder.dimensions == known.dimensions
    with pytest.raises(ModelUnavailable, match="closed"):
        encoder.encode(TEXTS)


def test_one_that_nobody_asked_is_closed_without_being_loaded(tmp_path: Path, loads: list[str]) -> None:
    with late_encoder(write_encoder(tmp_path / "encoder")) as encoder:
        pass
    with pytest.raises(ModelUnavailable, match="closed"):
        encoder.encode(TEXTS)
    assert loads == []


def test_files_that_are_not_whole_are_said_at_once(tmp_path: Path) -> None:
    folder = write_encoder(tmp_path / "encoder")
    (folder / "openvino_model.bin").write_bytes(b"broken")
    with pytest.raises(Misconfigured, match="openvino_model"):
        late_encoder(folder)
