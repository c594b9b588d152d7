"""A real HTTP server in a thread that speaks OpenAI's streaming protocol, and misbehaves as it is told."""

import json
import math
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Exchange:
    """One request to the server, and the means to answer it."""

    def __init__(
        self, handler: BaseHTTPRequestHandler, released: threading.Event, asked: dict[str, Any] | None = None
    ) -> None:
        self._handler = handler
        self._released = released
        self.asked = asked or {}

    @property
    def connection(self) -> socket.socket:
        return self._handler.connection

    def start(self, media_type: str = "text/event-stream") -> None:
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", media_type)
        self._handler.end_headers()

    def is_over(self) -> bool:
        """Whether the test is."""
        return self._released.is_set()

    def send(self, **fields: Any) -> None:
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], **fields}
        self.write(f"data: {json.dumps(chunk)}\n\n".encode())

    def delta(self, *, finish_reason: str | None = None, **delta: Any) -> None:
        self.send(choices=[{"index": 0, "delta": delta, "finish_reason": finish_reason}])

    def finish(self, reason: str = "stop") -> None:
        self.delta(finish_reason=reason)
        self.send(usage={"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18})
        self.write(b"data: [DONE]\n\n")

    def hang(self) -> None:
        """Says nothing until the test is over."""
        self._released.wait(30)

    def refuse(self, status: int) -> None:
        self.reply(status, {"error": {"message": "no", "type": "x", "param": None, "code": None}})

    def reply(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self._handler.send_response(status)
        for name, value in (headers or {}).items():
            self._handler.send_header(name, value)
        self._handler.send_header("Content-Type", "application/json")
        self._handler.send_header("Content-Length", str(len(data)))
        self._handler.end_headers()
        self._handler.wfile.write(data)

    def write(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()


Behaviour = Callable[[Exchange], None]


def says(*texts: str, finish_reason: str = "stop") -> Behaviour:
    """Streams `texts` to a proper end."""

    def behave(exchange: Exchange) -> None:
        exchange.start()
        exchange.delta(role="assistant", content="")
        for text in texts:
            exchange.delta(content=text)
        exchange.finish(finish_reason)

    return behave


def replies(text: str, logprobs: Any = None) -> Behaviour:
    """Answers at once instead of streaming."""

    def behave(exchange: Exchange) -> None:
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": logprobs}
        exchange.reply(200, {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})

    return behave


def first_token(**shares: float) -> dict[str, Any]:
    """The `logprobs` of one token, the likeliest of these, with the others beside it."""
    listed = [{"token": token, "logprob": math.log(share)} for token, share in shares.items()]
    return {"content": [{**max(listed, key=lambda one: one["logprob"]), "top_logprobs": listed}]}


def refuses(status: int) -> Behaviour:
    return lambda exchange: exchange.refuse(status)


def silent_after(*texts: str) -> Behaviour:
    """Streams the role and `texts`, then nothing."""

    def behave(exchange: Exchange) -> None:
        exchange.start()
        exchange.delta(role="assistant", content="")
        for text in texts:
            exchange.delta(content=text)
        exchange.hang()

    return behave


def cut_off_after(*texts: str) -> Behaviour:
    """Streams `texts` and closes the connection."""

    def behave(exchange: Exchange) -> None:
        exchange.start()
        for text in texts:
            exchange.delta(content=text)

    return behave


class OpenAIServer:
    """Answers requests with its behaviours in turn, the last one for ever; keeps what it was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.behaviours: list[Behaviour] = [says("Hello.")]
        self.requests: list[dict[str, Any]] = []
        self.models: Any = {"data": [{"id": "llama"}, {"id": "llama-lora"}]}
        self.models_status = 200
        self.listings = 0

    def behave(self, behaviours: Sequence[Behaviour]) -> None:
        self.behaviours = list(behaviours)

    def next_behaviour(self) -> Behaviour:
        return self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]


@contextmanager
def openai_server() -> Iterator[OpenAIServer]:
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.listings += 1
            Exchange(self, released).reply(server.models_status, server.models)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            server.requests.append(json.loads(self.rfile.read(length)))
            try:
                server.next_behaviour()(Exchange(self, released, server.requests[-1]))
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it so
            """Keeps the tests' output clean."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server = OpenAIServer(f"http://127.0.0.1:{httpd.server_port}/v1")
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        released.set()
        httpd.shutdown()
        httpd.server_close()
        thread.join()
