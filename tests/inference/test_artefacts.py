"""A model that is missing, damaged or another one is named, with the way to mend it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Misconfigured
from inference.artefacts import ModelKind, open_artefact
from inference.models import load_encoder, load_reader
from inference.options import Precision, RuntimeOptions
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


def test_the_identity_changes_with_what_is_computed_and_with_nothing_else(tmp_path: Path) -> None:
    folder = write_encoder(tmp_path / "one")
    with load_encoder(folder) as one, load_encoder(folder, RuntimeOptions(precision=Precision.F32)) as coarser:
        assert one.identity.startswith("tiny-encoder@1:")
        assert coarser.identity == one.identity
    details = json.loads((folder / "model.json").read_text())
    assert _identity(folder, details | {"license": "MIT", "base": "another"}) == one.identity
    assert _identity(folder, details | {"max_tokens": 32}) != one.identity
    for name in ("openvino_model.xml", "openvino_model.bin", "tokenizer.json"):
        before = _identity(folder, details)
        details["sha256"][name] = _rewritten(folder / name)
        assert _identity(folder, details) != before


def _identity(folder: Path, details: dict[str, Any]) -> str:
    (folder / "model.json").write_text(json.dumps(details))
    return open_artefact(folder, ModelKind.ENCODER).identity


def _rewritten(path: Path) -> str:
    """Of a file with one more byte, as it is now."""
    path.write_bytes(path.read_bytes() + b" ")
    return hashlib.sha256(path.read_bytes()).hexdigest()
