"""What every request passes: request id, log line, metrics, Host and Origin checks, browser login, security headers."""

import secrets
from http import HTTPStatus
from time import perf_counter
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import Unauthenticated
from server.application import RequestTelemetry
from server.keys_first import Recogniser
from server.problems import respond

_OPEN_PATHS = ("/v1/", "/livez", "/readyz", "/metrics", "/login")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_log = structlog.get_logger()


class RequestRecorder:
    """Gives each request an id, counts it by route template and logs it without query, body or headers."""

    def __init__(self, app: ASGIApp, telemetry: RequestTelemetry) -> None:
        self._app, self._telemetry = app, telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        status, began = 500, perf_counter()

        async def recording(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers.update(_SECURITY_HEADERS)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, recording)
            finally:
                seconds, route = perf_counter() - began, _template(scope)
                self._telemetry.request_served(route, method=scope["method"], status=status, seconds=seconds)
                level = _log.debug if route == "page" else _log.info
                level("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000))


def _template(scope: Scope) -> str:
    """The route's template, so that ids and unknown paths cannot grow the metrics."""
    if not scope["path"].startswith(_OPEN_PATHS):
        return "page"
    route = scope.get("route")
    return str(getattr(route, "path", "unknown"))


class BrowserGuard:
    """Refuses requests that a foreign web page could make: rebound host names and cross-site writes."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str] | None) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        complaint = self._host(headers) or _cross_site(headers, scope.get("method", "GET"))
        if complaint is None:
            await self._app(scope, receive, send)
        else:
            await respond(Request(scope), HTTPStatus.FORBIDDEN, complaint)(scope, receive, send)

    def _host(self, headers: Headers) -> str | None:
        name = urlsplit(f"//{headers.get('host', '')}").hostname
        if self._hosts is None or name in self._hosts:
            return None
        return f"This server does not answer to the host name “{name}”; CANDOR_ALLOWED_HOSTS can add it."


def _cross_site(headers: Headers, method: str) -> str | None:
    origin = headers.get("origin")
    if method in _SAFE_METHODS or origin is None:
        return None
    if urlsplit(origin).netloc == headers.get("host"):
        return None
    return "A page of another site sent this request; it was refused."


class PageLogin:
    """Lets nobody see the page, or upload through it, without a key, and leads browsers to the login form."""

    def __init__(self, app: ASGIApp, *, recogniser: Recogniser) -> None:
        self._app, self._recogniser = app, recogniser

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_OPEN_PATHS):
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(Request(scope))
        await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        try:
            await self._recogniser.recognise(request)
        except Unauthenticated as error:
            if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
                return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
            return respond(request, HTTPStatus.UNAUTHORIZED, str(error))
        return None
