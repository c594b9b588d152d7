"""On this machine no key is needed, until somebody else could be asking."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from domain.errors import Misconfigured, Unauthenticated
from domain.principals import LOCAL, ApiKey, Recognition, Role
from domain.stores import KeyStore
from server.cli.commands.operation import require_keys
from server.http.access import Credentials, Gatekeeper, fingerprint, new_secret
from server.wiring.opening import open_stores
from server.wiring.settings import Settings
from tests.server.conftest import settings_for

FORWARDED = [
    {"Forwarded": "for=192.0.2.1"},
    {"X-Forwarded-For": "192.0.2.1"},
    {"X-Forwarded-Host": "docs.example.org"},
    {"x-forwarded-proto": "https"},
    {"X-Real-IP": "192.0.2.1"},
    {"Via": "1.1 proxy"},
]


def sent(headers: Mapping[str, str] | None = None) -> Credentials:
    """The credentials of a request with these headers."""
    raw = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    return Credentials.of(Request({"type": "http", "headers": raw}))


def bearer(secret: str) -> Credentials:
    return sent({"Authorization": f"Bearer {secret}"})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
def keys(settings: Settings) -> Iterator[KeyStore]:
    with open_stores(settings) as stores:
        yield stores.keys


@pytest.fixture
def gatekeeper(keys: KeyStore, settings: Settings) -> Gatekeeper:
    return Gatekeeper(keys, open_locally=settings.open_locally)


def made(keys: KeyStore, secret: str, role: Role = Role.ADMIN) -> ApiKey:
    return keys.create(name="ops", role=role, collections=None, sha256=fingerprint(secret))


def refused(gatekeeper: Gatekeeper, credentials: Credentials) -> bool:
    try:
        gatekeeper.identify(credentials)
    except Unauthenticated:
        return True
    return False


def test_before_the_first_key_whoever_is_at_this_machine_may_do_everything(gatekeeper: Gatekeeper) -> None:
    assert gatekeeper.identify(sent()) is LOCAL
    assert gatekeeper.identify(bearer("sk-any")) is LOCAL, "OpenAI's clients always send a key"
    assert gatekeeper.identify(sent({"Cookie": "candor_key=cnd_old"})) is LOCAL


@pytest.mark.parametrize("headers", FORWARDED, ids=lambda headers: next(iter(headers)))
def test_what_a_proxy_passed_on_needs_a_key(gatekeeper: Gatekeeper, headers: dict[str, str]) -> None:
    assert refused(gatekeeper, sent(headers))
    assert refused(gatekeeper, sent({**headers, "Authorization": "Bearer sk-any"}))


def test_a_key_made_by_another_process_closes_the_door_at_once(gatekeeper: Gatekeeper, settings: Settings) -> None:
    assert not refused(gatekeeper, sent())
    with open_stores(settings) as elsewhere:
        made(elsewhere.keys, "cnd_first")
        assert refused(gatekeeper, sent())
    assert gatekeeper.identify(bearer("cnd_first")).how is Recognition.BEARER
    assert gatekeeper.identify(sent({"Cookie": "candor_key=cnd_first"})).how is Recognition.COOKIE


def test_revoking_the_last_key_does_not_open_the_door(gatekeeper: Gatekeeper, keys: KeyStore) -> None:
    keys.revoke(made(keys, "cnd_last").id)
    assert refused(gatekeeper, sent())
    assert refused(gatekeeper, bearer("cnd_last"))


class CountedKeys:
    """A key store that counts how often it is asked whether there is any."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys, self.asked = keys, 0

    def any_made(self) -> bool:
        self.asked += 1
        return self._keys.any_made()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keys, name)


def test_once_there_was_a_key_nobody_asks_again(keys: KeyStore) -> None:
    counted = CountedKeys(keys)
    made(keys, "cnd_one")
    gatekeeper = Gatekeeper(counted, open_locally=True)
    assert all(refused(gatekeeper, sent()) for _ in range(3))
    assert counted.asked == 1


@pytest.mark.parametrize("changes", [{"allowed_hosts": ("docs.example.org",)}, {"host": "0.0.0.0"}])
def test_a_server_that_others_may_call_needs_a_key_and_does_not_start_without(
    tmp_path: Path, keys: KeyStore, changes: dict[str, Any]
) -> None:
    settings = settings_for(tmp_path, **changes)
    assert refused(Gatekeeper(keys, open_locally=settings.open_locally), sent())
    with pytest.raises(Misconfigured, match="candor keys create NAME --role admin"):
        require_keys(settings, keys)
    key = made(keys, "cnd_admin")
    require_keys(settings, keys)
    keys.revoke(key.id)
    with pytest.raises(Misconfigured):
        require_keys(settings, keys)


def test_whoever_started_a_server_opens_it_with_a_secret_of_its_own(keys: KeyStore) -> None:
    made(keys, "cnd_admin")
    secret = new_secret()
    gatekeeper = Gatekeeper(keys, open_locally=True, own_secret=secret)
    assert gatekeeper.identify(bearer(secret)) is LOCAL
    assert refused(gatekeeper, bearer(new_secret()))


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/me"), ("PATCH", "/v1/collections/default"), ("GET", "/metrics"), ("GET", "/")]
)
def test_a_proxy_before_a_server_without_keys_reaches_nothing(server_url: str, method: str, path: str) -> None:
    body = {"json": {"policy": "monitor"}} if method == "PATCH" else {}
    forwarded = {"X-Forwarded-For": "192.0.2.1"}
    reply = httpx.request(method, server_url + path, headers=forwarded, trust_env=False, **body)
    assert reply.status_code == 401
    assert httpx.get(server_url + "/v1/me", trust_env=False).json()["how"] == "local"
