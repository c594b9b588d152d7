"""The documents' tables, as they are written and as the code would have them."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from server.wiring.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))


def settings_rows() -> Iterator[str]:
    """A row a setting: name, default, meaning."""
    for name, field in Settings.model_fields.items():
        yield f"| `CANDOR_{name.upper()}` | {_plain(field.default)} | {field.description} |"


def rows(document: str, heading: str) -> list[str]:
    """The rows of the first table under `heading`, without its head."""
    text = (ROOT / "docs" / document).read_text()
    section = re.split(r"^#", text.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    return [line for line in section.splitlines() if line.startswith("|")][2:]


def _plain(default: object) -> str:
    if isinstance(default, Path):
        return f"`{default.name}`"
    if isinstance(default, StrEnum):
        return f"`{default.value}`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return "–" if default is None or default == () else f"`{default}`"
