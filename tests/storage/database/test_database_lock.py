"""One server a PostgreSQL database: the second says who is there; a lost hold is noticed and taken again."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from domain.errors import Misconfigured
from storage.database.database_lock import hold_database
from tests.postgresql import Cluster

_HOLDS = (
    "import sys; from storage.database.database_lock import hold_database\n"
    "with hold_database(sys.argv[1], port=7): print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def name(cluster: Cluster) -> Iterator[str]:
    name = cluster.new()
    yield name
    cluster.drop(name)


def test_a_sqlite_database_is_held_by_its_folder() -> None:
    with hold_database("sqlite:////nowhere/candor.db", port=1) as hold:
        assert hold is None


@pytest.mark.postgresql
def test_a_second_server_is_told_who_has_the_database(cluster: Cluster, name: str) -> None:
    url = cluster.url(name)
    who = f"candor .* pid {os.getpid()} port 8080"
    with (
        hold_database(url, port=8080) as hold,
        pytest.raises(Misconfigured, match=who),
        hold_database(url, port=8081),
    ):
        pass
    assert hold is not None
    with hold_database(url, port=8081):
        pass


@pytest.mark.postgresql
def test_two_databases_of_one_server_are_held_apart(cluster: Cluster, name: str) -> None:
    other = cluster.new()
    with hold_database(cluster.url(name), port=1) as first, hold_database(cluster.url(other), port=2) as second:
        assert first is not None
        assert second is not None
        assert (first.lost(), second.lost()) == (None, None)
    cluster.drop(other)


@pytest.mark.postgresql
def test_a_server_that_is_killed_lets_go(cluster: Cluster, name: str) -> None:
    url = cluster.url(name)
    with subprocess.Popen([sys.executable, "-c", _HOLDS, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"held\n"
        with pytest.raises(Misconfigured, match=f"pid {server.pid} port 7"), hold_database(url, port=8):
            pass
        server.kill()
    with hold_database(url, port=8):
        pass


@pytest.mark.postgresql
def test_a_hold_that_was_lost_is_taken_again_and_the_log_says_so(cluster: Cluster, name: str) -> None:
    with hold_database(cluster.url(name), port=1) as hold:
        assert hold is not None
        assert hold.lost() is None
        cluster.cut(name)
        with capture_logs() as logs:
            assert hold.lost() is None
        assert logs[0]["event"] == "the hold on the database was lost; taking it again"
        with pytest.raises(Misconfigured, match="already"), hold_database(cluster.url(name), port=2):
            pass


@pytest.mark.postgresql
def test_a_hold_that_another_took_meanwhile_is_had_again_once_that_one_is_gone(cluster: Cluster, name: str) -> None:
    with hold_database(cluster.url(name), port=1) as hold:
        assert hold is not None
        cluster.cut(name)
        with hold_database(cluster.url(name), port=2):
            assert "another server" in str(hold.lost())
            assert "another server" in str(hold.lost())
        assert hold.lost() is None


@pytest.mark.postgresql
def test_a_database_that_went_away_is_told_until_it_is_there_again(cluster: Cluster, name: str) -> None:
    with hold_database(cluster.url(name), port=1) as hold:
        assert hold is not None
        cluster.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cluster.cut(name)
        assert "lost" in str(hold.lost())
        assert "lost" in str(hold.lost())
        cluster.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert hold.lost() is None
