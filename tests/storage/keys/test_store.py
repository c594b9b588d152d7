from datetime import timedelta

import pytest

from domain.errors import Conflict, NotFound
from domain.principals import Role
from storage.database.transactions import Database
from storage.stores import SqlKeys
from tests.storage import samples

HOUR = timedelta(hours=1)


def test_a_key_is_found_by_its_hash_until_it_is_revoked(database: Database, clock: samples.Clock) -> None:
    keys = SqlKeys(database)
    assert not keys.any_made()
    key = keys.create(name="ann", role=Role.REVIEWER, collections=frozenset({"a", "b"}), sha256="0" * 64)
    assert keys.find("0" * 64) == key
    assert keys.find("1" * 64) is None
    with pytest.raises(Conflict, match="ann"):
        keys.create(name="ann", role=Role.ADMIN, collections=None, sha256="1" * 64)
    clock.advance(HOUR)
    keys.revoke(key.id)
    clock.advance(HOUR)
    keys.revoke(key.id)
    assert keys.find("0" * 64) is None
    assert keys.any_made(), "revoked ones count"
    again = keys.create(name="ann", role=Role.ADMIN, collections=None, sha256="1" * 64)
    assert [one.revoked_at for one in keys.list()] == [samples.START + HOUR, None]
    assert keys.list()[1] == again
    with pytest.raises(NotFound):
        keys.revoke("key_0")


def test_keys_in_use_are_told_apart_from_revoked_and_unknown_ones(database: Database) -> None:
    keys = SqlKeys(database)
    works, gone = (
        keys.create(name=name, role=Role.CHAT, collections=None, sha256=name).id for name in ("works", "gone")
    )
    keys.revoke(gone)
    assert keys.revoked([works, gone, "key_unknown"]) == {gone, "key_unknown"}
    assert keys.revoked([]) == frozenset()
