"""Calls an ASGI application without a network; of an event stream it takes the opening."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from starlette.types import Message, Scope


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; of an event stream what had come when it opened."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Call:
    """A request. `options` are httpx's: json, files, data, params."""

    method: str
    path: str
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InProcess:
    """The application, started."""

    app: FastAPI
    portal: BlockingPortal

    @classmethod
    @contextmanager
    def running(cls, app: FastAPI) -> Iterator["InProcess"]:
        """Runs the application's lifespan around what is done with it."""
        with (
            start_blocking_portal() as portal,
            portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        ):
            yield cls(app, portal)

    def send(self, call: Call, headers: dict[str, str], *, base_url: str = "http://127.0.0.1:8080") -> Reply:
        """The reply to a request with these headers beside its own."""
        request = httpx.Request(call.method, base_url + call.path, headers=headers, **call.options)
        body = request.read()
        return self.portal.call(_exchange, self.app, _scope(request), body)


def _scope(request: httpx.Request) -> Scope:
    address = urlsplit(str(request.url))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": address.query.encode(),
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 40000),
        "server": (address.hostname, address.port),
        "state": {},
    }


async def _exchange(app: FastAPI, scope: Scope, body: bytes) -> Reply:
    sent: list[Message] = []
    incoming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    leaves = asyncio.Event()

    async def receive() -> Message:
        if incoming:
            return incoming.pop()
        await leaves.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if b"text/event-stream" in dict(message.get("headers", ())).get(b"content-type", b""):
            leaves.set()

    await app(scope, receive, send)
    return _reply(sent)


def _reply(sent: list[Message]) -> Reply:
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))
