"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached by a socket in it, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine

_PROGRAMS = "/usr/lib/postgresql"
_USER = "postgres"
_LIMIT_SECONDS = 60
# Nothing in it outlives the tests, so nothing needs to reach the disk.
_OPTIONS = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"


def what_is_missing() -> str | None:
    """Why no cluster can be started here; null where one can."""
    if find_spec("psycopg") is None:
        return "left out: psycopg is not installed (make setup-dev)"
    if _program("initdb") is None or _program("pg_ctl") is None:
        return "left out: no initdb and pg_ctl here (apt-get install postgresql)"
    if os.getuid() == 0 and not any(each.pw_name == _USER for each in pwd.getpwall()):
        return f"left out: PostgreSQL does not run as root, and there is no user {_USER} here"
    return None


class Cluster:
    """A running PostgreSQL."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count(1)

    def url(self, database: str) -> str:
        """Of one of its databases, for SQLAlchemy."""
        return f"postgresql+psycopg://{_USER}@/{database}?host={self._folder}"

    def new(self, *, like: str = "template1") -> str:
        """The name of a database that is made now, a copy of another that nobody is connected to."""
        name = f"candor_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def drop(self, database: str) -> None:
        """Ends whoever is connected to it."""
        self.run(f"DROP DATABASE {database} WITH (FORCE)")

    def cut(self, database: str) -> None:
        """Ends every connection to it."""
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")  # noqa: S608 - ours

    def run(self, statement: str) -> None:
        """As its superuser, in no transaction."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Stops it at the end."""
    # Not pytest's own folder: only whoever runs the tests may enter that.
    folder = Path(tempfile.mkdtemp(prefix="candor-postgresql-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, _USER, _USER)
        data = folder / "data"
        _run("initdb", "--pgdata", data, "--username", _USER, "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        options = f"-c unix_socket_directories={folder} {_OPTIONS}"
        _run("pg_ctl", "start", "--wait", "--pgdata", data, "--log", folder / "log", "--options", options)
        try:
            yield Cluster(folder)
        finally:
            _run("pg_ctl", "stop", "--wait", "--pgdata", data, "--mode", "immediate")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *arguments: str | Path) -> None:
    path = _program(program)
    assert path is not None
    subprocess.run(
        [path, *arguments],
        check=True,
        timeout=_LIMIT_SECONDS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd="/",
        user=_USER if os.getuid() == 0 else None,
        group=_USER if os.getuid() == 0 else None,
        extra_groups=[] if os.getuid() == 0 else None,
    )


def _program(name: str) -> str | None:
    """Debian puts it on nobody's path."""
    beside = sorted(Path(_PROGRAMS).glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    return shutil.which(name) or (str(beside[-1]) if beside else None)
