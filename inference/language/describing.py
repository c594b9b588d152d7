"""What a model says of itself before it is loaded, as a GGUF file or as a folder in OpenVINO's format."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import NotFound, Unsupported
from inference.language.gguf import read_head

_PARTS = (
    "openvino_model.xml",
    "openvino_model.bin",
    "openvino_tokenizer.xml",
    "openvino_detokenizer.xml",
    "config.json",
)
_LICENCE = re.compile(r"^license:\s*[\"']?([\w.-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Description:
    """Null where a model tells none."""

    licence: str | None
    parameters: int | None
    context_tokens: int | None
    quantisation: str | None


def describe(path: Path) -> Description:
    """Raises `NotFound`, and `Unsupported` with what is wrong with it."""
    if path.is_file():
        head = read_head(path)
        return Description(head.licence, head.parameters, head.context_tokens, head.quantisation)
    if not path.is_dir():
        raise NotFound(f"There is no file or folder {path}.")
    missing = [name for name in _PARTS if not (path / name).is_file()]
    if missing:
        raise Unsupported(
            f"This is no language model in OpenVINO's format: {', '.join(missing)} missing. "
            "optimum-cli export openvino writes such a folder."
        )
    config = _config(path / "config.json")
    context = config.get("max_position_embeddings")
    return Description(_licence(path / "README.md"), None, context if isinstance(context, int) else None, None)


def _config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text())
    except (UnicodeDecodeError, ValueError) as error:
        raise Unsupported(f"The folder's config.json is damaged: {error}") from error
    return config if isinstance(config, dict) else {}


def _licence(card: Path) -> str | None:
    """As the head of a model's card states it."""
    found = _LICENCE.search(card.read_text(errors="replace")) if card.is_file() else None
    return found[1] if found else None
