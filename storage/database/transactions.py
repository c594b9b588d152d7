"""The database: how it is opened, and what a transaction is."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from domain.errors import CandorError, Invalid, Misconfigured, Overloaded
from storage.database.erasure import Eraser, Pace
from storage.database.failures import is_damage, meaning
from storage.database.versioning import bring_up_to_date

_BUSY_SECONDS = 30.0
_KEPT_CONNECTIONS = 8
_MORE_CONNECTIONS = 56
_JOURNAL_BYTES = 64 * 2**20

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


class Database:
    """Transactions, for any number of threads. They do not nest."""

    def __init__(self, engine: Engine, *, clock: Clock, pace: Pace | None = None) -> None:
        self.now = clock
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        # PostgreSQL reads one moment of the data only at this level; SQLite always does.
        self._reading = engine if self._is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")
        self._writing = engine.execution_options(candor_writes=True)
        # SQLite has one writer. Those of one process wait for it here: its own waiting is sleep and luck, and beside a
        # bulk job the unluckiest of 240 writes took 6.7 and 12.5 s so, 1.0 and 1.9 s here.
        self._writer = threading.Lock()
        self._turn = self._writer if self._is_sqlite else nullcontext()
        self._last_write = 0.0
        self.damage: CandorError | None = None
        """That the file is damaged, once that has shown anywhere."""
        self._eraser = self._make_eraser(pace or Pace()) if self._is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that sees one moment of the data."""
        with self._translated(), Session(self._reading, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is on disk when this ends without an exception, and never happened otherwise."""
        with (
            self._translated(),
            self._turn,
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
        self._last_write = monotonic()

    @contextmanager
    def erase(self) -> Iterator[Session]:
        """`write`, of what deletes text: no file of SQLite's holds it afterwards, or at least soon."""
        with self.write() as session:
            yield session
        self.erased()

    def erased(self) -> None:
        """Says that a transaction deleted text."""
        if self._eraser is not None:
            self._eraser.deleted()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A writing transaction below the tables' rows, for migrations and measurements."""
        with self._translated(), self._turn, self._writing.begin() as connection:
            yield connection

    @contextmanager
    def written_to_no_end(self) -> Iterator[Session | None]:
        """A writing transaction that is taken back; null where another writes just now."""
        if not (self._is_sqlite and self._writer.acquire(blocking=False)):
            yield None
            return
        try:
            with self._translated(), Session(self._writing) as session:
                yield session
        finally:
            self._writer.release()

    def close(self) -> None:
        """Closes every connection; what was written is on disk already."""
        if self._eraser is not None:
            self._eraser.close()
        self._engine.dispose()

    def finish_erasing(self) -> None:
        """Removes the traces of deleted text that an earlier process, or an older Candor, left."""
        if self._eraser is not None:
            with self._translated():
                self._eraser.finish()

    def _make_eraser(self, pace: Pace) -> Eraser:
        file = Path(str(self._engine.url.database))
        return Eraser(file, self._writer, pace=pace, last_write=lambda: self._last_write)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as failure:
            known = meaning(failure, self._engine.url.render_as_string())
            if known is not None and is_damage(failure):
                self.damage = known
            if known is None:
                raise
            raise known from failure
        except PoolTimeout as failure:
            raise Overloaded("All connections to the database are taken. Try again in a moment.") from failure
        except UnicodeEncodeError as failure:
            raise Invalid("The text holds half of a character (a lone surrogate), which cannot be stored.") from failure


def open_database(url: str, *, clock: Clock = utc_now, pace: Pace | None = None) -> Database:
    """Opens the database, makes it where there is none, and brings it to this version.

    `url` is SQLAlchemy's, such as `sqlite:////var/lib/candor/candor.db`. Raises `Misconfigured`.
    """
    database = Database(_engine(_parsed(url)), clock=clock, pace=pace)
    try:
        with database.connection() as connection:
            bring_up_to_date(connection)
        database.finish_erasing()
    except BaseException:
        database.close()
        raise
    return database


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise Misconfigured("The database's address is no URL such as sqlite:////var/lib/candor/candor.db.") from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    try:
        return create_engine(
            url,
            pool_size=_KEPT_CONNECTIONS,
            max_overflow=_MORE_CONNECTIONS,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Misconfigured(f"No driver for {url.drivername} databases is installed ({error}). Install it.") from error


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
