"""One server a PostgreSQL database: an advisory lock on a connection that lives as long as the server."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from time import sleep

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from domain.errors import CandorError, Misconfigured
from storage.database.engines import is_postgresql, make_engine
from storage.database.failures import meaning

_KEY = int.from_bytes(b"candor")
# A server that was killed is gone for PostgreSQL a moment later.
_TRIES, _TRY_SECONDS = 10, 0.1
# The machine of a server may go without a word; the database knows within a minute then.
_KEEPALIVE = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
_HOLDER = """
    SELECT coalesce(activity.application_name, ''), host(activity.client_addr)
    FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND pg_locks.database = (
        SELECT oid FROM pg_database WHERE datname = current_database()
    ) AND (classid::bigint << 32) + objid::bigint = :key
"""
_SET = text("SELECT set_config(:setting, :value, false)")
_log = structlog.get_logger()


class DatabaseLock:
    """The hold on a database. Its connection may be lost; `lost` finds that out, and takes it again."""

    def __init__(self, engine: Engine, *, port: int) -> None:
        self._engine, self._where = engine, engine.url.render_as_string()
        self._name = f"candor {socket.gethostname()[:30]} pid {os.getpid()} port {port}"
        self._connection: Connection | None = None

    def take(self) -> None:
        """Raises `Misconfigured` where another has it, or the database cannot be reached."""
        for _ in range(_TRIES):
            taken_by = self._try()
            if taken_by is None:
                return
            sleep(_TRY_SECONDS)
        raise Misconfigured(
            f"Candor runs with the database {self._where} already ({taken_by}). Stop it, or name another database in "
            "CANDOR_DATABASE_URL."
        )

    def lost(self) -> str | None:
        """Why the database is not this server's alone now; null while it is. For one thread."""
        if self._connection is not None and _answers(self._connection):
            return None
        if self._connection is not None:
            _log.error("the hold on the database was lost; taking it again")
            self._let_go()
        try:
            taken_by = self._try()
        except CandorError:
            return "the connection that held the database is lost"
        if taken_by is None:
            _log.warning("the database is held again")
            return None
        _log.error("another server works with the database; stop one of them", holder=taken_by)
        return "another server works with the database; stop one of them"

    def close(self) -> None:
        """Lets go of the database."""
        self._let_go()
        self._engine.dispose()

    def _try(self) -> str | None:
        """Who has it; null once this server does. Raises `Misconfigured`."""
        try:
            with ExitStack() as stack:
                connection = stack.enter_context(self._engine.connect())
                self._name_itself(connection)
                if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}):
                    return _holder(connection)
                stack.pop_all()
                self._connection = connection
                return None
        except DBAPIError as failure:
            known = meaning(failure, self._where)
            if known is None:
                raise
            raise known from failure

    def _name_itself(self, connection: Connection) -> None:
        for setting, value in {"application_name": self._name, **_KEEPALIVE}.items():
            connection.execute(_SET, {"setting": setting, "value": value})

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # a pool that kept it would keep the lock
            self._connection.close()
        self._connection = None


@contextmanager
def hold_database(url: str, *, port: int) -> Iterator[DatabaseLock | None]:
    """Holds a PostgreSQL database for this process; null for SQLite, whose folder is held.

    Raises `Misconfigured` where another server holds it, or it cannot be reached.
    """
    if not is_postgresql(url):
        yield None
        return
    # Each statement for itself: a transaction would stay open as long as the server runs.
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with closing(DatabaseLock(engine, port=port)) as lock:
        lock.take()
        yield lock


def _answers(connection: Connection) -> bool:
    try:
        connection.scalar(text("SELECT 1"))
    except DBAPIError:
        return False
    return True


def _holder(connection: Connection) -> str:
    """Who has the lock, as it calls itself; whose connection comes from elsewhere also from where."""
    row = connection.execute(text(_HOLDER), {"key": _KEY}).first()
    if row is None:
        return "another server"
    name, address = row
    return " at ".join(filter(None, (name or "another server", address)))
