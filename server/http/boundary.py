"""What every request passes: request id, log line, metrics, Host and Origin checks, browser login, security headers."""

import re
import secrets
from http import HTTPStatus
from time import perf_counter
from urllib.parse import SplitResult, urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import Unauthenticated
from server.http.application import RequestTelemetry
from server.http.keys_first import Recogniser
from server.http.problems import respond

_OWN_PATHS = frozenset({"/livez", "/readyz", "/metrics", "/login"})
_NO_HOST = re.compile(r"[\s/\\@<>\"'^`{|}]")  # what is in no host and port
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


def _is_own(path: str) -> bool:
    """Whether a route of ours takes it, which looks at the key itself; everything else is the page's."""
    return path in _OWN_PATHS or path.startswith("/v1/")


def _template(scope: Scope) -> str:
    """The route's template, so that ids and unknown paths cannot grow the metrics."""
    if not _is_own(scope["path"]):
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
        status = HTTPStatus.FORBIDDEN
        try:
            complaint = self._host(headers) or _cross_site(headers, scope.get("method", "GET"))
        except _Malformed as error:
            status, complaint = HTTPStatus.BAD_REQUEST, str(error)
        if complaint is None:
            await self._app(scope, receive, send)
        else:
            await respond(Request(scope), status, complaint)(scope, receive, send)

    def _host(self, headers: Headers) -> str | None:
        name = _address(f"//{headers.get('host', '')}", header="Host").hostname
        if self._hosts is None or name in self._hosts:
            return None
        return f"This server does not answer to the host name “{name}”; CANDOR_ALLOWED_HOSTS can add it."


class _Malformed(Exception):
    """A header that should be an address is none."""


def _address(value: str, *, header: str) -> SplitResult:
    """Raises `_Malformed`."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - read to have it checked
    except ValueError as error:
        raise _Malformed(f"The {header} header is no address.") from error
    if parts.netloc and (parts.path or _NO_HOST.search(parts.netloc)):
        raise _Malformed(f"The {header} header is no address.")
    return parts


def _cross_site(headers: Headers, method: str) -> str | None:
    origin = headers.get("origin")
    if method in _SAFE_METHODS or origin is None:
        return None
    if _address(origin, header="Origin").netloc == headers.get("host"):
        return None
    return "A page of another site sent this request; it was refused."


class PageLogin:
    """Lets nobody see the page, or upload through it, without a key, and leads browsers to the login form."""

    def __init__(self, app: ASGIApp, *, recogniser: Recogniser) -> None:
        self._app, self._recogniser = app, recogniser

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_own(scope["path"]):
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
