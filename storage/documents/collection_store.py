"""Collections in SQL."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.documents import CONVERSATION_PREFIX, Collection, Policy
from domain.errors import Conflict, Invalid, Missing, no_such
from domain.stores import UNCHANGED, Unchanged
from storage.database.rows import PartitionKind
from storage.database.transactions import Database
from storage.documents.changes import bury
from storage.documents.rows import ChunkRow, CollectionRow, DocumentRow
from storage.documents.store import hashes


class SqlCollections:
    """`domain.stores.CollectionStore`. To it, the partitions of conversations do not exist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, *, policy: Policy, language: str) -> Collection:
        """Raises `Conflict` where the name is taken, `Invalid` for the name of a conversation's partition."""
        if name.startswith(CONVERSATION_PREFIX):
            raise Invalid(f"A collection's name cannot start with {CONVERSATION_PREFIX!r}. Choose another.")
        row = CollectionRow(
            key=name, kind=PartitionKind.SHARED, policy=policy, language=language, created_at=self._database.now()
        )
        try:
            with self._database.write() as session:
                session.add(row)
        except IntegrityError as error:
            raise Conflict(f"A collection named {name!r} exists already. Choose another name.") from error
        return _collection(row)

    def get(self, name: str) -> Collection:
        """Raises `NotFound`."""
        with self._database.read() as session:
            return _collection(_shared(session, name))

    def list(self) -> Sequence[Collection]:
        """All, by name."""
        shared = select(CollectionRow).where(CollectionRow.kind == PartitionKind.SHARED).order_by(CollectionRow.key)
        with self._database.read() as session:
            return [_collection(row) for row in session.scalars(shared)]

    def update(
        self,
        name: str,
        *,
        policy: Policy | Unchanged = UNCHANGED,
        threshold: float | Unchanged | None = UNCHANGED,
        audit_probability: float | Unchanged | None = UNCHANGED,
        model: str | Unchanged | None = UNCHANGED,
        prompt: str | Unchanged | None = UNCHANGED,
    ) -> Collection:
        """Changes what is given; for all but the policy, null is the server's or the detector's own. `NotFound`."""
        with self._database.write() as session:
            row = _shared(session, name)
            if policy is not UNCHANGED:
                row.policy = policy
            if threshold is not UNCHANGED:
                row.threshold = threshold
            if audit_probability is not UNCHANGED:
                row.audit_probability = audit_probability
            if model is not UNCHANGED:
                row.model = model
            if prompt is not UNCHANGED:
                row.prompt = prompt
        return _collection(row)

    def delete(self, name: str) -> frozenset[str]:
        """With its documents, chunks and everything derived; conversations stay. Raises `NotFound`.

        Gives the hashes of the bytes that its documents needed.
        """
        with self._database.erase() as session:
            _shared(session, name)
            freed = hashes(session, DocumentRow.collection == name)
            bury(session, ChunkRow.collection == name)
            session.execute(delete(CollectionRow).where(CollectionRow.key == name))
        return freed


def _shared(session: Session, name: str) -> CollectionRow:
    row = session.get(CollectionRow, name)
    if row is None or row.kind is not PartitionKind.SHARED:
        raise no_such(Missing.COLLECTION)
    return row


def _collection(row: CollectionRow) -> Collection:
    return Collection(
        row.key,
        row.policy,
        row.language,
        row.threshold,
        row.created_at,
        row.audit_probability,
        row.model,
        row.prompt,
    )
