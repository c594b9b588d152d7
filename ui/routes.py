"""The few routes of Gradio's that the page needs. All others are closed, those to come included.

Gradio brings more than eighty: among them one that takes files from anyone, one that serves them to anyone who knows
the path, and one that fetches from other hosts. Files go to `/v1/documents` instead, straight from the browser.
"""

import json
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.shell import PAGES

_JOIN = "/gradio_api/queue/join"
_OPEN = frozenset(
    {
        ("GET", "/"),
        ("HEAD", "/"),
        *(("GET", f"/{page}{end}") for page in PAGES if page for end in ("", "/")),
        ("GET", "/favicon.ico"),
        ("GET", "/theme.css"),
        ("GET", "/gradio_api/queue/data"),
        ("POST", _JOIN),
        ("POST", "/gradio_api/cancel"),
        ("POST", "/gradio_api/reset"),
    }
)
_OPEN_BELOW = ("/assets/", "/static/", "/gradio_api/heartbeat/")
_FILE = "gradio.FileData"


class PageRoutes:
    """Middleware around Gradio: what the page does not need is not there."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not _is_open(scope):
            await _not_found(scope, receive, send)
        elif scope["path"] == _JOIN:
            await self._join(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _join(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An event of the page. Gradio copies, or fetches from its address, any file that one names."""
        body = await Request(scope, receive).body()
        if _names_a_file(body):
            refusal = JSONResponse({"detail": "The page takes no files."}, 422)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, _replayed(body, receive), send)


def _is_open(scope: Scope) -> bool:
    if scope["type"] != "http":
        return False
    method, path = scope["method"], scope["path"]
    return (method, path) in _OPEN or (method == "GET" and path.startswith(_OPEN_BELOW))


def _names_a_file(body: bytes) -> bool:
    try:
        sent = json.loads(body)
    except ValueError:
        return False  # Gradio refuses it
    except RecursionError:
        return True  # too deep to look into
    return any(node.get("_type") == _FILE for node in _objects(sent))


def _objects(sent: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Every object in it, however deep."""
    waiting = [sent]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Gives `body` once more, then what still comes."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return first.pop() if first else await receive()

    return replay


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await JSONResponse({"detail": "Not Found"}, 404)(scope, receive, send)
