"""HEAD, OPTIONS, methods that a path does not take, and the API's description."""

from typing import Any

import httpx
import pytest

from tests.server.conftest import Client
from tests.server.http.test_limits import guarded as guarded


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/login", "/v1/models", "/v1/me", "/v1/openapi.json"])
def test_head_gives_what_get_gives_without_the_body(client: Client, path: str) -> None:
    asked, told = client.http.head(path), client.http.get(path)

    assert (asked.status_code, asked.content) == (200, b"")
    for name in ("content-type", "content-length", "content-security-policy"):
        assert asked.headers[name] == told.headers[name]


def test_head_of_an_event_stream_ends(client: Client) -> None:
    conversation = client.http.post("/v1/conversations", json={}).json()["id"]

    reply = client.http.head(f"/v1/conversations/{conversation}/events")

    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["content-type"].startswith("text/event-stream")


def test_head_counts_under_its_own_name_and_route(client: Client) -> None:
    client.http.head("/v1/models")

    assert (
        'candor_http_requests_total{method="HEAD",route="/v1/models",status="200"}' in client.http.get("/metrics").text
    )


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/livez", "GET, HEAD, OPTIONS"),
        ("/v1/search", "OPTIONS, POST"),
        ("/v1/collections", "GET, HEAD, OPTIONS, POST"),
        ("/v1/documents/doc_nowhere", "DELETE, GET, HEAD, OPTIONS"),
    ],
)
def test_options_names_the_methods_and_lets_no_other_site_in(client: Client, path: str, allowed: str) -> None:
    reply = client.http.options(path, headers={"Origin": "http://evil.example"})

    assert (reply.status_code, reply.content) == (204, b"")
    assert reply.headers["allow"] == allowed
    assert not any(name.startswith("access-control") for name in reply.headers)


@pytest.mark.parametrize(("method", "path"), [("PUT", "/v1/search"), ("GET", "/v1/search"), ("POST", "/livez")])
def test_a_method_that_a_path_does_not_take_is_told_which_it_does(client: Client, method: str, path: str) -> None:
    reply = client.http.request(method, path)

    assert reply.status_code == 405
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["allow"]
    assert method not in reply.headers["allow"].split(", ")


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "GET", "DELETE"])
def test_what_does_not_exist_is_missing_by_any_method(client: Client, method: str) -> None:
    assert client.http.request(method, "/v1/nonsense").status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", ["/v1/openapi.json", "/v1/models", "/v1/nonsense"])
def test_where_keys_are_needed_the_description_needs_one_too(guarded: Any, method: str, path: str) -> None:
    url, secrets = guarded
    assert httpx.request(method, url + path, trust_env=False).status_code == 401
    key = {"Authorization": f"Bearer {secrets['chat']}"}
    assert httpx.request(method, url + path, headers=key, trust_env=False).status_code in (200, 204, 404)
