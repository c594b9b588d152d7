"""An adapter is put on the model that it was made for, or refused: never left out in silence."""

import json
from pathlib import Path

import pytest

from domain.errors import Unsupported
from inference.language.adapters import require_fitting

_NAMED = "base_model.model.model.layers.{layer}.self_attn.q_proj.lora_{side}.weight"


def adapter(path: Path, *, layer: int) -> Path:
    place = {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]}
    head = json.dumps({_NAMED.format(layer=layer, side=side): place for side in "AB"}).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + bytes(4))
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "openvino_model.xml").write_text('<layer name="__module.model.layers.0.self_attn.q_proj/MatMul"/>')
    return folder


def test_one_for_this_model_fits_and_one_for_another_names_the_layer_that_is_missing(
    model: Path, tmp_path: Path
) -> None:
    require_fitting(adapter(tmp_path / "a.safetensors", layer=0), model)
    with pytest.raises(Unsupported, match=r"no layers\.40\.self_attn\.q_proj"):
        require_fitting(adapter(tmp_path / "a.safetensors", layer=40), model)


def test_the_runtime_cannot_put_one_on_a_gguf_file(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(b"GGUF")
    with pytest.raises(Unsupported, match="on a GGUF file"):
        require_fitting(adapter(tmp_path / "a.safetensors", layer=0), tmp_path / "a.gguf")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 a zip", b"\x02" + bytes(7) + b"[]", b"\xff" * 20])
def test_any_other_file_is_no_adapter(model: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.safetensors").write_bytes(data)
    with pytest.raises(Unsupported, match="no LoRA adapter"):
        require_fitting(tmp_path / "a.safetensors", model)
