"""Odd and broken endpoints, each as a behaviour of the model server."""

import json
import socket
import struct
from typing import Any

from tests.generation.openai_server import Behaviour, Exchange, says

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OPENED = ({"role": "assistant", "content": ""},)


def chunk(**choice: Any) -> bytes:
    """An event of one choice."""
    body = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps(body | {'choices': [{'index': 0, **choice}]})}\n\n".encode()


def content(text: str) -> bytes:
    return chunk(delta={"content": text}, finish_reason=None)


DONE = b"data: [DONE]\n\n"
STOP = chunk(delta={}, finish_reason="stop") + DONE


def sends(*parts: bytes, media_type: str = "text/event-stream") -> Behaviour:
    """These bytes as a stream, and then the end of the connection."""

    def behave(exchange: Exchange) -> None:
        exchange.start(media_type)
        for part in parts:
            exchange.write(part)

    return behave


def null_deltas(text: str) -> Behaviour:
    return sends(chunk(delta=None, finish_reason=None), content(text), chunk(delta=None, finish_reason="stop"), DONE)


def no_finish_reason(text: str) -> Behaviour:
    return sends(content(text), DONE)


def byte_order_mark(text: str) -> Behaviour:
    return sends(BYTE_ORDER_MARK + content(text), STOP)


def surrogates(text: str) -> Behaviour:
    """`text`, whose characters beyond the first plane come in two chunks."""
    units = [json.dumps(text)[1:-1].encode()]
    parts = [half for unit in units for half in unit.replace(b"\\ud", b"\0\\ud").split(b"\0")]
    events = [b'data: {"choices":[{"index":0,"delta":{"content":"' + part + b'"}}]}\n\n' for part in parts]
    return sends(*events, STOP)


def whole_answer(text: str) -> Behaviour:
    """No stream although one was asked for."""
    message = {"role": "assistant", "content": text}
    body = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    return lambda exchange: exchange.reply(200, body)


def refuses_field(name: str, text: str) -> Behaviour:
    """Answers only requests without the field."""

    def behave(exchange: Exchange) -> None:
        if name in exchange.asked:
            exchange.reply(400, {"error": {"message": f"Unknown parameter: '{name}'.", "param": name}})
        else:
            says(text)(exchange)

    return behave


def says_no(status: int, message: str, **headers: str) -> Behaviour:
    return lambda exchange: exchange.reply(status, {"error": {"message": message}}, headers)


def resets(exchange: Exchange) -> None:
    """The connection breaks without a word."""
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    exchange.connection.close()


def for_ever(unit: str) -> Behaviour:
    """Until nobody listens."""

    def behave(exchange: Exchange) -> None:
        exchange.start()
        while not exchange.is_over():
            exchange.delta(content=unit)

    return behave


def error_in_stream(text: str, message: str) -> Behaviour:
    return sends(content(text), f"data: {json.dumps({'error': {'message': message}})}\n\n".encode(), DONE)
