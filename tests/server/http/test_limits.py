"""What a client may send, how much of it, and how slowly."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from server.http.connections import connections
from server.http.json_shape import shape_of
from tests.server.conftest import serving, settings_for
from tests.server.http.test_access import Keys

LIMIT_BYTES = 1_000_000
UPLOAD_LIMIT_BYTES = 2_000_000
PATIENCE_SECONDS = 30
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A server that asks for keys, and is quickly out of patience."""
    settings = settings_for(
        tmp_path_factory.mktemp("limits"),
        host="0.0.0.0",
        body_limit_bytes=LIMIT_BYTES,
        upload_limit_bytes=UPLOAD_LIMIT_BYTES,
        header_limit_seconds=0.3,
        body_idle_seconds=0.3,
    )
    keys = Keys(settings)
    with serving(settings) as url:
        yield url, keys.secrets


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port or 80), timeout=PATIENCE_SECONDS) as connection:
        yield connection


def head(path: str, *, key: str | None = None, method: str = "POST", **headers: str) -> bytes:
    """The head of a request; `Content_Length` reads as one would think."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"Authorization: Bearer {key}"] if key else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def reply_of(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body of the next reply; all of it has come, or the connection was closed."""
    with connection.makefile("rb") as stream:
        status = int(stream.readline().split()[1])
        headers = {}
        while (line := stream.readline().strip()) != b"":
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return status, headers, stream.read(int(headers.get("content-length", 0)))


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/search", "/v1/chat/completions", "/v1/nonsense"])
def test_without_a_key_a_request_is_refused_before_its_body_comes(guarded: Any, path: str) -> None:
    with connected(guarded[0]) as connection:
        connection.sendall(head(path, Content_Length="50000000", Content_Type="multipart/form-data; boundary=b"))
        assert reply_of(connection)[0] == 401


def test_a_client_that_asks_before_it_sends_is_not_told_to_go_on_without_a_key(guarded: Any) -> None:
    with connected(guarded[0]) as connection:
        connection.sendall(head("/v1/documents", Content_Length="50000000", Expect="100-continue"))
        assert reply_of(connection)[0] == 401


def test_who_goes_on_sending_after_a_refusal_is_read_to_the_refusal_and_cut_off(guarded: Any) -> None:
    with connected(guarded[0]) as connection:
        connection.sendall(head("/v1/documents", Content_Length="500000000"))
        connection.sendall(b"x" * 2_000_000)
        assert reply_of(connection)[0] == 401
        assert connection.recv(1) == b""


def test_an_upload_that_says_it_is_too_large_is_refused_before_it_comes(guarded: Any) -> None:
    url, secrets = guarded
    form = "multipart/form-data; boundary=b"
    with connected(url) as connection:
        connection.sendall(head("/v1/documents", key=secrets["chat"], Content_Length="500000000", Content_Type=form))
        status, headers, _ = reply_of(connection)
    assert (status, headers["content-type"]) == (413, "application/problem+json")


def test_an_upload_that_does_not_say_how_large_it_is_is_refused_once_it_is_too_large(guarded: Any) -> None:
    url, secrets = guarded
    form = "multipart/form-data; boundary=b"
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    with connected(url) as connection:
        connection.sendall(head("/v1/documents", key=secrets["chat"], Transfer_Encoding="chunked", Content_Type=form))
        for content in (part, b" " * UPLOAD_LIMIT_BYTES, b" " * 100_000):
            connection.sendall(b"%x\r\n%s\r\n" % (len(content), content))
        status, headers, _ = reply_of(connection)
    assert (status, headers["content-type"]) == (413, "application/problem+json")


@pytest.mark.parametrize(("path", "key"), [("/v1/search", "chat"), ("/v1/login", None)])
def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(guarded: Any, path: str, key: str | None) -> None:
    url, secrets = guarded
    with connected(url) as connection:
        connection.sendall(
            head(path, key=secrets[key] if key else None, Content_Length=str(LIMIT_BYTES + 1), **_json())
        )
        status, headers, body = reply_of(connection)
    assert status == 413
    assert headers["content-type"] == "application/problem+json"
    assert f"{LIMIT_BYTES:,}" in json.loads(body)["detail"]


def _json() -> dict[str, str]:
    return {"Content_Type": "application/json"}


def test_a_body_that_does_not_say_how_large_it_is_is_refused_as_soon_as_it_is_too_large(guarded: Any) -> None:
    url, secrets = guarded
    with connected(url) as connection:
        connection.sendall(head("/v1/chat/completions", key=secrets["chat"], Transfer_Encoding="chunked", **_json()))
        part = b"%x\r\n%s\r\n" % (LIMIT_BYTES // 2, b" " * (LIMIT_BYTES // 2))
        connection.sendall(part * 2 + b"1\r\n \r\n")  # and no end
        status, _, body = reply_of(connection)
    assert status == 413
    assert "bytes" in json.loads(body)["error"]["message"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"[" * 65 + b"]" * 65, "levels"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "levels"),
        (b'{"query": "x", "k": ' + b"[" * 65 + b"]" * 65 + b"}", "levels"),
        (b"[" + b"[]," * 60_000 + b"[]]", "values"),
        (b"[" + b"1," * 60_000 + b"1]", "values"),
    ],
)
def test_json_that_would_hold_up_everybody_is_refused(guarded: Any, body: bytes, says: str) -> None:
    url, secrets = guarded
    headers = JSON | {"Authorization": f"Bearer {secrets['chat']}"}
    reply = httpx.post(f"{url}/v1/search", content=body, headers=headers, trust_env=False)

    assert reply.status_code == 422
    assert says in reply.json()["detail"]


def test_brackets_in_a_text_nest_nothing(guarded: Any) -> None:
    url, secrets = guarded
    headers = {"Authorization": f"Bearer {secrets['chat']}"}
    for text in ("[" * 5000, '"[' * 2000, "\\" * 1001 + '"' + "[{," * 500):
        reply = httpx.post(f"{url}/v1/search", json={"query": text[:8000]}, headers=headers, trust_env=False)
        assert reply.status_code == 200, reply.text


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='"\\[]{},a🙂'),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet='"\\[]{},a'), inner),
)


def depth_and_values(value: Any) -> tuple[int, int]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    if inner is None:
        return 0, 1
    found = [depth_and_values(one) for one in inner]
    return 1 + max((depth for depth, _ in found), default=0), 1 + sum(count for _, count in found)


@given(value=JSON_VALUES, escaped=st.booleans())
def test_the_shape_is_that_of_the_value_and_counts_no_value_too_few(value: Any, *, escaped: bool) -> None:
    shape = shape_of(json.dumps(value, ensure_ascii=escaped).encode())
    depth, values = depth_and_values(value)
    assert shape.depth == depth
    assert values <= shape.values <= 2 * values


@pytest.mark.parametrize("sent", [b"GET /livez HTTP/1.1\r\nHost: 127", b"G"])
def test_headers_that_do_not_end_are_given_up(guarded: Any, sent: bytes) -> None:
    with connected(guarded[0]) as connection:
        connection.sendall(sent)
        status, headers, _ = reply_of(connection)
        assert (status, headers["connection"]) == (408, "close")
        assert connection.recv(1) == b""


def test_a_connection_on_which_nothing_is_asked_is_closed_without_a_word(guarded: Any) -> None:
    with connected(guarded[0]) as connection:
        assert connection.recv(1) == b""


def test_the_headers_of_a_later_request_are_given_up_too(guarded: Any) -> None:
    with connected(guarded[0]) as connection:
        connection.sendall(head("/livez", method="GET"))
        assert reply_of(connection)[0] == 200
        connection.sendall(b"GET /livez HTTP/1.1\r\n")
        assert reply_of(connection)[0] == 408


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/search"])
def test_a_body_that_pauses_too_long_is_given_up(guarded: Any, path: str) -> None:
    url, secrets = guarded
    with connected(url) as connection:
        connection.sendall(
            head(path, key=secrets["chat"], Content_Length="1000", Content_Type="multipart/form-data; boundary=b")
        )
        connection.sendall(b"--b\r\n")
        status, _, body = reply_of(connection)
        assert status == 408
        assert "in time" in json.loads(body)["detail"]
        assert connection.recv(1) == b""


class Nothing:
    """An application that does nothing."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Never asked."""


def test_replies_over_a_kept_connection_wait_for_no_acknowledgement() -> None:
    async def story() -> int:
        config = uvicorn.Config(Nothing(), http=connections(header_seconds=9, body_idle_seconds=9), log_config=None)
        protocol = connections(header_seconds=9, body_idle_seconds=9)
        accepted = asyncio.get_running_loop().create_future()

        class Watched(protocol):
            def connection_made(self, transport: Any) -> None:
                super().connection_made(transport)
                option = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                accepted.set_result(option)

        # As `candor serve` makes it: of a family and a type, but of no protocol.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            state = uvicorn.server.ServerState()
            server = await asyncio.get_running_loop().create_server(
                lambda: Watched(config=config, server_state=state, app_state={}), sock=listener
            )
            async with server:
                _, writer = await asyncio.open_connection(*listener.getsockname())
                option = await asyncio.wait_for(accepted, PATIENCE_SECONDS)
                writer.close()
                await writer.wait_closed()
                return option

    assert asyncio.run(story()) != 0
