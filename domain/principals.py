"""Who may do what: roles, keys, and whoever sends a request. What a key allows is decided here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Missing, no_such


class Role(StrEnum):
    """What a key may do; each includes the ones before it."""

    CHAT = "chat"
    REVIEWER = "reviewer"
    ADMIN = "admin"


_RANK = list(Role)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret. `collections` is null where it may see all; `revoked_at` is null while it works."""

    id: str
    name: str
    role: Role
    collections: frozenset[str] | None
    created_at: datetime
    revoked_at: datetime | None


class Recognition(StrEnum):
    """How the sender of a request was recognised: by being at this machine, by its key, by its browser's cookie."""

    LOCAL = "local"
    BEARER = "bearer"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever sent the request. `key_id` is null for the person at this machine, who may do everything."""

    key_id: str | None
    name: str
    role: Role
    collections: frozenset[str] | None
    how: Recognition

    def may(self, role: Role) -> bool:
        """Whether the principal's role includes `role`."""
        return _RANK.index(self.role) >= _RANK.index(role)

    def sees(self, collection: str) -> bool:
        """Whether a collection exists for this principal. Conversations' own partitions belong to their owner."""
        return self.collections is None or collection in self.collections

    def require_collection(self, collection: str) -> None:
        """Raises `NotFound` as for a collection that does not exist."""
        if not self.sees(collection):
            raise no_such(Missing.COLLECTION)

    def owns(self, owner: str | None) -> bool:
        """Whether what `owner` owns is the principal's own."""
        return owner == self.key_id

    def require_owner(self, owner: str | None, thing: Missing) -> None:
        """Raises `NotFound` unless the thing is the principal's own."""
        if not self.owns(owner):
            raise no_such(thing)


LOCAL = Principal(None, "local", Role.ADMIN, None, Recognition.LOCAL)
