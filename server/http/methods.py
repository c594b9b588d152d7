"""What the API says to methods that no route of it answers itself: HEAD, OPTIONS, wrong ones."""

from http import HTTPStatus

from fastapi import Request, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.problems import respond

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OWN_PATHS = frozenset({"/livez", "/readyz", "/metrics", "/login"})


class HeadAsGet:
    """Answers HEAD as GET would be answered, without the body. An event stream ends with its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or not is_own(scope["path"]):
            await self._app(scope, receive, send)
            return
        ended = False

        async def headers_only(message: Message) -> None:
            nonlocal ended
            if ended:
                return
            await send(message)
            if message["type"] == "http.response.start":
                ended = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        as_get = {**scope, "method": "GET"}
        try:
            await self._app(as_get, receive, headers_only)
        finally:
            if "route" in as_get:
                scope["route"] = as_get["route"]  # what counts the request looks here


def is_own(path: str) -> bool:
    """Whether it is the API's or the server's, not the page's."""
    return path in OWN_PATHS or path.startswith("/v1/")


def unanswered(request: Request) -> Response:
    """Which methods a path has, where it has any; so that no path of the API falls through to the page."""
    allowed = _allowed(request)
    if not allowed:
        return respond(request, HTTPStatus.NOT_FOUND, f"There is no {request.method} {request.url.path}.")
    headers = {"Allow": ", ".join(allowed)}
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    refusal = respond(request, HTTPStatus.METHOD_NOT_ALLOWED, f"{request.url.path} takes {headers['Allow']}.")
    refusal.headers.update(headers)
    return refusal


def _allowed(request: Request) -> list[str]:
    """What the routes before this one take at this path, with what is answered for each of them."""
    known: set[str] = set()
    for route in request.app.routes:
        if getattr(route, "endpoint", None) is unanswered:
            break
        known |= {m for m in METHODS if route.matches({**request.scope, "method": m})[0] is Match.FULL}
    if "GET" in known:
        known.add("HEAD")
    return sorted({*known, "OPTIONS"}) if known else []
