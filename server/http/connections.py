"""HTTP/1.1 connections: replies leave without delay, and who is too slow to say what they want is shown the door."""

import asyncio
import json
import socket
from enum import Enum, auto
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_LINGER_SECONDS = 10.0
_TOO_SLOW = HTTPStatus.REQUEST_TIMEOUT


class _Awaited(Enum):
    """What the client owes."""

    HEADERS = auto()
    BODY = auto()
    UNWANTED_BODY = auto()
    """The rest of a body after the reply: thrown away, so that the client reads the reply before it is cut off."""


def connections(*, header_seconds: float, body_idle_seconds: float) -> type[asyncio.Protocol]:
    """The protocol for `uvicorn.Config(http=…)`.

    A client gets `header_seconds` from connecting, or from the first byte of a later request, to the end of its
    headers, then `body_idle_seconds` for each part of its body.
    """
    limits = {
        _Awaited.HEADERS: header_seconds,
        _Awaited.BODY: body_idle_seconds,
        _Awaited.UNWANTED_BODY: min(_LINGER_SECONDS, body_idle_seconds),
    }

    class Connection(_Connection):
        limits_seconds = limits

    return Connection


class _Connection(H11Protocol):
    """uvicorn's own, which limits nothing but the time between two requests."""

    limits_seconds: dict[_Awaited, float]
    _awaited: _Awaited | None = None
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _send_at_once(transport)
        self._expect(_Awaited.HEADERS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        owed = self._owed()
        if owed is not self._awaited or owed is _Awaited.BODY:
            self._expect(owed)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect(self._owed())

    def _owed(self) -> _Awaited | None:
        if self.transport.is_closing():
            return None
        if self.conn.their_state is h11.SEND_BODY:
            return _Awaited.UNWANTED_BODY if self.cycle.response_complete else _Awaited.BODY
        return _Awaited.HEADERS if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0] else None

    def _expect(self, awaited: _Awaited | None) -> None:
        """Starts the time for it anew."""
        if self._timer is not None:
            self._timer.cancel()
        self._awaited = awaited
        self._timer = self.loop.call_later(self.limits_seconds[awaited], self._late) if awaited else None

    def _late(self) -> None:
        if self.flow.read_paused and self._awaited is _Awaited.BODY:
            self._expect(_Awaited.BODY)  # it is our side that does not read
        elif not self.transport.is_closing():
            self._tell()
            self.transport.close()

    def _tell(self) -> None:
        """Says why, where a reply can still be sent and something was asked."""
        if self._awaited is _Awaited.BODY and not self.cycle.response_started:
            self.cycle.disconnected = True  # what the application may still say of this request goes nowhere
            self.cycle.message_event.set()
            self._refuse("The body of this request did not come in time.")
        elif self._awaited is _Awaited.HEADERS and self.conn.trailing_data[0]:
            self._refuse("The headers of this request did not come in time.")

    def _refuse(self, detail: str) -> None:
        problem = {"type": "about:blank", "title": _TOO_SLOW.phrase, "status": _TOO_SLOW, "detail": detail}
        content = json.dumps(problem).encode()
        headers = [
            ("Content-Type", "application/problem+json"),
            ("Content-Length", str(len(content))),
            ("Connection", "close"),
        ]
        reply = h11.Response(status_code=_TOO_SLOW, headers=headers, reason=_TOO_SLOW.phrase)
        for event in (reply, h11.Data(data=content), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")


def _send_at_once(transport: asyncio.Transport) -> None:
    """Sets TCP_NODELAY: without it the body of a reply over a kept connection waits 40 ms for the client's ACK.

    asyncio does that for sockets that name their protocol; those that `socket.create_server` accepts do not.
    """
    opened = transport.get_extra_info("socket")
    if opened is not None and opened.family in {socket.AF_INET, socket.AF_INET6}:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
