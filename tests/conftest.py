"""What tests of several packages share."""

from collections.abc import Iterator

import pytest

from tests.postgresql import Cluster, running_cluster, what_is_missing


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for all tests that want one."""
    if missing := what_is_missing():
        pytest.skip(missing)
    with running_cluster() as cluster:
        yield cluster
