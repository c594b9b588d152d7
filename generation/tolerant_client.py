"""Connections to an endpoint that speaks less than all of OpenAI's protocol, or speaks it oddly."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from threading import Lock
from typing import Any

import httpx

from generation.mending import MendedEvents

_REFUSALS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_IMPLEMENTED})
_INSTEAD: Mapping[str, str | None] = {
    "stream_options": None,
    "max_completion_tokens": "max_tokens",
    "reasoning_effort": None,
}
"""What not every endpoint takes, and by which name it may take it, null where it can do without."""
_NO_STREAM = ("text/html", "application/json")
_SHOWN_CHARACTERS = 120


class TolerantClient(httpx.Client):
    """Asks again without the fields that an endpoint refuses by name, and remembers them. Mends its event streams."""

    def __init__(self, *, timeout: httpx.Timeout, limits: httpx.Limits) -> None:
        # Bytes that are compressed could not be mended, and tokens one by one gain nothing by it.
        super().__init__(timeout=timeout, limits=limits, headers={"Accept-Encoding": "identity"})
        self._refused: frozenset[str] = frozenset()
        self._lock = Lock()

    def send(self, request: httpx.Request, *, stream: bool = False, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        """See `httpx.Client.send`. Raises `httpx.DecodingError` for what is no stream where one was asked for."""
        asked = _asked(request)
        if asked is None:
            return super().send(request, stream=stream, **options)
        body, dropped = _without(asked, self._refused), set[str]()
        response = super().send(_carrying(request, body), stream=stream, **options)
        while field := _objection(response, body):
            dropped.add(field)
            body = _without(body, {field})
            response = super().send(_carrying(request, body), stream=stream, **options)
        if dropped and response.is_success:
            with self._lock:
                self._refused |= dropped
        return _as_events(response) if stream and response.is_success else response


def _asked(request: httpx.Request) -> dict[str, Any] | None:
    """The body of a request for an answer, null for any other request."""
    if request.method != "POST" or request.headers.get("content-type") != "application/json":
        return None
    body: dict[str, Any] = json.loads(request.read())
    return body


def _without(body: dict[str, Any], fields: frozenset[str] | set[str]) -> dict[str, Any]:
    return dict(_renamed(body, fields))


def _renamed(body: dict[str, Any], fields: frozenset[str] | set[str]) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        kept = _INSTEAD[name] if name in fields else name
        if kept is not None:
            yield kept, value


def _carrying(request: httpx.Request, body: dict[str, Any]) -> httpx.Request:
    headers = [pair for pair in request.headers.multi_items() if pair[0] != "content-length"]
    return httpx.Request(request.method, request.url, headers=headers, json=body, extensions=request.extensions)


def _objection(response: httpx.Response, body: Mapping[str, Any]) -> str | None:
    """The field of `body` that a refusal names and that can be done without."""
    if response.status_code not in _REFUSALS:
        return None
    said = response.read().decode("utf-8", "replace")
    return next((name for name in _INSTEAD if name in body and name in said), None)


def _as_events(response: httpx.Response) -> httpx.Response:
    """A whole answer in place of a stream is one event of it."""
    media_type = response.headers.get("content-type", "").partition(";")[0].strip()
    if media_type not in _NO_STREAM:
        if isinstance(response.stream, httpx.SyncByteStream) and "content-encoding" not in response.headers:
            response.stream = MendedEvents(response.stream)
        return response
    said = response.read()
    if media_type == _NO_STREAM[0]:
        shown = said[:_SHOWN_CHARACTERS].decode("utf-8", "replace")
        raise httpx.DecodingError(f"It sent a web page in place of an answer: “{shown}”.", request=response.request)
    events = b"".join(MendedEvents(httpx.ByteStream(b"data: " + b"".join(said.splitlines()) + b"\n\ndata: [DONE]\n\n")))
    return httpx.Response(200, content=events, request=response.request)
