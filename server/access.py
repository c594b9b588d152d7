"""Who is asking, and what they may do."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from domain.documents import CONVERSATION_PREFIX
from domain.errors import Forbidden, NotFound, Unauthenticated
from domain.reviews import Role
from domain.stores import KeyStore

COOKIE = "candor_key"
_PREFIX = "cnd_"
_RANK = list(Role)


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever sent the request. `key_id` is null for the person at this machine, who may do everything."""

    key_id: str | None
    name: str
    role: Role
    collections: frozenset[str] | None

    def may(self, role: Role) -> bool:
        """Whether the principal's role includes `role`."""
        return _RANK.index(self.role) >= _RANK.index(role)

    def sees(self, collection: str) -> bool:
        """Whether a collection exists for this principal. Conversations' own partitions are checked by their owner."""
        return self.collections is None or collection in self.collections or collection.startswith(CONVERSATION_PREFIX)

    def require_collection(self, collection: str) -> None:
        """Raises `NotFound` as for a collection that does not exist."""
        if not self.sees(collection):
            raise NotFound(f"There is no collection named “{collection}”.")

    def require_owner(self, owner: str | None, message: str) -> None:
        """Raises `NotFound` unless the thing is the principal's own."""
        if owner != self.key_id:
            raise NotFound(message)


LOCAL = Principal(None, "local", Role.ADMIN, None)


def new_secret() -> str:
    """An opaque key of 256 random bits."""
    return _PREFIX + secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is kept of a key: its SHA-256. The secret is random, so a slow hash would add nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Turns a request's credentials into a principal."""

    keys: KeyStore
    loopback: bool

    def identify(self, authorization: str | None, cookie: str | None) -> Principal:
        """Raises `Unauthenticated` for a wrong key, and beyond loopback for none.

        On loopback a cookie from an earlier set of keys counts as none, and so does any key while none was ever
        made: OpenAI's clients always send one.
        """
        bearer = _bearer(authorization)
        secret = bearer or cookie
        key = self.keys.find(fingerprint(secret)) if secret else None
        if key is not None:
            return Principal(key.id, key.name, key.role, key.collections)
        if self.loopback and (bearer is None or not self.keys.list()):
            return LOCAL
        if secret is None:
            raise Unauthenticated("Send an API key: Authorization: Bearer …")
        raise Unauthenticated("This API key is not valid; it may have been revoked.")


def _bearer(authorization: str | None) -> str | None:
    """The key of an Authorization header, null where it is empty."""
    if not authorization:
        return None
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("The Authorization header must read: Bearer, a space and the key.")
    return value.strip() or None


def identify(request: Request) -> Principal:
    """The principal of a request. Before a route of the API runs, `server.keys_first` has asked."""
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    return gatekeeper.identify(request.headers.get("authorization"), request.cookies.get(COOKIE))


def _at_least(role: Role, request: Request) -> Principal:
    principal: Principal = request.state.principal
    if not principal.may(role):
        raise Forbidden(f"This needs a key with the role {role}; yours has the role {principal.role}.")
    return principal


async def _chat(request: Request) -> Principal:
    return _at_least(Role.CHAT, request)


async def _reviewer(request: Request) -> Principal:
    return _at_least(Role.REVIEWER, request)


async def _admin(request: Request) -> Principal:
    return _at_least(Role.ADMIN, request)


Chatter = Annotated[Principal, Depends(_chat)]
Reviewer = Annotated[Principal, Depends(_reviewer)]
Admin = Annotated[Principal, Depends(_admin)]
