"""PostgreSQL's own ways."""

from collections.abc import Iterator

import pytest

from domain.documents import Policy
from domain.errors import Misconfigured, StorageFull
from storage.database.transactions import open_database
from storage.probing import probe
from storage.stores import SqlCollections, SqlConversations
from tests.postgresql import Cluster

pytestmark = pytest.mark.postgresql


@pytest.fixture
def name(cluster: Cluster, fresh_database: str) -> Iterator[str]:
    name = cluster.new(like=fresh_database)
    yield name
    cluster.drop(name)


def test_a_character_that_it_refuses_is_kept_as_another_one(cluster: Cluster, name: str) -> None:
    with_nul = "before\0after"
    database = open_database(cluster.url(name))
    made = SqlConversations(database).create(title=with_nul, collection="default", owner=None, metadata={"a": with_nul})
    kept = SqlConversations(database).get(made.id)
    database.close()
    assert kept.title == "before\N{REPLACEMENT CHARACTER}after"


def test_a_table_that_is_gone_fails_the_probe(cluster: Cluster, name: str) -> None:
    database = open_database(cluster.url(name))
    probe(database)
    with database.connection() as connection:
        connection.exec_driver_sql("DROP TABLE anchor_runs")
    with pytest.raises(Misconfigured, match="restore a backup"):
        probe(database)
    database.close()


def test_one_that_takes_no_writes_fails_the_probe_and_loses_nothing(cluster: Cluster, name: str) -> None:
    cluster.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    database = open_database(cluster.url(name))
    with pytest.raises(StorageFull):
        probe(database)
    with pytest.raises(StorageFull):
        SqlCollections(database).create("more", policy=Policy.HOLD, language="en")
    assert [one.name for one in SqlCollections(database).list()] == ["default"]
    database.close()


def test_a_database_that_is_not_there_is_named_with_the_reason(cluster: Cluster) -> None:
    with pytest.raises(Misconfigured, match=r'/nowhere.* cannot be reached: .*"nowhere" does not exist'):
        open_database(cluster.url("nowhere"))


def test_a_server_that_is_not_there_is_named_without_its_password(cluster: Cluster) -> None:
    with pytest.raises(Misconfigured, match="cannot be reached") as refused:
        open_database("postgresql+psycopg://candor:secret@127.0.0.1:9/candor?connect_timeout=5")
    assert "secret" not in str(refused.value)


def test_connections_that_were_cut_are_made_again(cluster: Cluster, name: str) -> None:
    database = open_database(cluster.url(name))
    assert SqlCollections(database).list()
    cluster.cut(name)
    assert [one.name for one in SqlCollections(database).list()] == ["default"]
    database.close()
