"""What a database's own errors mean for people."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from domain.disk import FULL
from domain.errors import CandorError, Misconfigured, Overloaded, StorageFull

_ADVICE = {
    sqlite3.SQLITE_CORRUPT: "is damaged. Stop Candor, keep a copy of the file, and restore a backup",
    sqlite3.SQLITE_NOTADB: "is damaged or no SQLite database. Restore a backup, or move the file away to start afresh",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Give Candor's user the right to write its folder",
    sqlite3.SQLITE_PERM: "cannot be opened. Give Candor's user the right to write its folder",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk failed or is full. Check it, and try again",
}
_NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY})
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_WAITED_TOO_LONG = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def meaning(failure: DBAPIError, where: str) -> CandorError | None:
    """The error of ours that says what to do about `failure`; null where it is a fault of ours.

    `where` names the database.
    """
    if not isinstance(failure.orig, sqlite3.Error):
        return Misconfigured(f"The database {where} cannot be reached.") if failure.connection_invalidated else None
    primary = _primary(failure)
    if primary in _WAITED_TOO_LONG:
        return Overloaded("The database is busy with other writers. Try again in a moment.")
    if primary in _NO_ROOM:
        return StorageFull(FULL)
    advice = _ADVICE.get(primary)
    return Misconfigured(f"The database {where} {advice}.") if advice else None


def is_damage(failure: DBAPIError) -> bool:
    """Whether the file is not what it was: that does not mend itself."""
    return _primary(failure) in _DAMAGE


def _primary(failure: DBAPIError) -> int:
    code: int = getattr(failure.orig, "sqlite_errorcode", 0)
    return code & 0xFF
