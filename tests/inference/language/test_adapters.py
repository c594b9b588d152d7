"""An adapter is put on the model that it was made for, or refused: never left out in silence."""

import json
from pathlib import Path

import pytest

from domain.errors import NotFound, Unsupported
from inference.language.adapters import adapter_file, require_fitting, scale_of

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


def test_an_adapter_is_a_file_or_the_folder_that_peft_writes(tmp_path: Path) -> None:
    file = adapter(tmp_path / "adapter_model.safetensors", layer=0)
    assert adapter_file(tmp_path) == adapter_file(file) == file
    with pytest.raises(NotFound, match="no adapter at"):
        adapter_file(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("config", "scale"),
    [
        (None, 1.0),
        ({"r": 8, "lora_alpha": 16}, 2.0),
        ({"r": 16, "lora_alpha": 8, "use_rslora": True}, 2.0),
    ],
)
def test_what_it_adds_is_multiplied_as_peft_multiplies_it(
    tmp_path: Path, config: dict[str, object] | None, scale: float
) -> None:
    if config is not None:
        (tmp_path / "adapter_config.json").write_text(json.dumps(config))
    assert scale_of(tmp_path / "adapter_model.safetensors") == scale


@pytest.mark.parametrize("config", ["{", "[]", "{}", '{"r": 0, "lora_alpha": 1}'])
def test_one_that_does_not_tell_how_it_weighs_is_refused(tmp_path: Path, config: str) -> None:
    (tmp_path / "adapter_config.json").write_text(config)
    with pytest.raises(Unsupported, match="rank"):
        scale_of(tmp_path / "adapter_model.safetensors")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 a zip", b"\x02" + bytes(7) + b"[]", b"\xff" * 20])
def test_any_other_file_is_no_adapter(model: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.safetensors").write_bytes(data)
    with pytest.raises(Unsupported, match="no LoRA adapter"):
        require_fitting(tmp_path / "a.safetensors", model)
