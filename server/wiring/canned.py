"""Reads the replies that reviewers choose from."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from domain.errors import Misconfigured
from text.canned import CANNED, CannedReply

_FILE = TypeAdapter(dict[str, dict[str, str]])


def read_canned(file: Path | None) -> Sequence[CannedReply]:
    """Those of a JSON file, `{"name": {"en": "text", "de": "…"}}`, in place of ours. Raises `Misconfigured`."""
    if file is None:
        return CANNED
    try:
        found = _FILE.validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise Misconfigured(
            f"CANDOR_CANNED_REPLIES: {file} is no JSON file of replies by name and language."
        ) from error
    if empty := [name for name, texts in found.items() if not any(texts.values())]:
        raise Misconfigured(f"CANDOR_CANNED_REPLIES: {', '.join(empty)} has no text in any language.")
    return [CannedReply(name, texts) for name, texts in found.items()]
