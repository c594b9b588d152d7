"""Reading and rewriting an artefact's `model.json`, checksums included; needs no torch."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

GRAPH_FILES = ("openvino_model.xml", "openvino_model.bin", "tokenizer.json")


def read_details(folder: Path) -> dict[str, Any]:
    """The artefact's `model.json`."""
    details: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return details


def write_details(folder: Path, details: Mapping[str, Any]) -> None:
    """Writes `model.json`: what the model is, what the runtime needs, and checksums of the files beside it."""
    whole = {**details, "sha256": {name: sha256(folder / name) for name in GRAPH_FILES}}
    (folder / "model.json").write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def without_calibration(folder: Path) -> None:
    """Takes the calibration out, so that the runtime gives plain sigmoids to fit one on."""
    details = read_details(folder)
    details.pop("calibration", None)
    write_details(folder, details)


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
