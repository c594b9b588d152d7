"""The database: how it is opened, and what a transaction is."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from domain.errors import CandorError, Invalid, Overloaded
from storage.database.engines import make_engine
from storage.database.erasure import Eraser, Pace
from storage.database.failures import is_damage, meaning
from storage.database.versioning import bring_up_to_date

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
        # bulk job the unluckiest of 240 writes took 6.7 and 12.5 s so, 1.0 and 1.9 s here. So do PostgreSQL's, so that
        # what a transaction found not to be there is not made by another meanwhile: one server has it to itself.
        self._writer = threading.Lock()
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
            self._writer,
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
        with self._translated(), self._writer, self._writing.begin() as connection:
            yield connection

    @contextmanager
    def written_to_no_end(self) -> Iterator[Session | None]:
        """A writing transaction that is taken back; null where another writes just now."""
        if not self._writer.acquire(blocking=False):
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
    database = Database(make_engine(url), clock=clock, pace=pace)
    try:
        with database.connection() as connection:
            bring_up_to_date(connection)
        database.finish_erasing()
    except BaseException:
        database.close()
        raise
    return database
