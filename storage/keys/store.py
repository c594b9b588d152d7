"""API keys in SQL, by their hashes."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from domain.errors import Conflict, NotFound
from domain.principals import ApiKey, Role
from storage.database.transactions import Database
from storage.keys.rows import KeyRow


class SqlKeys:
    """`domain.stores.KeyStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any_made(self) -> bool:
        """Whether there ever was a key, revoked ones too."""
        with self._database.read() as session:
            return session.scalar(select(KeyRow.id).limit(1)) is not None

    def create(self, *, name: str, role: Role, collections: frozenset[str] | None, sha256: str) -> ApiKey:
        """Raises `Conflict` where the name is taken by a key that works."""
        row = KeyRow(
            id=f"key_{uuid4().hex}",
            name=name,
            role=role,
            collections=None if collections is None else sorted(collections),
            sha256=sha256,
            created_at=self._database.now(),
        )
        try:
            with self._database.write() as session:
                session.add(row)
        except IntegrityError as error:
            raise Conflict(f"A key named {name!r} works already. Revoke it, or choose another name.") from error
        return _key(row)

    def find(self, sha256: str) -> ApiKey | None:
        """The key that works with this hash."""
        working = select(KeyRow).where(KeyRow.sha256 == sha256, KeyRow.revoked_at.is_(None))
        with self._database.read() as session:
            row = session.scalars(working).one_or_none()
            return None if row is None else _key(row)

    def list(self) -> Sequence[ApiKey]:
        """All, revoked ones too, oldest first."""
        with self._database.read() as session:
            return [_key(row) for row in session.scalars(select(KeyRow).order_by(KeyRow.created_at, KeyRow.id))]

    def revoked(self, key_ids: Sequence[str]) -> frozenset[str]:
        """Those of `key_ids` that work no longer."""
        working = select(KeyRow.id).where(KeyRow.id.in_(key_ids), KeyRow.revoked_at.is_(None))
        with self._database.read() as session:
            return frozenset(key_ids) - frozenset(session.scalars(working))

    def revoke(self, key_id: str) -> None:
        """Raises `NotFound`. A key that is revoked already keeps its time."""
        with self._database.write() as session:
            row = session.get(KeyRow, key_id)
            if row is None:
                raise NotFound(f"There is no key {key_id!r}.")
            row.revoked_at = row.revoked_at or self._database.now()


def _key(row: KeyRow) -> ApiKey:
    collections = None if row.collections is None else frozenset(row.collections)
    return ApiKey(row.id, row.name, row.role, collections, row.created_at, row.revoked_at)
