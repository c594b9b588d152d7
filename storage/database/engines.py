"""How a database is reached: SQLite in a file, or another that SQLAlchemy knows, which is PostgreSQL."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from domain.errors import Misconfigured

_BUSY_SECONDS = 30.0
_KEPT_CONNECTIONS = 8
_MORE_CONNECTIONS = 56
_JOURNAL_BYTES = 64 * 2**20
_IN_PLACE_OF_NUL = "\N{REPLACEMENT CHARACTER}"


def make_engine(url: str) -> Engine:
    """Raises `Misconfigured`."""
    parsed = _parsed(url)
    return _sqlite_engine(parsed) if parsed.get_backend_name() == "sqlite" else _other_engine(parsed)


def is_postgresql(url: str) -> bool:
    """Whether that is what it names. Raises `Misconfigured`."""
    return _parsed(url).get_backend_name() == "postgresql"


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise Misconfigured("The database's address is no URL such as sqlite:////var/lib/candor/candor.db.") from error


def _other_engine(url: URL) -> Engine:
    try:
        engine = create_engine(
            url,
            pool_size=_KEPT_CONNECTIONS,
            max_overflow=_MORE_CONNECTIONS,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Misconfigured(
            f"No driver for {url.drivername} databases is installed ({error}). Candor's own is postgresql+psycopg."
        ) from error
    event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


def _sqlite_engine(url: URL) -> Engine:
    if not url.database or url.database.startswith((":memory:", "file:")):
        raise Misconfigured("The database needs a file, such as sqlite:////var/lib/candor/candor.db.")
    _make_folder(Path(url.database).parent)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=_KEPT_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"The data folder {folder} cannot be made: {error.strerror}. Choose another.") from error


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's signature
    # The driver must begin no transactions of its own: `_begin` says what kind each is.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"journal_size_limit={_JOURNAL_BYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer that begins as a reader fails at once, busy timeout or not, when another wrote in between.
    writes = connection.get_execution_options().get("candor_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _without_nul(
    _connection: Any,  # noqa: ANN401 - SQLAlchemy's signature, as are those below
    _cursor: Any,  # noqa: ANN401
    statement: str,
    parameters: Any,  # noqa: ANN401
    _context: Any,  # noqa: ANN401
    many: bool,  # noqa: FBT001
) -> tuple[str, Any]:
    """PostgreSQL refuses this one character; another in its place keeps every offset."""
    return statement, [_mended(each) for each in parameters] if many else _mended(parameters)


def _mended(parameters: Any) -> Any:  # noqa: ANN401 - a mapping or a sequence, as the driver wants it
    if isinstance(parameters, Mapping):
        return {name: _without(value) for name, value in parameters.items()}
    return tuple(map(_without, parameters))


def _without(value: object) -> object:
    return value.replace("\0", _IN_PLACE_OF_NUL) if isinstance(value, str) else value
