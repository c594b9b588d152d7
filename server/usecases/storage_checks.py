"""Whether what is kept can be read and more be kept: components of `/readyz`, a few milliseconds each."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from domain.disk import is_full
from domain.errors import CandorError
from server.usecases.health import Component

_TRIAL = "candor.trial"
_TRIAL_BYTES = b"\0" * 4096


class Held(Protocol):
    """A database that one server has to itself."""

    def lost(self) -> str | None:
        """Why it has not now; null while it has."""


class DiskCheck:
    """Looks at the disk of the data folder."""

    def __init__(self, folder: Path, *, least_free_bytes: int) -> None:
        self._folder = folder
        self.least_free_bytes = least_free_bytes
        self.free_bytes: int | None = None
        """As it was at the last look; null before the first."""

    def component(self) -> Component:
        """Writes a page to the folder, and looks how much is free."""
        try:
            self.free_bytes = free = shutil.disk_usage(self._folder).free
            _write(self._folder / _TRIAL)
        except OSError as error:
            state = "is full or cannot be written" if is_full(error) else f"cannot be written: {error.strerror}"
            return Component("disk", ok=False, needed=True, detail=f"the data folder {state}")
        if free < self.least_free_bytes:
            return Component("disk", ok=False, needed=True, detail=f"only {free // 2**20} MiB are free; make room")
        return Component("disk", ok=True, needed=True, detail="can be written")


def check_database(probe: Callable[[], None]) -> Component:
    """`probe` raises what using the database would; its message names the file, which is for the log alone."""
    try:
        probe()
    except CandorError as error:
        return Component("database", ok=False, needed=True, detail=f"cannot be used: {type(error).__name__}")
    return Component("database", ok=True, needed=True, detail="can be read and written")


def check_hold(hold: Held | None) -> list[Component]:
    """Whether the database is this server's alone; nothing where the hold on the data folder says so already."""
    if hold is None:
        return []
    reason = hold.lost()
    return [Component("hold", ok=reason is None, needed=True, detail=reason or "no other server has the database")]


def _write(trial: Path) -> None:
    try:
        with trial.open("wb") as file:
            file.write(_TRIAL_BYTES)
    finally:
        trial.unlink(missing_ok=True)
