"""Finds out who is asking."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers

from domain.errors import Forbidden, Unauthenticated
from domain.principals import LOCAL, Principal, Recognition, Role
from domain.stores import KeyStore

COOKIE = "candor_key"
_PREFIX = "cnd_"
_FORWARDED = frozenset({"forwarded", "via", "x-real-ip"})
_FORWARDED_PREFIX = "x-forwarded-"


def new_secret() -> str:
    """An opaque key of 256 random bits."""
    return _PREFIX + secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is kept of a key: its SHA-256. The secret is random, so a slow hash would add nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brought along to say who sends it. `forwarded`: a proxy passed it on."""

    authorization: str | None
    cookie: str | None
    forwarded: bool

    @classmethod
    def of(cls, request: Request) -> "Credentials":
        """From the headers."""
        headers = request.headers
        return cls(headers.get("authorization"), request.cookies.get(COOKIE), _was_forwarded(headers))


class Gatekeeper:
    """Turns a request's credentials into a principal.

    `open_locally`: whoever is at this machine needs no key as long as none was ever made. `own_secret` opens
    everything to whoever started this server, null for nobody.
    """

    def __init__(self, keys: KeyStore, *, open_locally: bool, own_secret: str | None = None) -> None:
        self._keys = keys
        self._open_locally = open_locally
        self._own = None if own_secret is None else fingerprint(own_secret)
        self._any_made = False

    def identify(self, credentials: Credentials) -> Principal:
        """Raises `Unauthenticated` for a wrong key, and for none where one is needed.

        Where none is needed any will do: OpenAI's clients always send one, and browsers keep old cookies.
        """
        bearer = _bearer(credentials.authorization)
        secret = bearer or credentials.cookie
        if secret is not None:
            known = self._holder(secret, Recognition.BEARER if bearer else Recognition.COOKIE)
            if known is not None:
                return known
        if self._open_locally and not credentials.forwarded and not self._keys_were_made():
            return LOCAL
        if secret is None:
            raise Unauthenticated("Send an API key: Authorization: Bearer …")
        raise Unauthenticated("This API key is not valid; it may have been revoked.")

    def _holder(self, secret: str, how: Recognition) -> Principal | None:
        sha256 = fingerprint(secret)
        if self._own is not None and secrets.compare_digest(sha256, self._own):
            return LOCAL
        key = self._keys.find(sha256)
        return None if key is None else Principal(key.id, key.name, key.role, key.collections, how)

    def _keys_were_made(self) -> bool:
        """Asked anew until there is one, since the command line makes keys beside a running server; never unmade."""
        self._any_made = self._any_made or self._keys.any_made()
        return self._any_made


def _was_forwarded(headers: Headers) -> bool:
    return any(name in _FORWARDED or name.startswith(_FORWARDED_PREFIX) for name in headers)


def _bearer(authorization: str | None) -> str | None:
    """The key of an Authorization header, null where it is empty."""
    if not authorization:
        return None
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("The Authorization header must read: Bearer, a space and the key.")
    return value.strip() or None


def identify(request: Request) -> Principal:
    """The principal of a request. Before a route of the API runs, `server.http.keys_first` has asked."""
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    return gatekeeper.identify(Credentials.of(request))


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


async def overseer(request: Request) -> Principal:
    """An admin who sees every collection, for what tells of all of them."""
    principal = _at_least(Role.ADMIN, request)
    if principal.collections is not None:
        raise Forbidden("This needs an admin's key that sees every collection; yours is limited to some.")
    return principal


Chatter = Annotated[Principal, Depends(_chat)]
Reviewer = Annotated[Principal, Depends(_reviewer)]
Admin = Annotated[Principal, Depends(_admin)]
Overseer = Annotated[Principal, Depends(overseer)]
