"""What a model file says of itself is read without its weights, and what cannot be run is refused with the reason."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Unsupported
from inference.language.gguf import TensorType, read_head
from tests.inference.language.tiny_gguf import write_gguf


def test_a_file_tells_its_kind_its_licence_its_size_and_how_it_is_packed(tmp_path: Path) -> None:
    head = read_head(write_gguf(tmp_path / "a.gguf", "Yes", "."))
    assert (head.architecture, head.licence, head.context_tokens, head.quantisation) == (
        "llama",
        "apache-2.0",
        512,
        "F16",
    )
    assert head.parameters > 1_000_000


@pytest.mark.parametrize(
    ("packed_as", "metadata", "why"),
    [
        (TensorType.Q5_0, {}, "packed as Q5_0 cannot be read. Take the same model as Q4_K_M"),
        (99, {}, "packed as type 99"),
        (TensorType.F16, {"general.architecture": "mamba"}, "kind “mamba” cannot be run"),
        (TensorType.F16, {"general.architecture": None}, "kind “None”"),
    ],
)
def test_what_cannot_be_run_is_refused(tmp_path: Path, packed_as: int, metadata: dict[str, Any], why: str) -> None:
    path = write_gguf(tmp_path / "a.gguf", "Yes", packed_as=packed_as, metadata=metadata)
    with pytest.raises(Unsupported, match=why):
        read_head(path)


@pytest.mark.parametrize("kept", [3, 12, 300, 100_000])
def test_a_file_that_is_cut_off_says_so(tmp_path: Path, kept: int) -> None:
    path = write_gguf(tmp_path / "a.gguf", "Yes", ".")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(Unsupported, match="cut off"):
        read_head(path)


def test_any_other_file_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_text("A letter to nobody.")
    with pytest.raises(Unsupported, match="no GGUF file"):
        read_head(tmp_path / "a.gguf")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(4, 4_000), value=st.integers(0, 255))
def test_a_damaged_head_is_refused_or_read_and_never_breaks_the_reader(tmp_path: Path, place: int, value: int) -> None:
    path = write_gguf(tmp_path / "a.gguf", "Yes")
    data = bytearray(path.read_bytes())
    data[place] = value
    path.write_bytes(data)
    with suppress(Unsupported):
        assert read_head(path).parameters >= 0
