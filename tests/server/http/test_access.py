"""Who may do what, on this machine and beyond it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.documents import Policy
from domain.errors import Misconfigured
from domain.principals import Role
from server.http.access import fingerprint, new_secret
from server.wiring.bootstrap import compose
from server.wiring.opening import open_stores
from server.wiring.settings import Settings
from tests.server.conftest import client_of, serving, settings_for


class Keys:
    """A server that asks for keys, and one key of each kind."""

    def __init__(self, settings: Settings) -> None:
        self.secrets = {name: new_secret() for name in ("chat", "other", "reviewer", "admin", "narrow", "auditor")}
        roles = {
            "chat": Role.CHAT,
            "other": Role.CHAT,
            "reviewer": Role.REVIEWER,
            "admin": Role.ADMIN,
            "narrow": Role.CHAT,
            "auditor": Role.REVIEWER,
        }
        with open_stores(settings) as stores:
            stores.collections.create("default", policy=Policy.HOLD, language="en")
            stores.collections.create("hr", policy=Policy.HOLD, language="en")
            for name, secret in self.secrets.items():
                scope = frozenset({"hr"}) if name in {"narrow", "auditor"} else None
                stores.keys.create(name=name, role=roles[name], collections=scope, sha256=fingerprint(secret))


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    settings = settings_for(tmp_path_factory.mktemp("guarded"), host="0.0.0.0", metrics_token="scrape-me")
    keys = Keys(settings)
    with serving(settings) as url:
        yield url, keys.secrets


def status(guarded: tuple[str, dict[str, str]], method: str, path: str, key: str | None, **options: Any) -> int:
    url, secrets = guarded
    headers = {"Authorization": f"Bearer {secrets[key]}"} if key else {}
    return httpx.request(method, url + path, headers=headers, trust_env=False, **options).status_code


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/models", {"chat", "reviewer", "admin"}),
        ("GET", "/v1/escalations", {"reviewer", "admin"}),
        ("GET", "/v1/quality", {"reviewer", "admin"}),
        ("GET", "/metrics", {"admin"}),
        ("POST", "/v1/collections", {"admin"}),
    ],
)
def test_a_role_may_do_what_it_is_for(guarded: Any, method: str, path: str, allowed: set[str]) -> None:
    body = {"json": {"name": "Not A Valid Name!"}} if method == "POST" else {}
    for role in ("chat", "reviewer", "admin"):
        refused = status(guarded, method, path, role, **body) in (401, 403)
        assert refused is (role not in allowed), role


@pytest.mark.parametrize("path", ["/v1/models", "/v1/documents", "/v1/escalations", "/v1/me", "/metrics", "/"])
def test_nothing_is_given_without_a_key(guarded: Any, path: str) -> None:
    assert status(guarded, "GET", path, None) == 401


def test_health_needs_no_key(guarded: Any) -> None:
    assert status(guarded, "GET", "/livez", None) == status(guarded, "GET", "/readyz", None) == 200


def test_a_browser_without_a_key_is_led_to_the_login_form(guarded: Any) -> None:
    reply = httpx.get(guarded[0] + "/", headers={"Accept": "text/html"}, trust_env=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/login")
    assert "API key" in httpx.get(guarded[0] + "/login", trust_env=False).text


def test_the_metrics_token_opens_the_metrics_only(guarded: Any) -> None:
    headers = {"Authorization": "Bearer scrape-me"}
    assert httpx.get(guarded[0] + "/metrics", headers=headers, trust_env=False).status_code == 200
    assert httpx.get(guarded[0] + "/v1/models", headers=headers, trust_env=False).status_code == 401


def test_a_key_is_exchanged_for_a_cookie_that_scripts_cannot_read(guarded: Any) -> None:
    url, secrets = guarded
    with client_of(url) as client:
        reply = client.http.post("/v1/login", json={"key": secrets["reviewer"]})
        cookie = reply.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert client.http.get("/v1/me").json()["role"] == "reviewer"
        client.http.post("/v1/logout")
        assert client.http.get("/v1/me").status_code == 401
        assert client.http.post("/v1/login", json={"key": "cnd_wrong"}).status_code == 401


def test_a_key_sees_its_own_collections_and_no_trace_of_others(guarded: Any) -> None:
    url, secrets = guarded
    with client_of(url, Authorization=f"Bearer {secrets['narrow']}") as client:
        assert [c["name"] for c in client.http.get("/v1/collections").json()["collections"]] == ["hr"]
        hidden = client.http.post("/v1/search", json={"query": "pay", "collection": "default"})
        missing = client.http.post("/v1/search", json={"query": "pay", "collection": "nowhere"})
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json()["title"] == missing.json()["title"]


def test_someone_elses_conversation_looks_like_a_missing_one(guarded: Any) -> None:
    url, secrets = guarded
    with client_of(url, Authorization=f"Bearer {secrets['chat']}") as owner:
        conversation = owner.http.post("/v1/conversations", json={}).json()["id"]
    with client_of(url, Authorization=f"Bearer {secrets['other']}") as other:
        paths = [f"/v1/conversations/{conversation}", "/v1/conversations/conv_missing"]
        assert [other.http.get(path).status_code for path in paths] == [404, 404]
        assert other.http.delete(paths[0]).status_code == 404


def test_a_key_hears_of_its_own_collections_queue_alone(guarded: Any) -> None:
    url, secrets = guarded
    with (
        client_of(url, Authorization=f"Bearer {secrets['auditor']}") as auditor,
        client_of(url, Authorization=f"Bearer {secrets['chat']}") as chat,
        auditor.http.stream("GET", "/v1/escalations/events") as events,
    ):
        for collection in ("default", "hr"):
            conversation = chat.http.post("/v1/conversations", json={"collection": collection}).json()["id"]
            asked = chat.http.post("/v1/escalations", json={"conversation_id": conversation})
            assert asked.status_code == 201
        first = next(line for line in events.iter_lines() if line.startswith("data: "))
    assert json.loads(first[6:]) == {"open": 1, "claimed": 0}


def test_readiness_counts_nothing_for_whoever_asks(guarded: Any) -> None:
    components = httpx.get(guarded[0] + "/readyz", trust_env=False).json()["components"]
    assert re.search(r"\d", components["database"]["detail"]) is None


@pytest.mark.parametrize(
    ("key", "role", "collections"),
    [("chat", "chat", None), ("narrow", "chat", ["hr"]), ("auditor", "reviewer", ["hr"])],
)
def test_a_key_can_ask_what_it_may_do(guarded: Any, key: str, role: str, collections: list[str] | None) -> None:
    url, secrets = guarded
    with client_of(url, Authorization=f"Bearer {secrets[key]}") as client:
        told = client.http.get("/v1/me").json()
    assert (told["role"], told["collections"], told["how"]) == (role, collections, "bearer")


def test_only_its_uploader_or_an_admin_may_replace_or_delete_a_document(guarded: Any) -> None:
    url, secrets = guarded
    with client_of(url, Authorization=f"Bearer {secrets['chat']}") as owner:
        reply = owner.http.post("/v1/documents", files={"file": ("plan.txt", b"The plan is to wait.")})
        document = owner.wait(reply.json()["id"])
    with client_of(url, Authorization=f"Bearer {secrets['other']}") as other:
        replaced = other.http.post("/v1/documents", files={"file": ("plan.txt", b"The plan is to run.")})
        assert replaced.status_code == 403
        assert other.http.delete(f"/v1/documents/{document['id']}").status_code == 403
    with client_of(url, Authorization=f"Bearer {secrets['admin']}") as admin:
        assert admin.http.delete(f"/v1/documents/{document['id']}").status_code == 204


def test_a_foreign_page_can_neither_rebind_nor_post(server_url: str) -> None:
    with client_of(server_url) as client:
        assert client.http.get("/v1/models", headers={"Host": "evil.example"}).status_code == 403
        foreign = client.http.post("/v1/conversations", json={}, headers={"Origin": "http://evil.example"})
        assert foreign.status_code == 403
        own = client.http.post("/v1/conversations", json={}, headers={"Origin": server_url})
        assert own.status_code == 201


def test_a_second_server_on_the_same_data_is_refused(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    with compose(settings), pytest.raises(Misconfigured), compose(settings):
        pass
