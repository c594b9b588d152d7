"""The nginx configuration of the documents, run before a real server."""

import json
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.principals import Role
from server.http.access import fingerprint
from server.wiring.opening import open_stores
from tests.server.conftest import serving, settings_for

ROOT = Path(__file__).parents[2]
HOST = "docs.example.org"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

pytestmark = pytest.mark.skipif(NGINX is None or shutil.which("openssl") is None, reason="needs nginx and openssl")


def documented() -> str:
    """The snippet as it is written."""
    [snippet] = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs/operations.md").read_text(), re.DOTALL)
    return str(snippet)


def certificate(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "1"),
            *("-keyout", f"{HOST}.key", "-out", f"{HOST}.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )


def free_ports(number: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@contextmanager
def nginx(folder: Path, upstream: str) -> Iterator[int]:
    """The port of nginx with the documented configuration, its ports and paths changed for this machine."""
    certificate(folder)
    tls, plain = free_ports(2)
    served = documented().replace("http://127.0.0.1:8080", upstream).replace("/etc/ssl/", f"{folder}/")
    served = served.replace("listen 443", f"listen 127.0.0.1:{tls}").replace("listen 80", f"listen 127.0.0.1:{plain}")
    spools = "".join(f"{kind}_temp_path {folder};" for kind in ("proxy", "client_body", "fastcgi", "uwsgi", "scgi"))
    owner = f"user {folder.owner()} {folder.group()};"  # whose spools it must be able to write
    main = f"{owner} daemon off; pid {folder}/pid; error_log stderr; events {{}}"
    (folder / "nginx.conf").write_text(f"{main} http {{ access_log off; {spools} {served} }}")
    assert NGINX is not None
    with subprocess.Popen([NGINX, "-p", str(folder), "-c", "nginx.conf"], stderr=subprocess.PIPE) as process:
        try:
            _await_listening(process, tls)
            yield tls
        finally:
            process.terminate()


def _await_listening(process: "subprocess.Popen[bytes]", port: int) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            continue
        return
    raise AssertionError(process.stderr.read().decode() if process.stderr else "nginx ended")


class Proxied:
    """The server by its name, through nginx, as a browser at that address calls it."""

    def __init__(self, client: httpx.Client, port: int) -> None:
        self._client = client
        self._headers = {"Host": f"{HOST}:{port}", "Origin": f"https://{HOST}:{port}"}

    def request(self, method: str, path: str, *, key: str | None = None, **options: Any) -> httpx.Request:
        headers = self._headers | ({"Authorization": f"Bearer {key}"} if key else {})
        # The name resolves nowhere, so the address is called and the certificate is asked for by name.
        named = {"sni_hostname": HOST}
        return self._client.build_request(method, path, headers=headers, extensions=named, **options)

    def call(self, method: str, path: str, *, key: str | None = None, **options: Any) -> httpx.Response:
        return self._client.send(self.request(method, path, key=key, **options))

    @contextmanager
    def stream(self, path: str, *, key: str) -> Iterator[httpx.Response]:
        reply = self._client.send(self.request("GET", path, key=key), stream=True)
        try:
            yield reply
        finally:
            reply.close()


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    settings = settings_for(tmp_path_factory.mktemp("data"), allowed_hosts=(HOST,))
    with open_stores(settings) as stores:
        stores.keys.create(name="ops", role=Role.ADMIN, collections=None, sha256=fingerprint("cnd_ops"))
    folder = tmp_path_factory.mktemp("nginx")
    with serving(settings) as upstream, nginx(folder, upstream) as port:
        trusted = ssl.create_default_context(cafile=folder / f"{HOST}.pem")
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusted, trust_env=False, timeout=60) as client:
            yield Proxied(client, port)


@pytest.mark.parametrize("path", ["/v1/me", "/metrics", "/v1/documents"])
def test_nobody_gets_in_through_the_proxy_without_a_key(proxied: Proxied, path: str) -> None:
    assert proxied.call("GET", path).status_code == 401
    assert proxied.call("GET", path, key="cnd_ops").status_code == 200


def test_the_login_cookie_is_secure_behind_tls(proxied: Proxied) -> None:
    reply = proxied.call("POST", "/v1/login", json={"key": "cnd_ops"})
    assert reply.status_code == 204
    assert "Secure" in reply.headers["set-cookie"]


def test_a_large_upload_arrives_whole(proxied: Proxied) -> None:
    content = b"The gate code is heliotrope. " * 100_000
    reply = proxied.call("POST", "/v1/documents", key="cnd_ops", files={"file": ("gate.bin", content)})
    assert reply.status_code == 415, "it came through, and is of no kind that can be read"


def test_events_arrive_while_the_stream_is_open(proxied: Proxied) -> None:
    conversation = proxied.call("POST", "/v1/conversations", key="cnd_ops", json={}).json()["id"]
    with proxied.stream(f"/v1/conversations/{conversation}/events", key="cnd_ops") as events:
        asked = proxied.call("POST", "/v1/escalations", key="cnd_ops", json={"conversation_id": conversation})
        assert asked.status_code == 201
        told = next(json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: "))
    assert told["id"] == asked.json()["id"]
