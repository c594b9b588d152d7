"""A model that is missing, damaged or another one is named, with the way to mend it."""

from pathlib import Path

import pytest

from domain.errors import Misconfigured
from inference.models import load_encoder, load_reader
from tests.inference.tiny_models import write_encoder

FILES = ["model.json", "openvino_model.xml", "openvino_model.bin", "tokenizer.json"]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(encoder_folder: Path, name: str) -> None:
    (encoder_folder / name).unlink()
    with pytest.raises(Misconfigured, match=rf"{name} cannot be read.*git checkout -- models/encoder"):
        load_encoder(encoder_folder)


@pytest.mark.parametrize("name", FILES)
def test_a_cut_off_file_is_named(encoder_folder: Path, name: str) -> None:
    path = encoder_folder / name
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(Misconfigured, match=rf"{name} is damaged"):
        load_encoder(encoder_folder)


@pytest.mark.parametrize("text", ['{"kind": "encoder"}', '{"kind": "encoder", "sha256": []}', "[]", "\ud800"])
def test_details_that_make_no_sense_are_refused(encoder_folder: Path, text: str) -> None:
    (encoder_folder / "model.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(Misconfigured, match=r"model\.json"):
        load_encoder(encoder_folder)


def test_a_model_of_another_kind_is_refused(encoder_folder: Path) -> None:
    with pytest.raises(Misconfigured, match="kind 'encoder', not 'reader'"):
        load_reader(encoder_folder)


def test_the_identity_changes_with_the_weights(tmp_path: Path) -> None:
    with load_encoder(write_encoder(tmp_path / "one")) as one:
        assert one.identity.startswith("tiny-encoder@1:")
