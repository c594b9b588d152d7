"""Which model an admin chose to answer by default, beside the models of this machine."""

from pathlib import Path

_FILE = ".default"


class ChosenModel:
    """Kept in a file of `folder`, so that the server and the command line see the same without telling each other."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE

    def get(self) -> str | None:
        """Null where none was chosen."""
        try:
            return self._file.read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def set(self, name: str | None) -> None:
        """Null: none is any more."""
        if name is None:
            self._file.unlink(missing_ok=True)
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        written = self._file.with_suffix(".new")
        written.write_text(f"{name}\n", "utf-8")
        written.replace(self._file)
