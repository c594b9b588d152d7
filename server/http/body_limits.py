"""How much of a request's body is taken in, and how it may be nested."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.json_shape import shape_of
from server.http.problems import respond

MOST_DEPTH = 64
MOST_VALUES = 20_000
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOKED_AT_IN_PLACE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: HTTPStatus
    detail: str


class BodyLimits:
    """Takes in whole bodies of at most `most_bytes`, and refuses JSON that would hold up everybody while it is read.

    The parser keeps the interpreter's lock from the first byte to the last, so a thread of its own would help nobody:
    4 MB of `[],` stop every thread for half a second. At most 20,000 values take a few milliseconds, and two tenths
    of a second where each of them is wrong.
    Bodies sent to one of `uploads`, by method and path, go on as they come, up to so many bytes.
    """

    def __init__(self, app: ASGIApp, *, most_bytes: int, uploads: Mapping[tuple[str, str], int]) -> None:
        self._app, self._most_bytes, self._uploads = app, most_bytes, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        upload = self._uploads.get((scope["method"], scope["path"]))
        most_bytes = self._most_bytes if upload is None else upload
        if _declared_bytes(Headers(scope=scope)) > most_bytes:
            refusal = _too_large(most_bytes)
            await respond(Request(scope), refusal.status, refusal.detail)(scope, receive, send)
        elif upload is not None or scope["method"] in _WITHOUT_BODY:
            await self._app(scope, _counted(receive, most_bytes), send)
        else:
            await self._whole(scope, receive, send)

    async def _whole(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken = await _take(receive, self._most_bytes)
        refusal = await _held_up_by(taken) if isinstance(taken, bytes) else taken
        if isinstance(taken, bytes) and refusal is None:
            await self._app(scope, _again(taken, receive), send)
        elif refusal is not None:
            await respond(Request(scope), refusal.status, refusal.detail)(scope, receive, send)


def _declared_bytes(headers: Headers) -> int:
    declared = headers.get("content-length", "")
    return int(declared) if declared.isdecimal() else 0


def _too_large(most_bytes: int) -> _Refusal:
    return _Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {most_bytes:,} bytes.")


async def _take(receive: Receive, most_bytes: int) -> bytes | _Refusal:
    """The whole body. What a client that left would be told, nobody hears."""
    body = bytearray()
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if len(body) > most_bytes:
            return _too_large(most_bytes)
        if not message.get("more_body", False):
            return bytes(body)
    return _Refusal(HTTPStatus.BAD_REQUEST, "The connection was closed before the body was complete.")


def _counted(receive: Receive, most_bytes: int) -> Receive:
    """Raises once more than `most_bytes` came, in the framework's own way, which its form parser lets pass."""
    came = 0

    async def received() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most_bytes:
            refusal = _too_large(most_bytes)
            raise HTTPException(refusal.status, refusal.detail)
        return message

    return received


async def _held_up_by(body: bytes) -> _Refusal | None:
    """Whatever the body is said to be: nothing but JSON is read here."""
    if len(body) <= _LOOKED_AT_IN_PLACE_BYTES:
        shape = shape_of(body)
    else:
        shape = await to_thread.run_sync(shape_of, body)
    if shape.depth > MOST_DEPTH:
        return _Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"The JSON nests more than {MOST_DEPTH} levels deep.")
    if shape.values > MOST_VALUES:
        return _Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"The JSON holds more than {MOST_VALUES:,} values.")
    return None


def _again(body: bytes, receive: Receive) -> Receive:
    """What was taken in as one message, then whatever comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received
