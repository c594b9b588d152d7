"""Prompts that collections may name: ours, and the files of a folder."""

import re
from collections.abc import Sequence
from pathlib import Path

from domain.errors import NotFound
from generation.templates import FULL, SHORT, Template, read_template, shipped

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class PromptFolder:
    """Reads `NAME.toml` anew whenever it is asked for, so that a change holds from the next question on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> Sequence[str]:
        """Ours first; a file that bears the name of one of ours is never read."""
        found = sorted(path.stem for path in self._folder.glob("*.toml") if _NAME.fullmatch(path.stem))
        return list(dict.fromkeys([FULL, SHORT, *found]))

    def get(self, name: str) -> Template:
        """Raises `NotFound`, and `Misconfigured` where the file cannot be used."""
        if name in {FULL, SHORT}:
            return shipped(name)
        if name not in self.names():
            raise NotFound(f"There is no prompt “{name}”: {self._folder / 'NAME.toml'} would be one.")
        return read_template(self._folder / f"{name}.toml")
