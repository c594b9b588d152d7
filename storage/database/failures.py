"""What a database's own errors mean for people."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

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
# PostgreSQL's, by https://www.postgresql.org/docs/current/errcodes-appendix.html
_WAITING_STATES = frozenset({"40001", "40P01", "53300", "55P03"})
_NO_ROOM_STATES = frozenset({"25006", "53100"})
_DAMAGED_STATES = frozenset({"XX001", "XX002"})
_AWAY_STATES = ("08", "28", "3D", "57P")


def meaning(failure: DBAPIError, where: str) -> CandorError | None:
    """The error of ours that says what to do about `failure`; null where it is a fault of ours.

    `where` names the database.
    """
    if not isinstance(failure.orig, sqlite3.Error):
        return _of_another(failure, where)
    primary = _primary(failure)
    if primary in _WAITED_TOO_LONG:
        return Overloaded("The database is busy with other writers. Try again in a moment.")
    if primary in _NO_ROOM:
        return StorageFull(FULL)
    advice = _ADVICE.get(primary)
    return Misconfigured(f"The database {where} {advice}.") if advice else None


def is_damage(failure: DBAPIError) -> bool:
    """Whether the file is not what it was: that does not mend itself."""
    return _primary(failure) in _DAMAGE or _state(failure) in _DAMAGED_STATES


def _of_another(failure: DBAPIError, where: str) -> CandorError | None:
    """The same of PostgreSQL's."""
    state = _state(failure)
    if state in _WAITING_STATES:
        return Overloaded("The database is busy with others. Try again in a moment.")
    if state in _NO_ROOM_STATES:
        return StorageFull(FULL)
    if state in _DAMAGED_STATES:
        return Misconfigured(f"The database {where} is damaged. Stop Candor and restore a backup.")
    lost = failure.connection_invalidated or state.startswith(_AWAY_STATES)
    if lost or (not state and isinstance(failure, OperationalError)):
        reason = str(failure.orig).strip().partition("\n")[0]
        return Misconfigured(f"The database {where} cannot be reached: {reason}")
    return None


def _state(failure: DBAPIError) -> str:
    """The SQLSTATE; empty where the driver gives none, such as before it is connected."""
    return str(getattr(failure.orig, "sqlstate", None) or getattr(failure.orig, "pgcode", None) or "")


def _primary(failure: DBAPIError) -> int:
    code: int = getattr(failure.orig, "sqlite_errorcode", 0)
    return code & 0xFF
