"""The Content-Security-Policy: no script runs but the server's own files and the inline ones it wrote itself."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_REST = (
    # Gradio sets styles on elements; a style alone runs nothing, and no picture or font is fetched from elsewhere.
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


def script_hashes(scripts: Iterable[bytes]) -> list[str]:
    """A source expression for each inline script, as a browser computes it."""
    digests = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts)
    return [f"'sha256-{digest}'" for digest in dict.fromkeys(digests)]


def content_policy(hashes: Sequence[str] = ()) -> str:
    """The header's value, where inline scripts with these hashes may run; handlers in attributes and `eval` may not."""
    scripts = " ".join(["'self'", *hashes])
    return f"default-src 'self'; script-src {scripts}; {_REST}"


class ContentPolicy:
    """Sets the header on every reply.

    The inline scripts of a page may run: what people or models write comes into it later, through the API, and never
    stands in the HTML that the server sends. `added` are those that the page itself puts into its head.
    """

    def __init__(self, app: ASGIApp, *, added: Sequence[str]) -> None:
        self._app = app
        self._added = script_hashes(script.encode() for script in added)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply = _Reply(send, self._added)
        await self._app(scope, receive, reply.send if scope["type"] == "http" else send)


class _Reply:
    """One reply; HTML is held until it is complete, since its header comes first."""

    def __init__(self, send: Send, added: Sequence[str]) -> None:
        self._send, self._added = send, added
        self._start: Message | None = None
        self._html = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                self._start = message
            else:
                await self._begin(message, ())
            return
        if self._start is not None and message["type"] == "http.response.body":
            self._html += message.get("body", b"")
            if message.get("more_body", False):
                return
            start, self._start = self._start, None
            await self._begin(start, [*script_hashes(_INLINE.findall(self._html)), *self._added])
            message = {**message, "body": bytes(self._html)}
        await self._send(message)

    async def _begin(self, start: Message, hashes: Sequence[str]) -> None:
        MutableHeaders(scope=start)["Content-Security-Policy"] = content_policy(hashes)
        await self._send(start)
