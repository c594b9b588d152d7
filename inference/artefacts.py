"""A model's folder on disk, checked before anything in it is used."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.errors import Misconfigured

DETAILS_FILE = "model.json"
GRAPH_FILE = "openvino_model.xml"
WEIGHTS_FILE = "openvino_model.bin"
TOKENIZER_FILE = "tokenizer.json"

_DESCRIPTIVE = frozenset({"name", "version", "base", "license"})
_DIGEST_LETTERS = 16


class ModelKind(StrEnum):
    """What a model is for."""

    ENCODER = "encoder"
    READER = "reader"
    GROUNDING = "grounding"
    JUDGE = "judge"
    OCR = "ocr"


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model whose files are the ones that its `model.json` names. `max_tokens` counts special tokens too."""

    folder: Path
    name: str
    version: str
    max_tokens: int
    details: Mapping[str, Any]

    @property
    def graph(self) -> Path:
        """The OpenVINO graph; its weights lie beside it."""
        return self.folder / GRAPH_FILE

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's definition."""
        return self.folder / TOKENIZER_FILE

    @property
    def identity(self) -> str:
        """Changes whenever what the model computes does: vectors of different identities do not mix.

        That takes the files with pooling and tokenizer in them, the window, and whatever was fitted; not the precision.
        """
        telling = {name: value for name, value in self.details.items() if name not in _DESCRIPTIVE}
        digest = hashlib.sha256(json.dumps(telling, sort_keys=True).encode()).hexdigest()
        return f"{self.name}@{self.version}:{digest[:_DIGEST_LETTERS]}"


def open_artefact(folder: Path, kind: ModelKind) -> Artefact:
    """Raises `Misconfigured` that names the file which is missing, damaged or of another kind, and how to mend it."""
    details = _read_details(folder)
    if details.get("kind") != kind:
        raise Misconfigured(f"{folder} holds a model of kind {details.get('kind')!r}, not {kind.value!r}.")
    try:
        sums: Mapping[str, str] = {name: details["sha256"][name] for name in (GRAPH_FILE, WEIGHTS_FILE, TOKENIZER_FILE)}
        artefact = Artefact(folder, details["name"], str(details["version"]), int(details["max_tokens"]), details)
    except (KeyError, TypeError, ValueError) as error:
        raise Misconfigured(f"{folder / DETAILS_FILE} lacks or garbles {error}. {_mend(folder)}") from error
    for name, expected in sums.items():
        _check_file(folder / name, expected)
    return artefact


def checked_details(folder: Path, kind: ModelKind) -> Mapping[str, Any]:
    """The `model.json` of a model of other files, each checked against its checksum. Raises `Misconfigured`."""
    details = _read_details(folder)
    sums = details.get("sha256")
    if details.get("kind") != kind or not isinstance(sums, dict) or not sums:
        raise Misconfigured(f"{folder} holds no model of kind {kind.value!r}. {_mend(folder)}")
    for name, expected in sums.items():
        _check_file(folder / name, str(expected))
    return details


def _read_details(folder: Path) -> dict[str, Any]:
    path = folder / DETAILS_FILE
    try:
        details = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"The model file {path} cannot be read ({error.strerror}). {_mend(folder)}") from error
    except ValueError as error:
        raise Misconfigured(f"The model file {path} is damaged ({error}). {_mend(folder)}") from error
    if not isinstance(details, dict):
        raise Misconfigured(f"The model file {path} is damaged: it holds no JSON object. {_mend(folder)}")
    return details


def _check_file(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Misconfigured(f"The model file {path} cannot be read ({error.strerror}). {_mend(path.parent)}") from error
    if actual != expected:
        raise Misconfigured(
            f"The model file {path} is damaged: its SHA-256 is {actual[:12]}…, expected {expected[:12]}…. "
            f"{_mend(path.parent)}"
        )


def _mend(folder: Path) -> str:
    return (
        f"Restore the folder with `git checkout -- models/{folder.name}`, "
        "or point the setting at a folder that holds the model."
    )
