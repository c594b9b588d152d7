"""Asks for the key before anything of a request's body is read."""

from http import HTTPStatus

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import Unauthenticated
from domain.principals import Principal
from server.http.access import identify
from server.http.problems import respond

_API = "/v1/"
_OPEN = frozenset({"/v1/login", "/v1/logout"})
_LOOK_UPS_AT_ONCE = 8


class Recogniser:
    """Finds out who asks, on threads of its own: those that work for others may all be taken."""

    def __init__(self) -> None:
        self._threads = CapacityLimiter(_LOOK_UPS_AT_ONCE)

    async def recognise(self, request: Request) -> Principal:
        """Raises `Unauthenticated`."""
        return await to_thread.run_sync(identify, request, limiter=self._threads)


class KeysFirst:
    """Lets nobody into the API without a key where one is needed; who it is stands in `request.state.principal`."""

    def __init__(self, app: ASGIApp, *, recogniser: Recogniser) -> None:
        self._app, self._recogniser = app, recogniser

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_API) or scope["path"] in _OPEN:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            request.state.principal = await self._recogniser.recognise(request)
        except Unauthenticated as error:
            await respond(request, HTTPStatus.UNAUTHORIZED, str(error))(scope, receive, send)
            return
        await self._app(scope, receive, send)
