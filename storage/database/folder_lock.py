"""One server a data folder: a lock that its process holds, and who holds it."""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from domain.errors import Misconfigured

_NAME = "candor.lock"
_IDENTITY_NAME = "candor.id"

# Whoever looks who holds the folder locks it for a moment too.
_TRIES = 5
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a folder, and the port it serves on."""

    pid: int
    port: int


@contextmanager
def hold_folder(folder: Path, *, port: int) -> Iterator[None]:
    """Holds `folder` for this process; a killed one lets go of it. Raises `Misconfigured` where another holds it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / _NAME).open("a+")
    except OSError as error:
        raise Misconfigured(
            f"The data folder {folder} cannot be written: {error.strerror}. Choose another with CANDOR_DATA."
        ) from error
    with file:
        if not _locked_soon(file):
            raise _taken(folder, _read(file))
        file.truncate(0)
        json.dump(asdict(Holder(os.getpid(), port)), file)
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def folder_identity(folder: Path) -> str:
    """A name that the folder keeps, made at the first call; only for who holds the folder. Raises `Misconfigured`."""
    file = folder / _IDENTITY_NAME
    try:
        if kept := file.read_text() if file.exists() else "":
            return kept
        # In one step: a server that is killed here must leave the whole name or none.
        unfinished = file.with_suffix(".new")
        unfinished.write_text(made := secrets.token_hex(8))
        unfinished.replace(file)
    except OSError as error:
        raise Misconfigured(f"The file {file} cannot be read or written: {error.strerror}.") from error
    return made


def folder_holder(folder: Path) -> Holder | None:
    """Who holds `folder` now."""
    try:
        file = (folder / _NAME).open()
    except FileNotFoundError:
        return None
    with file:
        return None if _locked(file, shared=True) else _read(file)


def _locked(file: IO[str], *, shared: bool = False) -> bool:
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked_soon(file: IO[str]) -> bool:
    for _ in range(_TRIES):
        if _locked(file):
            return True
        time.sleep(_LOOK_SECONDS)
    return False


def _read(file: IO[str]) -> Holder | None:
    """Null in the moment between the lock and the name."""
    file.seek(0)
    try:
        return Holder(**json.load(file))
    except (ValueError, TypeError):
        return None


def _taken(folder: Path, holder: Holder | None) -> Misconfigured:
    who = f"process {holder.pid}, on port {holder.port}" if holder else "another process"
    return Misconfigured(
        f"Candor runs with the data folder {folder} already ({who}). Stop it, or choose another with CANDOR_DATA."
    )
