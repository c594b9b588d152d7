"""An OpenAI-compatible endpoint that thinks for a while before its first token, as a busy one does."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512


@contextmanager
def slow_model(*, text: str, first_token_seconds: float) -> Iterator[str]:
    """The base URL of an endpoint whose one model writes `text`, whatever it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._start("application/json")
            self.wfile.write(json.dumps({"object": "list", "data": [{"id": "slow", "object": "model"}]}).encode())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._start("text/event-stream")
            time.sleep(first_token_seconds)
            self._chunk({"content": text}, None)
            self._chunk({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _start(self, media_type: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.end_headers()

        def _chunk(self, delta: dict[str, str], finish_reason: str | None) -> None:
            choice: dict[str, Any] = {"index": 0, "delta": delta, "finish_reason": finish_reason}
            chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "slow", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the base class names it so
            """Says nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
